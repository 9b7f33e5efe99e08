// The guess at a text's language, what overrules it, and the window that two fields ask for.
import { describe, expect, it } from "vitest";
import { EXPRESSIONS } from "#src/panels/examples";
import { kindOf } from "#src/panels/kind";
import { PROGRAMS } from "#src/panels/programs";
import { EMPTY } from "#src/panels/session";
import { wantedOf } from "#src/panels/wanted";
import type { Trace } from "#src/trace/schema";

const guess = (source: string, setup = "") => kindOf({ ...EMPTY, source, setup }, null);

describe("the language", () => {
	it("of every example is guessed before the server has read it", () => {
		for (const { source } of EXPRESSIONS) expect(guess(source), source).toBe("expression");
		for (const source of Object.values(PROGRAMS)) expect(guess(source), source).toBe("torch");
	});

	it("of notation stays notation while it is typed", () => {
		for (const source of ["", "f", "for", "if = 2", "y = 0.5x", "sin(x)·a.b", "Q = 3*a**3 - b**2"]) {
			expect(guess(source), source).toBe("expression");
		}
	});

	it("of an empty block after others is theirs", () => {
		expect(guess("", "import torch")).toBe("torch");
	});

	it("is what a person says, else what the server took it for", () => {
		const trace = { program: { source: "Q = a", language: "torch" } } as Trace;
		expect(kindOf({ ...EMPTY, source: "Q = a" }, trace)).toBe("torch");
		expect(kindOf({ ...EMPTY, source: "Q = b" }, trace)).toBe("expression");
		expect(kindOf({ ...EMPTY, source: "Q = a", language: "expression" }, trace)).toBe("expression");
	});
});

describe("a window of iterations", () => {
	it("is counted from 1 and names its last iteration, and must lie in the loop", () => {
		expect(wantedOf("100", "120", 500)).toEqual([99, 120]);
		expect(wantedOf("7", "7", null)).toEqual([6, 7]);
		expect(wantedOf("1", "500", 500)).toEqual([0, 500]);
		const wrong = [
			["", "3"],
			["5", "4"],
			["0", "4"],
			["1", "501"],
			["1.5", "3"],
		] as const;
		for (const [first, last] of wrong) expect(wantedOf(first, last, 500)).toBeNull();
	});
});
