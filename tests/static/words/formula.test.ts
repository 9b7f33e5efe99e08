// Formulas in a step's own names.
import { describe, expect, it } from "vitest";
import { applied, derivative, factor, group, joined, nameLatex } from "#src/words/formula";

describe("applied", () => {
	it.each([
		["add", ["a", "b"], "a + b"],
		["sub", ["a", "−2"], "a − (−2)"],
		["sub", ["−1", "b"], "−1 − b"],
		["mul", ["3", "t₁"], "3 · t₁"],
		["mul", ["x + 1", "y"], "(x + 1) · y"],
		["pow", ["a", "3"], "a³"],
		["pow", ["−2", "3"], "(−2)³"],
		["pow", ["x", "−1"], "x⁻¹"],
		["pow", ["x", "0.5"], "x^0.5"],
		["sigmoid", ["z"], "σ(z)"],
		["neg", ["a"], "−a"],
		["transpose", ["W"], "Wᵀ"],
		["clamp", ["x", "0", "1"], "clamp(x, 0, 1)"],
		["add_", ["x", "2"], "x += 2"],
		["getitem", ["x"], "x[…]"],
		["getitem", ["x", "mask"], "x[mask]"],
		["setitem_", ["x", "v"], "x[…] ← v"],
		["linear", ["x", "fc.weight", "fc.bias"], "x @ fc.weightᵀ + fc.bias"],
		["linear", ["x", "W"], "x @ Wᵀ"],
		["data", ["w"], "w.data"],
		["gt", ["x", "0"], "x > 0"],
		["torch.flip", ["x"], "torch.flip(x)"],
		["constructor", ["x"], "constructor(x)"],
	])("%s%j", (operation, operands, text) => expect(applied(operation, operands)).toBe(text));
});

it("groups what a sign would tear apart", () => {
	expect(group("1 − x")).toBe("(1 − x)");
	expect(group("−1")).toBe("(−1)");
	expect(group("σ(x)(1 − σ(x))")).toBe("σ(x)(1 − σ(x))");
	expect(group("3·a²")).toBe("3·a²");
});

it.each([
	["a", "a"],
	["t₁₂", "t_{12}"],
	["x1", "x_{1}"],
	["w_out", "w_{\\mathrm{out}}"],
	["ŷ", "\\hat{y}"],
	["loss", "\\mathrm{loss}"],
	["a%b", "\\mathrm{a\\%b}"],
])("sets the name %s", (name, latex) => expect(nameLatex(name)).toBe(latex));

it("joins formulas, and keeps to text where one has no LaTeX", () => {
	const left = derivative("Q", "a");
	expect(joined(left, "=", factor({ text: "−1", latex: "-1" }))).toEqual({
		text: "∂Q/∂a = (−1)",
		latex: "\\dfrac{\\partial Q}{\\partial a} = \\left(-1\\right)",
	});
	expect(joined(left, "+=", { text: "x", latex: null })).toEqual({ text: "∂Q/∂a += x", latex: null });
});
