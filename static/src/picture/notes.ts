// The layer of notes above the picture: each drawn once while it is to be read, and moved along with its packet.
import type { Box, Direction, Layout } from "#src/layout/place";
import { at, type Trace, type Value } from "#src/trace/schema";
import { addition, change, product } from "./arithmetic";
import type { Rect } from "./camera";
import { type Note, RESTING } from "./moment";
import { type Drawn, drawNote } from "./note";
import { type Side, spotFor } from "./spot";
import { mark, svg } from "./svg";
import type { Texts } from "./texts";
import type { Track } from "./track";

/** Between a note and what it is about; a packet on the edge has room between. Layout pixels. */
const FROM_EDGE = 17;
const BESIDE_EDGE = 46;
const FROM_NODE = 9;

/** A note in the document; its corner stands at `dx`, `dy` from its packet, or from the layout's corner. */
interface Placed extends Drawn {
	readonly rect: Rect;
	readonly dx: number;
	readonly dy: number;
}

export class Notes {
	private readonly trace: Trace;
	private readonly layout: Layout;
	private readonly texts: Texts;
	private readonly tracks: (edge: number) => Track;
	private readonly direction: Direction;
	private readonly boxes: readonly Rect[];
	readonly element = svg("g", { class: "notes", "aria-hidden": "true" });
	private readonly drawn = new Map<string, Placed>();

	constructor(trace: Trace, layout: Layout, texts: Texts, tracks: (edge: number) => Track, direction: Direction) {
		this.trace = trace;
		this.layout = layout;
		this.texts = texts;
		this.tracks = tracks;
		this.direction = direction;
		this.boxes = [...layout.nodes.values()].map(rectOf);
	}

	/** Shows exactly these notes; new ones find their place within `room`, the part of the layout that can be seen. */
	show(notes: readonly Note[], room: Rect): void {
		const wanted = new Set(notes.map(keyOf));
		for (const [key, { element }] of this.drawn) {
			if (wanted.has(key)) continue;
			element.remove();
			this.drawn.delete(key);
		}
		for (const note of notes) {
			const key = keyOf(note);
			const placed = this.drawn.get(key) ?? this.place(note, room);
			if (!this.drawn.has(key)) {
				this.drawn.set(key, placed);
				this.element.append(placed.element);
			}
			const [x, y] = note.kind === "product" ? this.tracks(note.edge).at(note.along) : [0, 0];
			const [left, top] = [x + placed.dx, y + placed.dy];
			mark(placed.element, "transform", `translate(${Math.round(left * 10) / 10} ${Math.round(top * 10) / 10})`);
		}
	}

	private value(id: number | null): Value | null {
		return id === null ? null : at(this.trace.values, id);
	}

	private draw(note: Note): Drawn {
		const { trace, texts } = this;
		const result = at(trace.values, note.result);
		switch (note.kind) {
			case "product": {
				const arithmetic = product(this.value(note.upstream), this.value(note.local), result, texts.digits);
				return drawNote(arithmetic, texts.local(note.edge), "product");
			}
			case "sum": {
				const arithmetic = addition(this.value(note.before), at(trace.values, note.added), result, texts.digits);
				return drawNote(arithmetic, texts.sum(note.node, note.stored, note.before === null), "sum");
			}
			case "change": {
				const arithmetic = change(at(trace.values, note.before), result, texts.digits);
				return drawNote(arithmetic ?? product(null, null, result, texts.digits), texts.written(note.node), "change");
			}
			case "seed":
				return drawNote(product(null, null, result, texts.digits), texts.seed(note.node), "seed");
		}
	}

	/** Finds a place that covers no node and no other note, if there is one. A product's is where its packet will rest. */
	private place(note: Note, room: Rect): Placed {
		const drawn = this.draw(note);
		const notes = [...this.drawn.values()].map(({ rect }) => rect);
		const size = { width: drawn.w, height: drawn.h };
		if (note.kind !== "product") {
			const box = this.layout.nodes.get(note.node) ?? { x: 0, y: 0, w: 0, h: 0 };
			const sides = SIDES[at(this.trace.nodes, note.node).kind === "leaf" ? "leaf" : "operation"];
			const rect = spotFor(size, rectOf(box), FROM_NODE, sides, this.boxes, notes, room);
			return { ...drawn, rect, dx: rect.x, dy: rect.y };
		}
		const [x, y] = this.tracks(note.edge).at(RESTING);
		const down = this.direction === "down";
		const sides = SIDES[`${this.direction} ${note.side}`];
		const gap = down ? BESIDE_EDGE : FROM_EDGE;
		const rect = spotFor(size, { x, y, width: 0, height: 0 }, gap, sides, this.boxes, notes, room);
		return { ...drawn, rect, dx: rect.x - x, dy: rect.y - y };
	}
}

/** Which sides suit a note best. Below a leaf is its `.grad`. */
const SIDES: Readonly<Record<"leaf" | "operation" | `${Direction} ${"before" | "after"}`, readonly Side[]>> = {
	leaf: ["below", "above", "left", "right"],
	operation: ["above", "below", "left", "right"],
	"right before": ["above", "below"],
	"right after": ["below", "above"],
	"down before": ["left", "right"],
	"down after": ["right", "left"],
};

function rectOf({ x, y, w, h }: Box): Rect {
	return { x, y, width: w, height: h };
}

function keyOf(note: Note): string {
	const where = note.kind === "product" ? note.edge : note.node;
	return `${note.kind} ${where} ${note.result} ${note.kind === "sum" ? note.stored : ""}`;
}
