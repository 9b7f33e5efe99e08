// In how many rows and columns a value is laid out, and whether its numbers are written or drawn as a heat map.
import type { Value } from "#src/trace/schema";

/** Up to this many rows and columns, numbers stand in a grid; above, a heat map. */
const LARGEST = 4;
/** A vector longer than this is folded into rows of a heat map. */
export const FOLD = 16;

export interface Grid {
	readonly rows: number;
	readonly columns: number;
	/** Whether each number is written. */
	readonly numbers: boolean;
}

/** How a value is laid out: scalars and vectors take one row. Leading axes of a larger tensor are stacked as rows. */
export function gridOf(value: Value): Grid {
	const last = value.shape.at(-1) ?? 1;
	const columns = value.shape.length === 1 ? Math.min(last, FOLD) : last;
	const rows = last === 0 ? 0 : Math.ceil(value.shape.reduce((product, length) => product * length, 1) / columns);
	const numbers = rows <= LARGEST && columns <= LARGEST && value.shape.length <= 2 && value.data !== null;
	return { rows, columns, numbers };
}
