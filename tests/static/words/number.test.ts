// Rounding: what stands on the screen for a number of the wire.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitted, nested, number, shape, superscript, tensor, whole } from "#src/words/number";

it.each([
	[0, "0"],
	[999, "999"],
	[1000, "1,000"],
	[11689512, "11,689,512"],
])("counts %s in full as %s", (count, text) => expect(whole(count)).toBe(text));

describe("number", () => {
	it.each([
		[0, "0"],
		[-0, "0"],
		[36, "36"],
		[-12, "−12"],
		[123456, "123456"],
		[1234567, "1.235×10⁶"],
		[-1e21, "−1×10²¹"],
		[0.5, "0.5"],
		[0.1 + 0.2, "0.3"],
		[2 / 3, "0.6667"],
		[-0.00012344, "−0.0001234"],
		[0.00009999, "9.999×10⁻⁵"],
		[0.99999, "1"],
		[9999.99, "10000"],
		[1e-300, "1×10⁻³⁰⁰"],
		["NaN", "NaN"],
		["Infinity", "∞"],
		["-Infinity", "−∞"],
		[Number.NaN, "NaN"],
		[Number.NEGATIVE_INFINITY, "−∞"],
		[true, "True"],
		[false, "False"],
	])("writes %s as %s", (x, text) => expect(number(x)).toBe(text));

	it("rounds to as many significant digits as asked", () => {
		expect(number(Math.PI, 8)).toBe("3.1415927");
		expect(number(1 / 3e7, 2)).toBe("3.3×10⁻⁸");
	});

	it("keeps the value to the digits shown", () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
				const text = number(x, 6)
					.replace("−", "-")
					.replace("×10", "e")
					.replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => (c === "⁻" ? "-" : String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))));
				expect(Math.abs(Number(text) - x)).toBeLessThanOrEqual(Math.max(Math.abs(x) * 5.000001e-6, 1e-318));
				expect(Object.is(x, 0) || Object.is(x, -0)).toBe(text === "0");
			}),
		);
	});
});

describe("tensors", () => {
	it("writes nested lists on one line", () => {
		expect(
			nested([
				[1, -2],
				["NaN", 0.25],
			]),
		).toBe("[[1, −2], [NaN, 0.25]]");
	});
	it("cuts after the limit and says so", () => {
		expect(tensor({ shape: [5], data: [1, 2, 3, 4, 5] }, 4, 3)).toBe("[1, 2, 3, …]");
		expect(tensor({ shape: [], data: 7 })).toBe("7");
	});
	it("shows the head of a summarised tensor", () => {
		expect(tensor({ shape: [300], data: null, summary: { head: [1, "Infinity"] } })).toBe("[1, ∞, …]");
	});
	it("writes shapes and exponents", () => {
		expect(shape([2, 3])).toBe("2×3");
		expect(shape([])).toBe("");
		expect(superscript(-105)).toBe("⁻¹⁰⁵");
	});
});

describe("fitted", () => {
	it.each([
		[-1.609437, 7, "−1.609"],
		[-1.609437, 5, "−1.61"],
		[3.411e-17, 7, "3×10⁻¹⁷"],
		[0.5, 3, "0.5"],
		[-12, 3, "−12"],
		["-Infinity", 3, "−∞"],
		[-3.4e-300, 3, "−3×10⁻³⁰⁰"],
	])("writes %s in %i characters as %s", (x, room, text) => expect(fitted(x, 4, room)).toBe(text));
});
