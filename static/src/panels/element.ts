// One element of a tensor on the wire: reading it at an index, walking all indices, aligning shapes as broadcasting does.
import type { Value } from "#src/trace/schema";
import type { Nested, Scalar } from "#src/words/number";

export type Index = readonly number[];

/** The element of `value` at `index`, or `null` where the trace holds only a summary or the index lies outside. */
export function elementAt(value: Value, index: Index): Scalar | null {
	if (value.data === null || value.data === undefined) {
		const [position, ...others] = index;
		const { head } = value.summary ?? { head: [] };
		return position !== undefined && others.length === 0 ? ((head[position] as Scalar | undefined) ?? null) : null;
	}
	let inner: Nested | undefined = value.data as Nested;
	for (const position of index) {
		if (!Array.isArray(inner)) return null;
		inner = (inner as readonly Nested[])[position];
	}
	return inner === undefined || Array.isArray(inner) ? null : (inner as Scalar);
}

/** Where `index` of a broadcast result reads from in an operand of this shape: aligned at the right, size 1 repeats. */
export function broadcastIndex(shape: readonly number[], index: Index): Index {
	const aligned = index.slice(index.length - shape.length);
	return aligned.map((position, axis) => (shape[axis] === 1 ? 0 : position));
}

/** Axes of `wide` along which an operand of shape `narrow` is repeated; its gradient is summed along them. */
export function summedAxes(wide: readonly number[], narrow: readonly number[]): number[] {
	const missing = wide.length - narrow.length;
	return wide.flatMap((size, axis) => (axis < missing || (narrow[axis - missing] === 1 && size !== 1) ? [axis] : []));
}

/** Every index of `wide` that falls onto `index` of `narrow`, in row-major order, at most `limit` of them. */
export function sourcesOf(wide: readonly number[], narrow: readonly number[], index: Index, limit: number): Index[] {
	const summed = new Set(summedAxes(wide, narrow));
	const missing = wide.length - narrow.length;
	let found: number[][] = [[]];
	wide.forEach((size, axis) => {
		const fixed = index[axis - missing] ?? 0;
		const positions = summed.has(axis) ? Array.from({ length: Math.min(size, limit) }, (_, k) => k) : [fixed];
		found = found.flatMap((start) => positions.map((position) => [...start, position])).slice(0, limit);
	});
	return found;
}

/** The first index of a shape. */
export function firstIndex(shape: readonly number[]): Index {
	return shape.map(() => 0);
}

/** Whether `index` names an element of a tensor of this shape. */
export function isInside(shape: readonly number[], index: Index): boolean {
	return (
		index.length === shape.length && index.every((position, axis) => position >= 0 && position < (shape[axis] ?? 0))
	);
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
	return shape.reduce((product, size) => product * size, 1);
}

/** Every index of a shape in row-major order, at most `limit`. */
export function indicesOf(shape: readonly number[], limit: number): Index[] {
	return sourcesOf(shape, [], [], limit);
}

/** An index as it is written behind a name: `[0, 1]`; nothing for a scalar. */
export function indexText(index: Index): string {
	return index.length === 0 ? "" : `[${index.join(", ")}]`;
}
