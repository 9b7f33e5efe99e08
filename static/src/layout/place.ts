// Where every node and edge of a trace stands. Pure: the same trace, the same picture.
import { at, type Trace } from "#src/trace/schema";
import { columns } from "./columns";
import { coordinates } from "./coordinates";
import { layering } from "./layering";
import { ordering } from "./ordering/ordering";
import { type Point, routing } from "./routing";
import { type PlaceOptions, type Sketch, sketch } from "./sketch";
import { strands } from "./strands";

export type { Point } from "./routing";
export type { Direction, PlaceOptions } from "./sketch";

/** Top left corner and size. CSS pixels. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
}

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** By node id. */
	readonly nodes: ReadonlyMap<number, Box>;
	/** By edge id, from source to target: waypoints, see layout/routing. */
	readonly edges: ReadonlyMap<number, { readonly points: readonly Point[] }>;
	readonly crossings: number;
}

/** Layout of a trace, the corner at 0, 0. */
export function place(trace: Trace, options: PlaceOptions): Layout {
	return arrange(sketch(trace, options));
}

/** Layout of a sketch: layering, strands, ordering, coordinates, columns, routing. */
export function arrange(sketch: Sketch): Layout {
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
	return {
		width,
		height,
		nodes: new Map(boxes.entries()),
		edges: new Map(ways.map((way, edge) => [edge, { points: way.map(turn) }])),
		crossings,
	};
}
