// A repair before it is made: short ones are said, long ones shown as the lines that go and come.
import { expect, it } from "vitest";
import { isShort, replacedLines } from "#src/panels/repair";

const source = "import torch\nfor epoch in range(3):\n    loss = f(x)\n    loss.backward()\nprint(loss)";
const span = (piece: string): [number, number] => [source.indexOf(piece), source.indexOf(piece) + piece.length];

it("is short where it fits into the words of a button", () => {
	expect(isShort(source, { span: span("torch"), text: "math" })).toBe(true);
	expect(isShort(source, { span: span("loss = f(x)\n"), text: "" })).toBe(false);
	expect(isShort(source, { span: span("torch"), text: "t".repeat(50) })).toBe(false);
});

it("shows whole lines, without those that stay", () => {
	const repair = {
		span: span("    loss = f(x)\n    loss.backward()"),
		text: "    loss = f(x)\n    optimizer.zero_grad()\n    loss.backward()",
	};
	expect(replacedLines(source, repair)).toEqual({ before: [], after: ["    optimizer.zero_grad()"] });
	expect(replacedLines(source, { span: span("f(x)"), text: "g(x)" })).toEqual({
		before: ["    loss = f(x)"],
		after: ["    loss = g(x)"],
	});
	expect(replacedLines(source, { span: span("\nprint(loss)"), text: "" })).toEqual({
		before: ["print(loss)"],
		after: [],
	});
});

it("counts code points, as spans do", () => {
	expect(replacedLines("𝟙 = 1\nb", { span: [6, 7], text: "c" })).toEqual({ before: ["b"], after: ["c"] });
});
