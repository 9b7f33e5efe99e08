// The layer of notes above the picture: each drawn once while it is to be read, and moved along with its packet.
import type { Layout } from "#src/layout/place";
import { at, type Trace, type Value } from "#src/trace/schema";
import { addition, product } from "./arithmetic";
import type { Note } from "./moment";
import { type Drawn, drawNote } from "./note";
import type { Track } from "./path";
import { mark, svg } from "./svg";
import type { Texts } from "./texts";

/** Between a note and what it is about. */
const DISTANCE = 9;

export class Notes {
	private readonly trace: Trace;
	private readonly layout: Layout;
	private readonly texts: Texts;
	private readonly tracks: (edge: number) => Track;
	readonly element = svg("g", { class: "notes", "aria-hidden": "true" });
	private readonly drawn = new Map<string, Drawn>();

	constructor(trace: Trace, layout: Layout, texts: Texts, tracks: (edge: number) => Track) {
		this.trace = trace;
		this.layout = layout;
		this.texts = texts;
		this.tracks = tracks;
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
				return drawNote(arithmetic, texts.sum(note.node, note.stored), "sum");
			}
			case "seed":
				return drawNote(product(null, null, result, texts.digits), texts.seed(note.node), "seed");
		}
	}

	/** Above the packet; above a node, below it for a leaf, whose `.grad` is at its lower border. */
	private placeOf(note: Note, { w, h }: Drawn): readonly [number, number] {
		if (note.kind === "product") {
			const [x, y] = this.tracks(note.edge).at(note.along);
			return [x - w / 2, y - h - DISTANCE];
		}
		const box = this.layout.nodes.get(note.node) ?? { x: 0, y: 0, w: 0, h: 0 };
		const leaf = at(this.trace.nodes, note.node).kind === "leaf";
		return [box.x + (box.w - w) / 2, leaf ? box.y + box.h + DISTANCE : box.y - h - DISTANCE];
	}
}

function keyOf(note: Note): string {
	const where = note.kind === "product" ? note.edge : note.node;
	return `${note.kind} ${where} ${note.result} ${note.kind === "sum" ? note.stored : ""}`;
}
