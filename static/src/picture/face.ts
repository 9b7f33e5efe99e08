// What of a value a card shows: numbers in a grid, a heat map, or a histogram where the elements stayed away. Pure.
import { gridOf } from "#src/layout/grid";
import type { Value } from "#src/trace/schema";
import { type Nested, type Scalar, toNumber } from "#src/words/number";

/** One cell of a heat map: its strength 0…1 against the largest element, and its sign. */
export interface Cell {
	row: number;
	column: number;
	strength: number;
	negative: boolean;
	/** NaN has neither strength nor sign and is drawn as a cross. */
	nan: boolean;
}

export type Face =
	| { kind: "grid"; rows: readonly (readonly Scalar[])[] }
	| { kind: "heat"; rows: number; columns: number; cells: readonly Cell[]; range: readonly [number, number] }
	| { kind: "histogram"; bins: readonly number[]; range: readonly [Scalar, Scalar] | null }
	| { kind: "empty" };

/** The face of a value: a number is a grid of one. */
export function faceOf(value: Value): Face {
	const { rows, columns, numbers } = gridOf(value);
	if (rows * columns === 0) return { kind: "empty" };
	if (value.data === null || value.data === undefined) {
		const { histogram, min, max } = value.summary ?? { histogram: null, min: null, max: null };
		return { kind: "histogram", bins: histogram ?? [], range: min === null || max === null ? null : [min, max] };
	}
	const flat = flatten(value.data as Nested);
	if (numbers) {
		return {
			kind: "grid",
			rows: Array.from({ length: rows }, (_, row) => flat.slice(row * columns, (row + 1) * columns)),
		};
	}
	return heat(flat, rows, columns);
}

/** Nested lists in row-major order; a number alone is a list of one. */
export function flatten(data: Nested): Scalar[] {
	return Array.isArray(data) ? (data as readonly Nested[]).flatMap(flatten) : [data as Scalar];
}

/**
 * Strength is |x| / largest finite |x|, so that zero is always blank and signs can be compared; ±∞ has strength 1.
 * The range is that of the finite elements, 0 … 0 where there is none.
 */
function heat(flat: readonly Scalar[], rows: number, columns: number): Face {
	const numbers = flat.map(toNumber);
	const finite = numbers.filter(Number.isFinite);
	const largest = finite.reduce((size, x) => Math.max(size, Math.abs(x)), 0);
	const strengthOf = (x: number): number => {
		if (Number.isNaN(x)) return 0;
		if (!Number.isFinite(x)) return 1;
		return largest === 0 ? 0 : Math.abs(x) / largest;
	};
	const cells = numbers.map((x, index) => ({
		row: Math.floor(index / columns),
		column: index % columns,
		strength: strengthOf(x),
		negative: x < 0,
		nan: Number.isNaN(x),
	}));
	const range = finite.length === 0 ? ([0, 0] as const) : ([Math.min(...finite), Math.max(...finite)] as const);
	return { kind: "heat", rows, columns, cells, range };
}
