// What there is to place: boxes and links by number, freed of direction, numbers and words. Small enough to send to a worker.
import { at, type Trace } from "#src/trace/schema";
import { sizeOf } from "./size";

/** `right`: time runs from left to right. `down`: from top to bottom. */
export type Direction = "right" | "down";

export interface PlaceOptions {
	readonly direction: Direction;
	/** Nodes that show the autograd nodes inside. */
	readonly opened: ReadonlySet<number>;
	/** Significant digits of a number. */
	readonly digits: number;
}

/** Items are numbered in order of execution, so every link goes from a lower to a higher number. */
export interface Sketch {
	readonly direction: Direction;
	/** Extent in the direction of time, and across it, by item. */
	readonly lengths: readonly number[];
	readonly breadths: readonly number[];
	/** Light items stand close to their target and do not pull it. */
	readonly light: readonly boolean[];
	readonly links: readonly Link[];
}

export interface Link {
	readonly source: number;
	readonly target: number;
	/** Position among the target's operands, and how many those are. */
	readonly slot: number;
	readonly slots: number;
}

/** Items are nodes by id, links are edges by id. */
export function sketch(trace: Trace, { direction, opened, digits }: PlaceOptions): Sketch {
	const sizes = trace.nodes.map((node) => sizeOf(trace, node, opened.has(node.id), digits));
	const slots = trace.nodes.map(() => 0);
	for (const edge of trace.edges) slots[edge.target] = Math.max(at(slots, edge.target), edge.slot + 1);
	return {
		direction,
		lengths: sizes.map(({ w, h }) => (direction === "right" ? w : h)),
		breadths: sizes.map(({ w, h }) => (direction === "right" ? h : w)),
		light: trace.nodes.map((node) => node.kind === "constant"),
		links: trace.edges.map(({ source, target, slot }) => ({ source, target, slot, slots: at(slots, target) })),
	};
}
