// The four lines: that they answer where the 36 comes from, hold for every step, and show terms that add up.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstIndex, indicesOf } from "#src/panels/element";
import { explain } from "#src/panels/explain";
import type { Part } from "#src/panels/part";
import { MOST_TERMS, termsOf } from "#src/panels/terms";
import { index } from "#src/trace/lookup";
import { at, type Trace } from "#src/trace/schema";
import { toNumber } from "#src/words/number";
import { type Operation, operationsByKey } from "#src/words/operation";
import { createWords } from "#src/words/words";
import { traces } from "../arbitrary";
import { catalogue } from "../catalogue";
import { made, names } from "../fixtures";

const words = createWords("en", catalogue("en", "panels"));
const POW: Operation = {
	key: "pow",
	also: [],
	symbol: "uⁿ",
	latex: "u^{n}",
	slots: ["u", "n"],
	form: "derivative",
	repeated: false,
	elementwise: true,
	rules: [
		{ slot: "u", text: "n·uⁿ⁻¹", latex: "n u^{n - 1}", shapes: "" },
		{ slot: "n", text: "uⁿ·ln u", latex: "u^{n} \\ln u", shapes: "" },
	],
	noun: "power",
	sentence: "",
	kink: null,
	source: "",
};
const operations = operationsByKey([POW]);

function parts(trace: Trace, position: number, element: readonly number[] | null = null): Part[] {
	return explain({ words, lookup: index(trace), operations, element }, position);
}

/** An unfilled fact, a missing sentence. (A brace before a letter is LaTeX in formulas, a gap in sentences.) */
const GAP = /undefined|ui\.|"(?:effect|remark)":"[^"]*\{/u;
const numbers = (part: Part | undefined): string => (part?.numbers ?? []).map(({ text }) => text).join("");

describe("Q = 3a³ − b², the step from t₁ to a", () => {
	const trace = made("q");
	const position = trace.steps.findIndex(
		(step) => step.kind === "backward" && at(trace.nodes, step.node).label === "t₁",
	);

	it("has the four lines", () => {
		const [part] = parts(trace, position);
		expect(part?.rule?.text).toBe("∂(uⁿ)/∂u = n·uⁿ⁻¹");
		expect(part?.names?.text).toMatch(/^∂Q\/∂a = ∂Q\/∂t₁ · 3·a/);
		expect(numbers(part)).toBe("3 × 12 = 36");
		expect(part?.effect).toBe("Added to a.grad[0]: 0 + 36 = 36.");
	});

	it("follows the element a person picks, and ignores one that is not there", () => {
		expect(numbers(parts(trace, position, [1])[0])).toBe("3 × 27 = 81");
		expect(numbers(parts(trace, position, [7])[0])).toBe("3 × 12 = 36");
		expect(numbers(parts(trace, position, [0, 0])[0])).toBe("3 × 12 = 36");
	});
});

describe("a fork", () => {
	const trace = made("fork");

	it("shows the running sum", () => {
		const effects = trace.steps.flatMap((step, position) =>
			step.kind === "backward" ? parts(trace, position).map(({ effect }) => effect) : [],
		);
		const sums = effects.filter((effect) => effect.startsWith("Collected at x"));
		expect(sums).toHaveLength(3);
		expect(sums[0]).toMatch(/0 \+ .* \(1 of 3\)/);
		expect(sums[2]).toMatch(/\(3 of 3\)/);
	});
});

describe("every step", () => {
	it.each(names())("of %s has lines without a gap", (name) => {
		const trace = made(name);
		const told = trace.steps.slice(0, 300).flatMap((_, position) => parts(trace, position));
		expect(JSON.stringify(told)).not.toMatch(GAP);
	});

	it("of random programs has lines without a gap", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const told = trace.steps.flatMap((_, position) => parts(trace, position));
				expect(JSON.stringify(told)).not.toMatch(GAP);
			}),
		);
	});

	it.each(names())("of %s shows terms that add up to what is shown", (name) => {
		const trace = made(name);
		for (const step of trace.steps) {
			if (step.kind !== "backward") continue;
			for (const contribution of step.contributions) {
				const { shape } = at(trace.values, contribution.value);
				for (const place of shape.length === 0 ? [firstIndex(shape)] : indicesOf(shape, 8)) {
					const terms = termsOf(index(trace), step, contribution, place);
					if (terms === null || terms.count > MOST_TERMS) continue;
					const sum = terms.terms.reduce(
						(total, { upstream, local }) => total + toNumber(upstream) * toNumber(local),
						0,
					);
					const value = toNumber(terms.value);
					if (Number.isFinite(value))
						expect(Math.abs(sum - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
					else expect(Number.isFinite(sum)).toBe(false);
				}
			}
		}
	});
});
