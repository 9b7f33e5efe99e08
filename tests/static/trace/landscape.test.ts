// The landscape on the wire: one row or many, and numbers that JSON has no numerals for.
import { expect, test } from "vitest";
import { readLandscape } from "#src/trace/landscape";

const NONE = { line: null, parameters: [], x: [], y: [], loss: [], way: [], along: [] };

test("without parameters there is none", () => {
	expect(readLandscape(NONE)).toBeNull();
});

test("one parameter has a curve and no second axis", () => {
	const wire = { ...NONE, line: 3, parameters: ["w"], x: [0, 1], loss: [[4, "Infinity"]], way: [[0]], along: ["NaN"] };
	expect(readLandscape(wire)).toEqual({
		parameters: ["w"],
		x: [0, 1],
		y: null,
		loss: [[4, Number.POSITIVE_INFINITY]],
		along: [Number.NaN],
	});
});

test("two parameters have a row for each value of the second", () => {
	const wire = {
		...NONE,
		line: 3,
		parameters: ["w", "b"],
		x: [0, 1],
		y: [5, 6],
		loss: [
			[1, 2],
			[3, 4],
		],
		way: [],
		along: [],
	};
	expect(readLandscape(wire)).toMatchObject({
		y: [5, 6],
		loss: [
			[1, 2],
			[3, 4],
		],
	});
});
