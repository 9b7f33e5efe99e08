// The layer of notes above the picture: each drawn once while it is to be read, and moved along with its packet.
import type { Direction, Layout } from "#src/layout/place";
import { at, type Trace, type Value } from "#src/trace/schema";
import { addition, product } from "./arithmetic";
import type { Note } from "./moment";
import { type Drawn, drawNote } from "./note";
import type { Track } from "./path";
import { mark, svg } from "./svg";
import type { Texts } from "./texts";

/** Between a note and what it is about; a packet on the edge has room between. */
const FROM_EDGE = 17;
const BESIDE_EDGE = 46;
const FROM_NODE = 9;
/** How far a note may stand out of the layout. */
const OVERHANG = 16;

export class Notes {
	private readonly trace: Trace;
	private readonly layout: Layout;
	private readonly texts: Texts;
	private readonly tracks: (edge: number) => Track;
	private readonly direction: Direction;
	readonly element = svg("g", { class: "notes", "aria-hidden": "true" });
	private readonly drawn = new Map<string, Drawn>();

	constructor(trace: Trace, layout: Layout, texts: Texts, tracks: (edge: number) => Track, direction: Direction) {
		this.trace = trace;
		this.layout = layout;
		this.texts = texts;
		this.tracks = tracks;
		this.direction = direction;
	}

	/** Shows exactly these notes. */
	show(notes: readonly Note[]): void {
		const wanted = new Set(notes.map(keyOf));
		for (const [key, { element }] of this.drawn) {
			if (wanted.has(key)) continue;
			element.remove();
			this.drawn.delete(key);
		}
		for (const note of notes) {
			const key = keyOf(note);
			const drawn = this.drawn.get(key) ?? this.draw(note);
			if (!this.drawn.has(key)) {
				this.drawn.set(key, drawn);
				this.element.append(drawn.element);
			}
			const [x, y] = this.placeOf(note, drawn);
			mark(drawn.element, "transform", `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`);
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
			case "seed":
				return drawNote(product(null, null, result, texts.digits), texts.seed(note.node), "seed");
		}
	}

	/** Beside the packet; above a node, below a leaf where there is room, since its `.grad` is there. In the picture. */
	private placeOf(note: Note, drawn: Drawn): readonly [number, number] {
		const { w, h } = drawn;
		const [x, y] = note.kind === "product" ? this.besideEdge(note, drawn) : this.besideNode(note, drawn);
		const inside = (at: number, extent: number, room: number) =>
			Math.max(-OVERHANG, Math.min(at, room + OVERHANG - extent));
		return [inside(x, w, this.layout.width), inside(y, h, this.layout.height)];
	}

	private besideEdge(note: Extract<Note, { kind: "product" }>, { w, h }: Drawn): readonly [number, number] {
		const [x, y] = this.tracks(note.edge).at(note.along);
		const before = note.side === "before";
		if (this.direction === "down") {
			const left = x - w - BESIDE_EDGE;
			const right = x + BESIDE_EDGE;
			const first = before ? left : right;
			const fits = first >= -OVERHANG && first + w <= this.layout.width + OVERHANG;
			return [fits ? first : before ? right : left, y - h / 2];
		}
		return [x - w / 2, before ? y - h - FROM_EDGE : y + FROM_EDGE];
	}

	private besideNode({ node }: Exclude<Note, { kind: "product" }>, { w, h }: Drawn): readonly [number, number] {
		const box = this.layout.nodes.get(node) ?? { x: 0, y: 0, w: 0, h: 0 };
		const leaf = at(this.trace.nodes, node).kind === "leaf";
		const under = box.y + box.h + FROM_NODE;
		const below = leaf && under + h <= this.layout.height + OVERHANG;
		return [box.x + (box.w - w) / 2, below ? under : box.y - h - FROM_NODE];
	}
}

function keyOf(note: Note): string {
	const where = note.kind === "product" ? note.edge : note.node;
	return `${note.kind} ${where} ${note.result} ${note.kind === "sum" ? note.stored : ""}`;
}
