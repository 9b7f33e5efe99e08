// Piecewise cubic curves: a start point, and for each piece two control points and an end point.
import { at } from "#src/trace/schema";

export type Point = readonly [x: number, y: number];

/** 3·pieces + 1 points. */
export type Curve = readonly Point[];

/** The curve as data of an SVG path. */
export function pathOf(curve: Curve): string {
	const [start, ...rest] = curve;
	if (!start) return "";
	let path = `M${start[0]} ${start[1]}`;
	for (let piece = 0; piece < rest.length; piece += 3) {
		path += `C${rest
			.slice(piece, piece + 3)
			.map(([x, y]) => `${x} ${y}`)
			.join(" ")}`;
	}
	return path;
}

/** The point after `part` (0 … 1) of the way; pieces count by the distance of their ends. */
export function pointAt(curve: Curve, part: number): Point {
	const pieces = (curve.length - 1) / 3;
	const reaches: number[] = [];
	let total = 0;
	for (let piece = 0; piece < pieces; piece++) {
		const [x0, y0] = at(curve, 3 * piece);
		const [x1, y1] = at(curve, 3 * piece + 3);
		total += Math.hypot(x1 - x0, y1 - y0);
		reaches.push(total);
	}
	const distance = Math.min(Math.max(part, 0), 1) * total;
	const found = reaches.findIndex((reach) => reach >= distance);
	const piece = found < 0 ? pieces - 1 : found;
	const before = piece === 0 ? 0 : at(reaches, piece - 1);
	const span = at(reaches, piece) - before;
	return bezier(curve, 3 * piece, span === 0 ? 1 : (distance - before) / span);
}

function bezier(curve: Curve, first: number, t: number): Point {
	const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
	let x = 0;
	let y = 0;
	weights.forEach((weight, offset) => {
		const [px, py] = at(curve, first + offset);
		x += weight * px;
		y += weight * py;
	});
	return [x, y];
}
