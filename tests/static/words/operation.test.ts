// Rows are found by their keys and by those of their kin, and for what writes in place.
import { expect, it } from "vitest";
import { type Operation, operationsByKey, rowOf, symbolOf } from "#src/words/operation";

function row(key: string, symbol: string, also: string[] = []): Operation {
	const rest = { latex: "", slots: ["u"], form: "none", repeated: false, elementwise: false, rules: [] } as const;
	return { ...rest, key, symbol, also, noun: "", sentence: "", kink: null, source: "" };
}

const rows = operationsByKey([
	row("add", "+"),
	row("relu", "ReLU"),
	row("reshape", "shape", ["view", "squeeze"]),
	row("copy_", "←"),
	row("function", "ƒ"),
]);

it.each([
	["add", "+"],
	["add_", "+="],
	["relu_", "ReLU_"],
	["view", "shape"],
	["squeeze_", "shape_"],
	["copy_", "←"],
	["pixel_shuffle", null],
	["", null],
	["constructor", null],
])("%j has the symbol %j", (key, symbol) => expect(symbolOf(rows, key)).toBe(symbol));

it.each([
	[{ operation: "view", grad_fn: "ViewBackward0" }, "reshape"],
	[{ operation: "add_", grad_fn: "AddBackward0" }, "add"],
	[{ operation: "MyReLU", grad_fn: "MyReLUBackward" }, "function"],
	[{ operation: "pixel_shuffle", grad_fn: "PixelShuffleBackward0" }, undefined],
	[{ operation: null, grad_fn: null }, undefined],
])("%j is described by the row %j", (node, key) => expect(rowOf(rows, node)?.key).toBe(key));
