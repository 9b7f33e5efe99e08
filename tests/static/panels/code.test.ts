// The panels on PyTorch code: nothing falls over what expressions never have, and nothing is said with a gap in it.
import { describe, expect, it } from "vitest";
import { explain, positionOf } from "#src/panels/explain";
import { bearersOf, heldAt } from "#src/panels/names";
import { printedOf } from "#src/panels/printed";
import { cellsOf, rowsOf } from "#src/panels/rows";
import { lineOf } from "#src/panels/source";
import { frameAt } from "#src/trace/frame";
import { index } from "#src/trace/lookup";
import { at, type Trace } from "#src/trace/schema";
import { tensor } from "#src/words/number";
import { operationsByKey } from "#src/words/operation";
import { sentence } from "#src/words/sentence";
import { createWords } from "#src/words/words";
import { catalogue } from "../catalogue";
import { codeNames, madeOfCode } from "../fixtures";

const words = createWords("en", catalogue("en", "panels"));
const operations = operationsByKey([]);
/** An unfilled fact, a missing sentence, a number that is none. */
const GAP = /undefined|\bui\.|\[object|"(?:effect|remark)":"[^"]*\{/u;

const cursors = (trace: Trace) => {
	const { length } = trace.steps;
	return [...new Set([0, 1, length >> 1, length - 1, length])].filter((cursor) => cursor >= 0);
};
const held = (trace: Trace, cursor: number) => {
	const lookup = index(trace);
	return heldAt(lookup, bearersOf(lookup), frameAt(trace, cursor));
};
const value = (trace: Trace, place: number | null) => (place === null ? null : at(trace.values, place).data);

describe.each(codeNames())("%s", (name) => {
	const trace = madeOfCode(name);
	const lookup = index(trace);

	it("has lines and a sentence for every step", () => {
		trace.steps.forEach((step, position) => {
			const parts = explain({ words, lookup, operations, element: null }, position);
			expect(JSON.stringify(parts)).not.toMatch(GAP);
			expect(sentence(words, trace, step)).not.toMatch(GAP);
		});
	});

	it("has a table at every cursor", () => {
		const rows = rowsOf(lookup);
		expect(JSON.stringify(rows)).not.toMatch(GAP);
		for (const cursor of cursors(trace)) {
			const frame = frameAt(trace, cursor);
			for (const row of rows) {
				const cells = cellsOf(frame, row);
				for (const cell of [cells.value, cells.adjoint]) if (cell !== null) tensor(at(trace.values, cell));
			}
		}
	});

	it("tells what every name holds, at the end as the server says it", () => {
		for (const cursor of cursors(trace)) {
			expect(held(trace, cursor).map((one) => one.name)).toEqual([...lookup.variables.keys()]);
		}
		for (const { name: one, value: holds, grad, isFinal } of held(trace, trace.steps.length)) {
			expect(isFinal).toBe(false);
			expect([holds, grad]).toEqual([lookup.variables.get(one)?.value, lookup.variables.get(one)?.grad]);
		}
	});

	it("has every printed character under a step", () => {
		const whole = frameAt(trace, trace.steps.length).stdout;
		expect(printedOf(trace).at(-1)?.end ?? 0).toBe(whole.length);
		expect(whole).toBe(trace.stdout);
	});

	it("runs in lines that the source has", () => {
		const lines = trace.program.source.split("\n").length;
		for (const step of trace.steps) {
			const line = lineOf(trace, step);
			if (line !== null) expect(line >= 1 && line <= lines).toBe(true);
		}
	});
});

describe("what a name holds", () => {
	it("follows the cursor: a parameter is drawn with the value and the gradient of its step", () => {
		const trace = madeOfCode("by-hand");
		const update = trace.steps.findIndex((step) => step.kind === "update");
		const accumulate = trace.steps.findIndex((step) => step.kind === "accumulate");
		const w = (cursor: number) => held(trace, cursor).find(({ name }) => name === "w");
		expect(value(trace, w(1)?.value ?? null)).toEqual([1]);
		expect(w(accumulate)?.grad).toBeNull();
		expect(value(trace, w(accumulate + 1)?.grad ?? null)).toEqual([-2]);
		expect(value(trace, w(update + 1)?.value ?? null)).not.toEqual([1]);
		expect(w(update + 1)?.updates).toBe(1);
	});

	it("has a reason in words wherever a tensor has no .grad", () => {
		for (const name of codeNames()) {
			const trace = madeOfCode(name);
			if (trace.error !== null) continue;
			for (const { grad, value: holds, reason, name: one } of held(trace, trace.steps.length)) {
				if (grad !== null || holds === null || at(trace.values, holds).dtype === "python") continue;
				expect(words.has(`ui.grad-reason.${reason}`), `${name}: ${one} ${reason}`).toBe(true);
			}
		}
	});
});

it("a step of the backward pass belongs to the line that called backward", () => {
	const trace = madeOfCode("several-results");
	const position = trace.steps.findIndex((step) => step.kind === "backward");
	expect(lineOf(trace, at(trace.steps, position))).toBe(7);
	expect(positionOf({ cursor: position, playing: true, advancing: false, length: trace.steps.length })).toBe(position);
});
