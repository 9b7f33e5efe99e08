// Lines of equal height through a grid of numbers: marching squares, piece by piece. Pure.

export type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

/** In units of the grid: column and row of each end of each piece of the line where `heights[row][column]` is `level`. */
export function contour(heights: readonly (readonly number[])[], level: number): Segment[] {
	const found: Segment[] = [];
	for (let row = 0; row + 1 < heights.length; row++) {
		const [upper, lower] = [heights[row] ?? [], heights[row + 1] ?? []];
		for (let column = 0; column + 1 < upper.length; column++) {
			const corners = [upper[column], upper[column + 1], lower[column + 1], lower[column]] as number[];
			const ends = crossings(corners, level).map(([x, y]) => [column + x, row + y] as const);
			for (let end = 0; end + 1 < ends.length; end += 2) {
				const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = [ends[end], ends[end + 1]];
				found.push([x0, y0, x1, y1]);
			}
		}
	}
	return found;
}

const SIDES = [
	[0, 0, 1, 0],
	[1, 0, 0, 1],
	[1, 1, -1, 0],
	[0, 1, 0, -1],
] as const;

/** Where the line enters and leaves one square, corner by corner around it. */
function crossings(corners: readonly number[], level: number): (readonly [number, number])[] {
	return SIDES.flatMap(([x, y, dx, dy], side) => {
		const [from, to] = [corners[side] as number, corners[(side + 1) % SIDES.length] as number];
		if (from < level === to < level) return [];
		const share = (level - from) / (to - from);
		return [[x + dx * share, y + dy * share] as const];
	});
}
