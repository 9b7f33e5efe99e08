// What there is to place: boxes and links by number, freed of direction, numbers and words. Small enough to send to a worker.
import type { Lookup } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import type { View } from "#src/trace/view";
import { itemSize, titleWidth } from "./size";

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
	/** Frames around items, outer ones first; by item the innermost one, -1: none. */
	readonly frames?: readonly SketchFrame[];
	readonly frameOf?: readonly number[];
	/** By item: kept in the first column, or in the last, where what crosses the border of a frame comes through. */
	readonly border?: readonly (Border | null)[];
}

export type Border = "in" | "out";

export interface SketchFrame {
	/** Index into frames; -1: none. */
	readonly parent: number;
	/** Width of its title in CSS pixels. */
	readonly title: number;
}

export interface Link {
	readonly source: number;
	readonly target: number;
	/** Position among the target's operands, and how many those are. */
	readonly slot: number;
	readonly slots: number;
	/** Where it leaves and arrives, in pixels from the middle of the box; where this is absent: the middle, and by its slot. */
	readonly departure?: number;
	readonly arrival?: number;
}

/** Items and links are those of a view, in its order. */
export function sketchOf(lookup: Lookup, view: View, { direction, opened, digits }: PlaceOptions): Sketch {
	const { trace } = lookup;
	const sizes = view.items.map((item) => itemSize(lookup, item, opened.has(item.node), digits));
	const slots = view.items.map(() => 0);
	for (const { edge, target } of view.links) slots[target] = Math.max(at(slots, target), edge.slot + 1);
	return {
		direction,
		lengths: sizes.map(({ w, h }) => (direction === "right" ? w : h)),
		breadths: sizes.map(({ w, h }) => (direction === "right" ? h : w)),
		light: view.items.map(({ role, node }) => role === "node" && at(trace.nodes, node).kind === "constant"),
		links: portsOf(view, slots),
		frames: view.frames.map(({ group, parent }) => ({ parent, title: titleWidth(lookup, group) })),
		frameOf: view.items.map(({ frame }) => frame),
	};
}

/** An operation's operands arrive by their slots; what goes into a closed group, in the order in which it is linked. */
function portsOf(view: View, slots: readonly number[]): Link[] {
	const into = view.items.map(() => 0);
	for (const { target } of view.links) into[target] = at(into, target) + 1;
	const arrived = view.items.map(() => 0);
	return view.links.map(({ edge, source, target }) => {
		if (at(view.items, target).role !== "group") return { source, target, slot: edge.slot, slots: at(slots, target) };
		const slot = at(arrived, target);
		arrived[target] = slot + 1;
		return { source, target, slot, slots: at(into, target) };
	});
}
