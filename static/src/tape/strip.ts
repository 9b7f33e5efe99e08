// The tape under the picture: a cell for each recorded operation, written to the right, read back to the left; the scrubber.
import { columns } from "#src/layout/size";
import type { Deck } from "#src/player/deck";
import type { Frame } from "#src/trace/frame";
import { at } from "#src/trace/schema";
import { mark, svg } from "../picture/svg";
import type { Texts } from "../picture/texts";
import { type Bar, cursorAt, headAt, type Lane, ruler, type Tape, wind } from "./geometry";
import { lead, Reel } from "./reel";

/** CSS pixels: reels at both ends where there is room, brackets above, the upper and the lower track. */
const REEL = 34;
const REELS_FROM = 520;
/** Room for the names of the two tracks, at the left of the tape, where there are reels. */
const LABEL = 84;
/** Free at both ends. */
const MARGIN = 14;
const BRACKET = 22;
const TRACK = 30;
const TOP = 12;
const WIDEST = 92;
const THINNEST = 3;
/** A cell at least this wide is named. */
const NAMED_FROM = 22;
/** Width of one column of its name. */
const CHARACTER = 6.9;
const HEAD = 9;
/** How far a reel turns for one cell, in degrees. */
const TURN = 60;

interface Drawn {
	readonly bar: Bar;
	readonly record: SVGRectElement;
	readonly replay: SVGRectElement;
	readonly group: SVGGElement;
}

export class Strip {
	private readonly box: HTMLElement;
	private readonly deck: Deck;
	private readonly drawing = svg("svg", { class: "strip", "aria-hidden": "true" });
	private readonly head = svg("g", { class: "head" });
	private readonly reels: Reel[] = [];
	private tape: Tape | null = null;
	private bars: Drawn[] = [];
	private cell = 0;
	private left = 0;
	private top = 0;
	private texts: Texts | null = null;
	private width = 0;
	private dragging: Lane | null = null;

	/** Draws into `box`, which is a slider of the deck's cursor. */
	constructor(box: HTMLElement, deck: Deck) {
		this.box = box;
		this.deck = deck;
		box.append(this.drawing);
		box.setAttribute("role", "slider");
		box.tabIndex = 0;
		box.addEventListener("pointerdown", (event) => this.press(event));
		box.addEventListener("pointermove", (event) => this.drag(event));
		box.addEventListener("pointerup", () => this.release());
		box.addEventListener("pointercancel", () => this.release());
		box.addEventListener("pointerleave", () => this.deck.dispatch({ type: "highlight", node: null }));
	}

