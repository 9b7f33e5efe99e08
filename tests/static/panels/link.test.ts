// A program through a link and back; what a link may not smuggle in.
import { expect, it } from "vitest";
import { fromLink, toLink } from "#src/panels/link";
import { EMPTY, type Program } from "#src/panels/session";
import type { Tensor } from "#src/panels/tensor";

const program: Program = {
	source: "Q = 3a³ − b²",
	language: "auto",
	inputs: new Map<string, Tensor>([
		["a", [2, 3]],
		["__proto__", 4],
	]),
	frozen: ["b"],
	gradOutput: [1, 0.5],
	dtype: "float32",
	seed: 7,
	setup: "import torch",
	window: [100, 121],
};

it("comes back as it was", () => {
	const state = JSON.parse(JSON.stringify(toLink(program, 5)));
	expect(state.step).toBe(5);
	expect(fromLink(state)).toEqual(program);
});

it("leaves out what is as always", () => {
	expect(toLink({ ...EMPTY, source: "y" }, 0)).toEqual({ source: "y" });
	expect(fromLink({ source: "y" })).toEqual({ ...EMPTY, source: "y" });
});

it("takes no input that is not a regular tensor of numbers", () => {
	const inputs = { a: [1, [2]], b: ["NaN"], c: true, d: [[1], [2]] } as never;
	expect(fromLink({ source: "y", inputs, grad_output: "Infinity" })).toMatchObject({
		inputs: new Map([["d", [[1], [2]]]]),
		gradOutput: null,
	});
});
