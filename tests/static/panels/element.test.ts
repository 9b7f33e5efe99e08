// Elements of tensors and the shapes of broadcasting, against what broadcasting means.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcastIndex, elementAt, indicesOf, sourcesOf, summedAxes } from "#src/panels/element";

const value = (shape: number[], data: unknown, head?: number[]) => ({
	shape,
	dtype: "float64",
	data,
	summary: head ? { min: 0, max: 1, mean: 0, norm: 0, nan: 0, inf: 0, head, histogram: null } : null,
});

it("reads elements, and says where it cannot", () => {
	expect(
		elementAt(
			value(
				[2, 2],
				[
					[1, 2],
					[3, "NaN"],
				],
			),
			[1, 1],
		),
	).toBe("NaN");
	expect(elementAt(value([], 7), [])).toBe(7);
	expect(elementAt(value([2], [1, 2]), [2])).toBeNull();
	expect(elementAt(value([2], [1, 2]), [])).toBeNull();
	expect(elementAt(value([300], null, [5, 6]), [1])).toBe(6);
	expect(elementAt(value([300], null, [5, 6]), [299])).toBeNull();
});

describe("broadcasting", () => {
	const shapes = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
	/** A shape and one that broadcasts to it: leading axes may be missing, sizes may be 1. */
	const pairs = shapes.chain((wide) =>
		fc
			.tuple(fc.constant(wide), fc.nat(wide.length), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
			.map(
				([whole, missing, ones]) => [whole, whole.slice(missing).map((size, axis) => (ones[axis] ? 1 : size))] as const,
			),
	);

	it("sends every element of the result to one of the operand, and back", () => {
		fc.assert(
			fc.property(pairs, ([wide, narrow]) => {
				const all = indicesOf(wide, 100);
				for (const place of indicesOf(narrow, 100)) {
					const expected = all.filter((index) => broadcastIndex(narrow, index).join() === place.join());
					expect(sourcesOf(wide, narrow, place, 100)).toEqual(expected);
				}
			}),
		);
	});

	it("names the axes that are summed", () => {
		expect(summedAxes([3, 2], [2])).toEqual([0]);
		expect(summedAxes([3, 2], [3, 1])).toEqual([1]);
		expect(summedAxes([3, 2], [])).toEqual([0, 1]);
		expect(summedAxes([3, 1], [3, 1])).toEqual([]);
	});
});