	/** Draws the whole tape for a box `width` pixels wide; does nothing where it is drawn already. */
	lay(texts: Texts, width: number): void {
		if (width <= 0 || (texts === this.texts && width === this.width)) return;
		if (texts !== this.texts) this.tape = wind(texts.lookup.trace);
		const tape = this.tape as Tape;
		this.texts = texts;
		this.width = width;
		const reel = width >= REELS_FROM && tape.cells.length > 0 ? REEL : 0;
		const label = reel === 0 ? 0 : LABEL;
		const side = MARGIN + (reel === 0 ? 0 : reel * 2 + 26 + label / 2);
		const { cell, bars } = ruler(tape.cells.length, width - 2 * side, WIDEST, THINNEST);
		this.cell = cell;
		const used = cell * tape.cells.length;
		this.left = (width - used + label) / 2;
		const rows = tape.brackets.reduce((most, bracket) => Math.max(most, bracket.row + 1), 0);
		this.top = TOP + rows * BRACKET;
		const height = Math.max(this.top + 2 * TRACK + HEAD + 6, reel === 0 ? 0 : 2 * reel + 8);
		for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
			mark(this.drawing, name, String(value));
		const middle = this.top + TRACK;
		const [from, to] = [this.left - label - 6, this.left + used + 6];
		const frame = { x: from, y: this.top - 3, width: to - from, height: 2 * TRACK + 6, rx: 5 };
		const ribbon = svg("rect", { class: "ribbon", ...frame });
		this.reels.length = 0;
		const ends: SVGElement[] = [];
		if (reel > 0) {
			const [x0, x1] = [from - reel - 20, to + reel + 20];
			ends.push(svg("path", { class: "lead", d: lead(x0, reel, from, middle) }));
			ends.push(svg("path", { class: "lead", d: lead(x1, reel, to, middle) }));
			this.reels.push(new Reel(x0, middle, reel), new Reel(x1, middle, reel));
			ends.push(...this.reels.map(({ element }) => element));
		}
		const lanes = (["record", "replay"] as const).map((lane, row) => {
			const place = { x: this.left - 8, y: this.top + row * (TRACK + 2) + TRACK / 2 + 3, "text-anchor": "end" };
			return svg("text", { class: `lane ${lane}`, ...place }, texts.words.say(`ui.tape.${lane}`));
		});
		this.bars = bars.map((bar) => this.bar(texts, bar));
		this.drawHead();
		const brackets = tape.brackets.map((bracket) => this.bracket(texts, bracket));
		this.drawing.replaceChildren(
			...ends,
			ribbon,
			...(label > 0 ? lanes : []),
			...this.bars.map(({ group }) => group),
			...brackets,
			this.head,
		);
		if (tape.cells.length === 0) {
			const text = texts.words.say("ui.tape.empty");
			const place = { x: width / 2, y: middle + 5, "text-anchor": "middle" };
			this.drawing.replaceChildren(svg("text", { class: "empty", ...place }, text));
		}
	}

	/** Moves the head and fills the cells. */
	draw(frame: Frame, progress: number, spoken: string): void {
		const { tape, deck } = this;
		if (!tape) return;
		const head = headAt(tape, frame.cursor, progress);
		const visits = head.pass === null ? undefined : tape.replayed[head.pass];
		for (const { bar, record, replay } of this.bars) {
			const last = at(tape.cells, bar.to - 1);
			const first = bar.from;
			mark(record, "data-filled", String(last.recorded <= frame.cursor));
			const cursor = visits?.get(first);
			mark(replay, "data-filled", String(cursor !== undefined && cursor <= frame.cursor));
		}
		const x = this.left + head.place * this.cell;
		mark(this.head, "transform", `translate(${Math.round(x * 10) / 10} ${this.top})`);
		mark(this.head, "data-lane", head.lane);
		mark(this.head, "data-moving", String(progress > 0));
		const wound = tape.cells.length === 0 ? 0 : head.place / tape.cells.length;
		this.reels.forEach((reel, end) => {
			reel.turn(head.place * TURN, end === 0 ? 1 - wound : wound);
		});
		const { length } = deck.state.peek();
		mark(this.box, "aria-valuemin", "0");
		mark(this.box, "aria-valuemax", String(length));
		mark(this.box, "aria-valuenow", String(frame.cursor));
		mark(this.box, "aria-valuetext", spoken);
	}

	/** Lights the cell of a node. */
	light(highlight: number | null, selected: number | null): void {
		const lit = highlight === null ? undefined : this.tape?.cellOf.get(highlight);
		const open = selected === null ? undefined : this.tape?.cellOf.get(selected);
		for (const { bar, group } of this.bars) {
			group.classList.toggle("highlight", lit !== undefined && bar.from <= lit && lit < bar.to);
			group.classList.toggle("selected", open !== undefined && bar.from <= open && open < bar.to);
		}
	}

