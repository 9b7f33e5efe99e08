// Inputs in an address.
import { expect, test } from "vitest";
import { AtError, readInputs } from "#src/embed/at";

const read = (text: string) => [...readInputs(text)];

test("scalars, vectors and matrices by name", () => {
	expect(read("a:2,b:3")).toEqual([
		["a", 2],
		["b", 3],
	]);
	expect(read("a:[2,3],b:[6,4]")).toEqual([
		["a", [2, 3]],
		["b", [6, 4]],
	]);
	expect(read("W:[[1,2],[3,4]],x:-1.5e3")).toEqual([
		[
			"W",
			[
				[1, 2],
				[3, 4],
			],
		],
		["x", -1500],
	]);
});

test("a vector's outermost brackets may be left out, blanks do not count, signs may be typographic", () => {
	expect(read("a:2,3,b:6,4")).toEqual(read("a: [2, 3] , b : [6, 4]"));
	expect(read("x:−1")).toEqual([["x", -1]]);
});

test("any letters make a name, also __proto__ and Greek", () => {
	expect(read("__proto__:1,σ:2,ŷ:3,가중치:4").map(([name]) => name)).toEqual(["__proto__", "σ", "ŷ", "가중치"]);
});

test("nothing is no input", () => {
	expect(read("")).toEqual([]);
	expect(read("  ")).toEqual([]);
});

test.each([
	["a", "a"],
	["a:", "a:"],
	[":2", ":2"],
	["a:2,b", "a:2,b"],
	["a:two", "a:two"],
	["a:1,b:[2,3", "b:[2,3"],
	["a:1,a:2", "a:2"],
	["a:NaN", "a:NaN"],
	["a:[1,[2,3]]", "a:[1,[2,3]]"],
])("%s is refused by the piece that is wrong", (text, piece) => {
	expect(() => readInputs(text)).toThrow(AtError);
	expect(() => readInputs(text)).toThrow(expect.objectContaining({ piece }));
});
