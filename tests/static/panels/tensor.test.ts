// What a person may type into an input's field.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTensor, shapeOf, type Tensor, writeTensor } from "#src/panels/tensor";

describe("readTensor", () => {
	it.each<[string, Tensor]>([
		["2", 2],
		["−1.5e-3", -0.0015],
		["1/4", 0.25],
		[".5", 0.5],
		["2, 3", [2, 3]],
		["2 3", [2, 3]],
		["2,", [2]],
		["[2]", [2]],
		["(2, 3)", [2, 3]],
		["[2; 3]", [2, 3]],
		[
			"[[1,2],[3,4]]",
			[
				[1, 2],
				[3, 4],
			],
		],
		[
			"1, 2; 3, 4",
			[
				[1, 2],
				[3, 4],
			],
		],
		[
			"1 2; 3 4;",
			[
				[1, 2],
				[3, 4],
			],
		],
		["［１，２］", [1, 2]],
		["[[[1]]]", [[[1]]]],
	])("reads %s", (text, tensor) => expect(readTensor(text)).toEqual({ ok: true, tensor }));

	it.each([
		["", "empty"],
		["  ", "empty"],
		["two", "not-a-number"],
		["1, x", "not-a-number"],
		["1/0", "not-a-number"],
		["1/2/3", "not-a-number"],
		["1e999", "not-a-number"],
		["nan", "not-a-number"],
		["0x10", "not-a-number"],
		["[1, 2", "bracket"],
		["1, 2]", "bracket"],
		["[1] 2", "bracket"],
		["2 [1]", "bracket"],
		["{1}", "not-a-number"],
		["[[1, 2], [3]]", "ragged"],
		["[1, [2]]", "ragged"],
		["1, 2; 3", "ragged"],
	])("refuses %s as %s", (text, code) => expect(readTensor(text)).toMatchObject({ ok: false, code }));

	it("refuses more elements than the server takes", () => {
		expect(readTensor("1 ".repeat(9000))).toMatchObject({ ok: false, code: "too-large" });
	});

	it("writes the fewest digits that are read back", () => {
		expect(writeTensor([0.1, -0.7, 1e-7, 2])).toBe("[0.1, -0.7, 1e-7, 2]");
		expect(writeTensor(1 / 3)).toBe("0.3333333333333333");
	});

	it("reads back what writeTensor writes, bit for bit", () => {
		const x = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
		const tensors = fc.oneof<fc.Arbitrary<Tensor>[]>(
			x,
			fc.array(x, { minLength: 1, maxLength: 5 }),
			fc
				.integer({ min: 1, max: 4 })
				.chain((n) => fc.array(fc.array(x, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 4 })),
		);
		fc.assert(
			fc.property(tensors, (tensor) => {
				expect(readTensor(writeTensor(tensor))).toEqual({ ok: true, tensor });
			}),
		);
	});
});

it("knows shapes", () => {
	expect(shapeOf(1)).toEqual([]);
	expect(
		shapeOf([
			[1, 2, 3],
			[4, 5, 6],
		]),
	).toEqual([2, 3]);
	expect(shapeOf([[1], 2])).toBeNull();
});
