// The tape under the picture: a cell for each recorded operation, written to the right, read back to the left; the scrubber.
import { columns } from "#src/layout/size";
import { loopPosition, loopShort } from "#src/picture/loop";
import type { Deck } from "#src/player/deck";
import type { Frame } from "#src/trace/frame";
import { at } from "#src/trace/schema";
import { sheetOf } from "../picture/sheet";
import { mark, svg } from "../picture/svg";
import type { Texts } from "../picture/texts";
import { type Bar, cursorAt, headAt, isReplayed, type Lane, ruler, type Tape, wind } from "./geometry";
import { lead, Reel } from "./reel";
import { Run } from "./run";
import text from "./tape.css?inline";
import { type Part, partAt, type Turn } from "./turns";

/** The styles that the tape brings. */
export const sheet = sheetOf(text);

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
/** A cell at least this wide is named; of a long tape so many are shown that they can be. */
const NAMED_FROM = 22;
const READABLE = 44;
/** The bar that stands for the whole run, where the tape shows a part of it. */
const RUN = { gap: 12, height: 8 } as const;
/** A mark of an in-place change. */
const WRITE = 5;
/** Width of one column of its name. */
const CHARACTER = 6.9;
const HEAD = 9;
/** Brackets of so many nested loops. */
const LEVELS = 2;
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
	private part: Part = { from: 0, to: 0 };
	private run: Run | null = null;
	private texts: Texts | null = null;
	private width = 0;
	private dragging: Lane | "run" | null = null;

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

	/** Draws the tape for a box `width` pixels wide, what of it is to be seen at `cursor`; does nothing where it is drawn already. */
	lay(texts: Texts, width: number, cursor: number): void {
		if (width <= 0) return;
		const isSame = texts === this.texts && width === this.width;
		if (texts !== this.texts) this.tape = wind(texts.lookup.trace);
		const tape = this.tape as Tape;
		const { count, reel, label, side } = spaces(width, tape.cells.length);
		const part = partAt(tape.turns, count, roomIn(width - 2 * side), cursor);
		if (isSame && part.from === this.part.from && part.to === this.part.to) return;
		this.texts = texts;
		this.width = width;
		this.part = part;
		const shown = part.to - part.from;
		const { cell, bars } = ruler(shown, width - 2 * side, WIDEST, THINNEST, part.from);
		this.cell = cell;
		const used = cell * shown;
		this.left = (width - used + label) / 2;
		const passes = tape.brackets.filter(({ from, to }) => from < part.to && part.from < to);
		const turns = tape.turns.filter(({ from, to, depth }) => depth < LEVELS && from < part.to && part.from < to);
		const levels = turns.reduce((most, turn) => Math.max(most, turn.depth + 1), 0);
		const rows = passes.reduce((most, bracket) => Math.max(most, bracket.row + 1), 0);
		this.top = TOP + (levels + rows) * BRACKET;
		const isPart = shown < count;
		const bottom = this.top + 2 * TRACK + HEAD + 6;
		const height = Math.max(bottom + (isPart ? RUN.gap + RUN.height : 0), reel === 0 ? 0 : 2 * reel + 8);
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
		this.run = isPart
			? new Run(from, to - from, bottom + RUN.gap - 6, RUN.height, texts.lookup.trace.steps.length)
			: null;
		this.run?.show(this.stretch(part));
		this.drawing.replaceChildren(
			...ends,
			ribbon,
			...(label > 0 ? lanes : []),
			...this.bars.map(({ group }) => group),
			...this.brackets(texts, turns, passes, levels),
			...(this.run ? [this.run.element] : []),
			this.head,
		);
		if (count === 0) {
			const text = texts.words.say(texts.lookup.trace.nodes.length === 0 ? "ui.tape.no-tensors" : "ui.tape.empty");
			const place = { x: width / 2, y: middle + 5, "text-anchor": "middle" };
			this.drawing.replaceChildren(svg("text", { class: "empty", ...place }, text));
		}
	}

	/** From which cursor to which the cells of a part are recorded and replayed. */
	private stretch({ from, to }: Part): readonly [number, number] {
		const inside = this.tape?.turns.filter((turn) => from <= turn.from && turn.to <= to) ?? [];
		return [
			inside.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
			inside.reduce((most, { end }) => Math.max(most, end), 0),
		];
	}

	/** Moves the head and fills the cells. */
	draw(frame: Frame, progress: number, spoken: string): void {
		const { tape, deck, part } = this;
		if (!tape) return;
		const head = headAt(tape, frame.cursor, progress);
		for (const { bar, record, replay } of this.bars) {
			const last = at(tape.cells, bar.to - 1);
			mark(record, "data-filled", String(last.recorded <= frame.cursor));
			mark(replay, "data-filled", String(isReplayed(tape, bar.from, frame.cursor, head.pass)));
		}
		const x = this.left + Math.min(Math.max(head.place - part.from, 0), part.to - part.from) * this.cell;
		mark(this.head, "transform", `translate(${Math.round(x * 10) / 10} ${this.top})`);
		mark(this.head, "data-lane", head.lane);
		mark(this.head, "data-moving", String(progress > 0));
		const wound = tape.cells.length === 0 ? 0 : head.place / tape.cells.length;
		this.reels.forEach((reel, end) => {
			reel.turn(head.place * TURN, end === 0 ? 1 - wound : wound);
		});
		this.run?.draw(frame.cursor + progress);
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
		const x = this.xOf(bar.from);
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

	private xOf(place: number): number {
		return this.left + (place - this.part.from) * this.cell;
	}

	/** Over the cells, from the outside: loops, passes, and in the last line before the cells what was changed in place. */
	private brackets(texts: Texts, turns: readonly Turn[], passes: Tape["brackets"], levels: number): SVGElement[] {
		const { words, lookup } = texts;
		const iterations = turns.map((turn) => {
			const loop = at(lookup.takes.loops, turn.loop);
			const names = [
				loopPosition(words, lookup.trace, loop, turn.iteration),
				loopShort(words, lookup.trace, loop, turn.iteration),
				String((loop.first ?? 0) + turn.iteration + 1),
			];
			return this.bracket("turn", turn, TOP + turn.depth * BRACKET, names);
		});
		const calls = passes.map((pass) => {
			const facts = { pass: pass.pass + 1 };
			return this.bracket("pass", pass, TOP + (levels + pass.row) * BRACKET, [words.say("ui.tape.pass", facts), "∂"]);
		});
		const { from, to } = this.part;
		const writes = (this.tape?.writes ?? []).filter(({ place }) => from < place && place <= to);
		const marks = writes.map(({ place, start }) => {
			const [x, y] = [this.xOf(place), this.top - 9];
			const group = svg(
				"g",
				{ class: "bracket write" },
				svg("title", {}, words.say("ui.tape.write")),
				svg("path", { d: `M${x} ${y - WRITE}L${x + WRITE} ${y}L${x} ${y + WRITE}L${x - WRITE} ${y}Z` }),
			);
			group.addEventListener("click", () => this.deck.dispatch({ type: "seek", cursor: start }));
			return group;
		});
		return [...iterations, ...calls, ...(turns.length > 0 ? marks : [])];
	}

	/** A bracket over cells, with the longest of its names that there is room for. */
	private bracket(
		kind: "turn" | "pass",
		range: { readonly from: number; readonly to: number; readonly start: number },
		y: number,
		names: readonly string[],
	): SVGGElement {
		const x = this.xOf(Math.max(range.from, this.part.from));
		const width = this.xOf(Math.min(range.to, this.part.to)) - x;
		const isAlone = names.length < 3 && this.part.to - this.part.from === range.to - range.from;
		const name = isAlone ? names[0] : names.find((each) => columns(each) * CHARACTER + 4 <= width);
		const group = svg(
			"g",
			{ class: `bracket ${kind}` },
			svg("path", { d: `M${x + 1} ${y + 17}V${y + 10}H${x + width - 1}V${y + 17}` }),
			svg("text", { x: x + width / 2, y: y + 4, "text-anchor": "middle" }, name ?? ""),
		);
		group.addEventListener("click", () => this.deck.dispatch({ type: "seek", cursor: range.start }));
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
		const x = event.clientX - this.drawing.getBoundingClientRect().left;
		return this.part.from + (x - this.left) / Math.max(this.cell, 1e-9);
	}

	private press(event: PointerEvent): void {
		if (event.button !== 0 || !this.tape || (event.target as Element).closest(".bracket")) return;
		this.dragging = (event.target as Element).closest(".run") ? "run" : this.laneAt(event);
		this.box.setPointerCapture(event.pointerId);
		this.seek(event);
	}

	private drag(event: PointerEvent): void {
		if (this.dragging) {
			if (this.dragging !== "run") this.dragging = this.laneAt(event);
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
		if (this.dragging === "run") {
			const x = event.clientX - this.drawing.getBoundingClientRect().left;
			deck.dispatch({ type: "seek", cursor: this.run?.cursorAt(x) ?? 0 });
			return;
		}
		const place = this.placeAt(event);
		const over = tape.brackets.filter(({ from, to }) => from <= place && place <= to);
		const running = deck.frame.peek()?.pass ?? null;
		const pass = over.find((bracket) => bracket.pass === running) ?? over.at(-1) ?? tape.brackets[0];
		deck.dispatch({ type: "seek", cursor: cursorAt(tape, place, this.dragging, pass?.pass ?? null) });
	}
}

/** What is beside the cells in a box so wide: reels, names of the tracks. */
function spaces(width: number, count: number): { count: number; reel: number; label: number; side: number } {
	const reel = width >= REELS_FROM && count > 0 ? REEL : 0;
	const label = reel === 0 ? 0 : LABEL;
	return { count, reel, label, side: MARGIN + (reel === 0 ? 0 : reel * 2 + 26 + label / 2) };
}

function roomIn(width: number): number {
	return Math.max(1, Math.floor(width / READABLE));
}

/** As much of a name as a cell of this width can show. */
function shortened(name: string, width: number): string {
	const letters = Array.from(name);
	const room = (width - 6) / CHARACTER;
	if (columns(name) <= room) return name;
	while (letters.length > 1 && columns(letters.join("")) + 1 > room) letters.pop();
	return `${letters.join("")}…`;
}
