// Phase 5: positions in the direction of time: one column a layer, wide enough for its widest box.
import { at } from "#src/trace/schema";
import type { Sketch } from "./sketch";
import type { Strands } from "./strands";

/** Free space between two columns, in which strands bend, packets are seen and notes are read. CSS pixels. */
const GAP = { right: 64, down: 56 } as const;

/** Between the border of a frame and what is inside it. */
const BORDER_GAP = 26;

export interface Columns {
	/** By layer. */
	readonly start: readonly number[];
	readonly end: readonly number[];
	/** By item: where its box starts. */
	readonly item: readonly number[];
	readonly length: number;
}

/** Boxes stand in the middle of their column; those without operands at its end, beside what uses them. */
export function columns(sketch: Sketch, { layer, entering, depth }: Strands): Columns {
	const widest = Array.from({ length: depth }, () => 0);
	sketch.lengths.forEach((length, item) => {
		const column = at(layer, item);
		widest[column] = Math.max(at(widest, column), length);
	});
	const leaves = sketch.border?.includes("out") ?? false;
	const start: number[] = [];
	const end: number[] = [];
	let position = 0;
	widest.forEach((length, column) => {
		start.push(position);
		end.push(position + length);
		const isBorder = (sketch.border?.includes("in") && column === 0) || (leaves && column === depth - 2);
		position += length + (isBorder ? BORDER_GAP : GAP[sketch.direction]);
	});
	const item = sketch.lengths.map((length, index) => {
		const column = at(layer, index);
		const spare = at(widest, column) - length;
		return at(start, column) + (at(entering, index).length === 0 ? spare : spare / 2);
	});
	return { start, end, item, length: end.at(-1) ?? 0 };
}