	private bar(texts: Texts, bar: Bar): Drawn {
		const x = this.left + bar.from * this.cell;
		const width = (bar.to - bar.from) * this.cell;
		const gap = width > 6 ? 1.5 : 0;
		const frame = { x: x + gap, width: width - 2 * gap, height: TRACK - 2, rx: width > 12 ? 4 : 0 };
		const record = svg("rect", { class: "record", ...frame, y: this.top });
		const replay = svg("rect", { class: "replay", ...frame, y: this.top + TRACK + 2 });
		const group = svg("g", { class: "cell" }, record, replay);
		const node = texts.nodeAt(at(this.tape?.cells ?? [], bar.from).node);
		if (width >= NAMED_FROM) {
			const middle = x + width / 2;
			const y = this.top + TRACK / 2 + 4;
			const name = shortened(node.label, width);
			group.append(svg("text", { class: "written", x: middle, y, "text-anchor": "middle" }, name));
			group.append(
				svg(
					"text",
					{ class: "read", x: middle, y: y + TRACK + 2, "text-anchor": "middle" },
					width > 34 ? shortened(`∂${node.label}`, width) : "∂",
				),
			);
		}
		return { bar, record, replay, group };
	}

	private bracket(texts: Texts, bracket: Tape["brackets"][number]): SVGGElement {
		const x = this.left + bracket.from * this.cell;
		const width = (bracket.to - bracket.from) * this.cell;
		const y = TOP + bracket.row * BRACKET;
		const label = texts.words.say("ui.tape.pass", { pass: bracket.pass + 1 });
		const group = svg(
			"g",
			{ class: "bracket", "data-pass": bracket.pass },
			svg("path", { d: `M${x + 1} ${y + 17}V${y + 10}H${x + width - 1}V${y + 17}` }),
			svg("text", { x: x + width / 2, y: y + 4, "text-anchor": "middle" }, label),
		);
		group.addEventListener("click", () => this.deck.dispatch({ type: "seek", cursor: bracket.start }));
		return group;
	}

	private drawHead(): void {
		const [y, bottom] = [-5, 2 * TRACK + 7];
		this.head.replaceChildren(
			svg("path", { class: "needle", d: `M0 ${y}V${bottom}` }),
			svg("path", { class: "to-right", d: `M-1 ${y - 6}L${HEAD} ${y}L-1 ${y + 6}Z` }),
			svg("path", { class: "to-left", d: `M1 ${bottom - 6}L${-HEAD} ${bottom}L1 ${bottom + 6}Z` }),
		);
	}

	private laneAt(event: PointerEvent): Lane {
		const y = event.clientY - this.drawing.getBoundingClientRect().top;
		return y > this.top + TRACK && (this.tape?.brackets.length ?? 0) > 0 ? "replay" : "record";
	}

	private placeAt(event: PointerEvent): number {
		return (event.clientX - this.drawing.getBoundingClientRect().left - this.left) / Math.max(this.cell, 1e-9);
	}

	private press(event: PointerEvent): void {
		if (event.button !== 0 || !this.tape || (event.target as Element).closest(".bracket")) return;
		this.dragging = this.laneAt(event);
		this.box.setPointerCapture(event.pointerId);
		this.seek(event);
	}

	private drag(event: PointerEvent): void {
		if (this.dragging) {
			this.dragging = this.laneAt(event);
			this.seek(event);
			return;
		}
		const node = this.tape?.cells[Math.floor(this.placeAt(event))]?.node ?? null;
		this.deck.dispatch({ type: "highlight", node });
	}

	private release(): void {
		this.dragging = null;
	}

	private seek(event: PointerEvent): void {
		const { tape, deck } = this;
		if (!tape || !this.dragging) return;
		const latest = deck.frame.peek()?.pass ?? tape.brackets[0]?.pass ?? null;
		deck.dispatch({ type: "seek", cursor: cursorAt(tape, this.placeAt(event), this.dragging, latest) });
	}
}

/** As much of a name as a cell of this width can show. */
function shortened(name: string, width: number): string {
	const letters = Array.from(name);
	const room = (width - 6) / CHARACTER;
	if (columns(name) <= room) return name;
	while (letters.length > 1 && columns(letters.join("")) + 1 > room) letters.pop();
	return `${letters.join("")}…`;
}
