// At how many points the edges of a drawing cross, counted the same way for every engine: by the lines, as an eye does.

export type Line = readonly (readonly [x: number, y: number])[];

export interface DrawnEdge {
	readonly source: number;
	readonly target: number;
	readonly line: Line;
}

/** Edges that share an end meet there, and do not count. Edges drawn on one another are one line to the eye. */
export function crossings(edges: readonly DrawnEdge[]): number {
	const boxes = edges.map(({ line }) => box(line));
	const points = new Set<string>();
	edges.forEach((one, first) => {
		for (let second = first + 1; second < edges.length; second++) {
			const other = edges[second] as DrawnEdge;
			const ends = new Set([one.source, one.target, other.source, other.target]);
			if (ends.size < 4 || !overlap(boxes[first] as Box, boxes[second] as Box)) continue;
			for (const [x, y] of meetings(one.line, other.line)) points.add(`${x.toFixed(1)} ${y.toFixed(1)}`);
		}
	});
	return points.size;
}

interface Box {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

function box(line: Line): Box {
	const xs = line.map(([x]) => x);
	const ys = line.map(([, y]) => y);
	return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function overlap(one: Box, other: Box): boolean {
	return one.left <= other.right && other.left <= one.right && one.top <= other.bottom && other.top <= one.bottom;
}

function meetings(one: Line, other: Line): Point[] {
	const found: Point[] = [];
	for (let i = 1; i < one.length; i++) {
		for (let j = 1; j < other.length; j++) {
			const point = cut(one[i - 1] as Point, one[i] as Point, other[j - 1] as Point, other[j] as Point);
			if (point) found.push(point);
		}
	}
	return found;
}

type Point = readonly [number, number];

/** Where two straight pieces cross; null where they only touch or do not meet. */
function cut(a: Point, b: Point, c: Point, d: Point): Point | null {
	const [before, after] = [side(c, d, a), side(c, d, b)];
	if (before * after >= 0 || side(a, b, c) * side(a, b, d) >= 0) return null;
	const part = before / (before - after);
	return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
}

/** On which side of the line from `a` to `b` a point is, and how far, times the line's length. */
function side([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
	return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

/** A piecewise cubic curve (a start, then two controls and an end for each piece) as short straight lines. */
export function flattened(points: Line, samples = 8): Line {
	const line: Point[] = points.length > 0 ? [points[0] as Point] : [];
	for (let piece = 0; piece + 3 < points.length; piece += 3) {
		const [a, b, c, d] = points.slice(piece, piece + 4) as [Point, Point, Point, Point];
		for (let sample = 1; sample <= samples; sample++) {
			const t = sample / samples;
			const mix = (i: 0 | 1) =>
				(1 - t) ** 3 * a[i] + 3 * t * (1 - t) ** 2 * b[i] + 3 * t ** 2 * (1 - t) * c[i] + t ** 3 * d[i];
			line.push([mix(0), mix(1)]);
		}
	}
	return line;
}

/** Waypoints of our layout as the curve they stand for: every waypoint is left and entered in the direction of time. */
export function curved(way: Line): Line {
	return way.flatMap((to, index): Point[] => {
		const from = way[index - 1];
		if (!from) return [to];
		const half = (from[0] + to[0]) / 2;
		return [[half, from[1]], [half, to[1]], to];
	});
}
