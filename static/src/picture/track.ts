// The curve of an edge measured by its length, so that packets travel along it at an even pace. Pure.
import type { Direction, Layout, Point } from "#src/layout/place";
import { at, type Trace } from "#src/trace/schema";
import { type Piece, pieces, waypoints } from "./path";

/** A curve measured: `at(t)` is the point at the fraction `t` (0…1) of its length, from source to target. */
export interface Track {
	readonly length: number;
	at(t: number): Point;
}

/** Straight pieces per Bézier piece of a track: the packet stays within a fraction of a pixel of the drawn line. */
const SAMPLES = 16;

function bezier([a, b, c, d]: Piece, t: number): Point {
	const s = 1 - t;
	const mix = (axis: 0 | 1) =>
		s * s * s * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t * t * t * d[axis];
	return [mix(0), mix(1)];
}

/** The same curve by length, so that a packet moves at an even pace. */
export function track(points: readonly Point[], direction: Direction): Track {
	const samples: Point[] = points.slice(0, 1);
	for (const piece of pieces(points, direction)) {
		for (let i = 1; i <= SAMPLES; i++) samples.push(bezier(piece, i / SAMPLES));
	}
	const reaches = [0];
	samples.slice(1).forEach(([x, y], index) => {
		const [x0, y0] = at(samples, index);
		reaches.push(at(reaches, index) + Math.hypot(x - x0, y - y0));
	});
	const length = at(reaches, reaches.length - 1);
	return { length, at: (t) => along(samples, reaches, Math.min(1, Math.max(0, t)) * length) };
}

function along(samples: readonly Point[], reaches: readonly number[], distance: number): Point {
	let low = 0;
	let high = reaches.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (at(reaches, middle) < distance) low = middle + 1;
		else high = middle;
	}
	const to = at(samples, low);
	if (low === 0) return to;
	const from = at(samples, low - 1);
	const span = at(reaches, low) - at(reaches, low - 1);
	const t = span === 0 ? 1 : (distance - at(reaches, low - 1)) / span;
	return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
}

/** The tracks of a layout's edges, each measured when it is first travelled. */
export function tracksOf(trace: Trace, layout: Layout, direction: Direction): (edge: number) => Track {
	const known = new Map<number, Track>();
	return (edge) => {
		const found = known.get(edge) ?? track(waypoints(trace, layout, direction, at(trace.edges, edge)), direction);
		known.set(edge, found);
		return found;
	};
}
