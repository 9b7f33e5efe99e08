// How values are shown: grids, heat maps and their colour scale, histograms.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faceOf, flatten } from "#src/picture/face";
import type { Value } from "#src/trace/schema";

const value = (shape: number[], data: unknown): Value => ({ shape, dtype: "float64", data, summary: null });
const vector = (data: unknown[]) => value([data.length], data);

function heat(of: Value) {
	const face = faceOf(of);
	if (face.kind !== "heat") throw new Error(`a ${face.kind}`);
	return face;
}

describe("faceOf", () => {
	test.each([
		[value([], 3), [[3]]],
		[vector([1, 2, 3, 4]), [[1, 2, 3, 4]]],
		[value([1, 2], [[3, "NaN"]]), [[3, "NaN"]]],
		[value([4, 1], [[1], [2], [3], [4]]), [[1], [2], [3], [4]]],
	])("shows the numbers of %j", (of, rows) => {
		expect(faceOf(of)).toEqual({ kind: "grid", rows });
	});

	test("shows more than four in a row, and more than two axes, as a heat map", () => {
		expect(faceOf(vector([1, 2, 3, 4, 5])).kind).toBe("heat");
		expect(faceOf(value([2, 1, 2], [[[1, 2]], [[3, 4]]]))).toMatchObject({ kind: "heat", rows: 2, columns: 2 });
	});

	test("says of a tensor without elements that it is empty", () => {
		expect(faceOf(value([0], []))).toEqual({ kind: "empty" });
		expect(faceOf(value([3, 0], [[], [], []]))).toEqual({ kind: "empty" });
	});

	test("shows a summarised tensor by its histogram", () => {
		const summary = { min: -1, max: 2, mean: 0, norm: 1, nan: 0, inf: 0, head: [], histogram: [3, 5] };
		expect(faceOf({ shape: [600], dtype: "float32", data: null, summary })).toEqual({
			kind: "histogram",
			bins: [3, 5],
			range: [-1, 2],
		});
		const blank = { ...summary, min: null, max: null, histogram: null };
		expect(faceOf({ shape: [600], dtype: "float32", data: null, summary: blank })).toEqual({
			kind: "histogram",
			bins: [],
			range: null,
		});
	});
});

describe("the heat map's scale", () => {
	const many = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 5, maxLength: 60 });

	test("runs from 0 to the largest size, which has strength 1, and keeps signs apart", () => {
		fc.assert(
			fc.property(many, (data) => {
				const { cells, range } = heat(vector(data));
				const largest = Math.max(...data.map(Math.abs));
				expect(cells).toHaveLength(data.length);
				cells.forEach((cell, index) => {
					const x = data[index] as number;
					expect(cell.negative).toBe(x < 0);
					expect(cell.strength).toBeGreaterThanOrEqual(0);
					expect(cell.strength).toBeLessThanOrEqual(1);
					if (Math.abs(x) === largest && largest > 0) expect(cell.strength).toBe(1);
				});
				expect(range).toEqual([Math.min(...data), Math.max(...data)]);
			}),
		);
	});

	test("is not spoilt by NaN and infinities", () => {
		const { cells, range } = heat(vector([1, 2, "NaN", "Infinity", "-Infinity"]));
		expect(cells.map((cell) => cell.strength)).toEqual([0.5, 1, 0, 1, 1]);
		expect(cells.map((cell) => cell.nan)).toEqual([false, false, true, false, false]);
		expect(cells[4]?.negative).toBe(true);
		expect(range).toEqual([1, 2]);
	});

	test("is blank where all is zero, or nothing is finite", () => {
		expect(heat(vector([0, 0, 0, 0, 0])).cells.every((cell) => cell.strength === 0)).toBe(true);
		expect(heat(vector(["NaN", "NaN", "NaN", "NaN", "NaN"])).range).toEqual([0, 0]);
	});

	test("places elements in row-major order", () => {
		const data = Array.from({ length: 20 }, (_, index) => index);
		const { cells } = heat(vector(data));
		expect([cells[15]?.row, cells[15]?.column, cells[16]?.row, cells[16]?.column]).toEqual([0, 15, 1, 0]);
	});
});

test("flatten keeps the order", () => {
	expect(
		flatten([
			[1, 2],
			[[3], [4]],
		]),
	).toEqual([1, 2, 3, 4]);
	expect(flatten("NaN")).toEqual(["NaN"]);
});
