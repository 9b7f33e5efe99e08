// Where every node and edge of a trace stands. Pure: the same trace, the same picture.
import { index } from "#src/trace/lookup";
import { at, type Trace } from "#src/trace/schema";
import { type View, viewOf } from "#src/trace/view";
import { columns } from "./columns";
import { coordinates } from "./coordinates";
import type { Box, Flat, Nested } from "./flat";
import { layering } from "./layering";
import { ordering } from "./ordering/ordering";
import { type Point, routing } from "./routing";
import { type PlaceOptions, type Sketch, sketchOf } from "./sketch";
import { strands } from "./strands";

export type { Box } from "./flat";
export type { Point } from "./routing";
export type { Direction, PlaceOptions } from "./sketch";

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** By item of the sketch, or by node id. */
	readonly nodes: ReadonlyMap<number, Box>;
	/** By link of the sketch, or by edge id; from source to target: waypoints, see layout/routing. */
	readonly edges: ReadonlyMap<number, { readonly points: readonly Point[] }>;
	/** By frame of the sketch. */
	readonly frames: readonly Box[];
	readonly crossings: number;
}

/** Layout of all nodes of a trace, without frames, the corner at 0, 0. */
export function place(trace: Trace, options: PlaceOptions): Layout {
	const lookup = index(trace);
	const view = viewOf(
		lookup,
		lookup.takes.list.map((_, take) => take),
		new Set(),
	);
	return filled(arrange({ ...sketchOf(lookup, view, options), frames: [] }), view);
}

/** A layout of items and links, with what fills them now: boxes by node id, ways by edge id. */
export function filled(layout: Layout, { items, links }: View): Layout {
	return {
		...layout,
		nodes: new Map(items.map(({ node }, item) => [node, layout.nodes.get(item) as Box])),
		edges: new Map(links.map(({ edge }, link) => [edge.id, layout.edges.get(link) as { points: readonly Point[] }])),
	};
}

/** Layout of a sketch without frames; for one with frames see layout/compound. */
export function arrange(sketch: Sketch): Layout {
	return layoutOf({ ...lay(sketch), frames: [] });
}

export function layoutOf({ width, height, boxes, ways, frames, crossings }: Nested): Layout {
	return {
		width,
		height,
		nodes: new Map(boxes.entries()),
		edges: new Map(ways.map((points, edge) => [edge, { points }])),
		frames,
		crossings,
	};
}

/** Layering, strands, ordering, coordinates, columns, routing. */
export function lay(sketch: Sketch): Flat {
	const joined = strands(sketch, layering(sketch));
	const { order, crossings } = ordering(joined);
	const middle = coordinates(sketch, joined, order);
	const { length, ...time } = columns(sketch, joined);
	const ways = routing(sketch, joined, { length, ...time }, middle);
	const turn = ([along, across]: Point): Point => (sketch.direction === "right" ? [along, across] : [across, along]);
	const breadth = joined.breadth.reduce((most, each, vertex) => Math.max(most, at(middle, vertex) + each / 2), 0);
	const boxes = sketch.lengths.map((itemLength, item): Box => {
		const itemBreadth = at(sketch.breadths, item);
		const [x, y] = turn([at(time.item, item), at(middle, item) - itemBreadth / 2]);
		const [w, h] = turn([itemLength, itemBreadth]);
		return { x, y, w, h };
	});
	const [width, height] = turn([length, breadth]);
	return { width, height, boxes, ways: ways.map((way) => way.map(turn)), crossings };
}
