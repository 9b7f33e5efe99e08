// The curve of an edge: from the waypoints of the layout to an SVG path. Pure.
import type { Direction, Layout, Point } from "#src/layout/place";
import { LEAF, linesOf } from "#src/layout/size";
import { at, type Edge, type Trace } from "#src/trace/schema";

/** One cubic Bézier piece: start, two controls, end. */
export type Piece = readonly [Point, Point, Point, Point];

/** Pieces through every waypoint that leave and enter each in the direction of time. */
export function pieces(points: readonly Point[], direction: Direction): Piece[] {
	return points.slice(1).map((to, index): Piece => {
		const from = at(points, index);
		const [x0, y0] = from;
		const [x1, y1] = to;
		if (direction === "right") {
			const middle = (x0 + x1) / 2;
			return [from, [middle, y0], [middle, y1], to];
		}
		const middle = (y0 + y1) / 2;
		return [from, [x0, middle], [x1, middle], to];
	});
}

const tenth = (x: number): number => Math.round(x * 10) / 10;
const pair = ([x, y]: Point): string => `${tenth(x)} ${tenth(y)}`;

/** The `d` of the edge's path, in tenths of a pixel; empty for fewer than two waypoints. */
export function outline(points: readonly Point[], direction: Direction): string {
	const list = pieces(points, direction);
	const first = list[0];
	if (first === undefined) return "";
	return `M${pair(first[0])}${list.map(([, a, b, c]) => `C${pair(a)} ${pair(b)} ${pair(c)}`).join("")}`;
}

/** The waypoints of an edge as drawn. To the right, one that leaves a leaf leaves its pill, not the tray under it. */
export function waypoints(trace: Trace, layout: Layout, direction: Direction, edge: Edge): readonly Point[] {
	const points = layout.edges.get(edge.id)?.points ?? [[0, 0]];
	const source = at(trace.nodes, edge.source);
	const box = layout.nodes.get(edge.source);
	const [first, ...others] = points;
	if (source.kind !== "leaf" || direction === "down" || !first || !box) return points;
	return [[first[0], box.y + linesOf(trace, source) / 2 + LEAF.margin], ...others];
}
