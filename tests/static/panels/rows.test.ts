// The evaluation trace as Griewank & Walther write it.
import { expect, it } from "vitest";
import { cellsOf, rowsIn, rowsOf } from "#src/panels/rows";
import { frameAt } from "#src/trace/frame";
import { index } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import { drawnAt } from "#src/trace/takes";
import { made } from "../fixtures";
import { training } from "../programs";

const trace = made("q");
const rows = rowsOf(index(trace));
const row = (label: string) =>
	at(
		rows,
		rows.findIndex((candidate) => candidate.label === label),
	);
const value = (position: number | null) => (position === null ? null : at(trace.values, position).data);

it("numbers inputs up to v₀ and operations from v₁", () => {
	expect(rows.map(({ index: name, label, formula }) => [name, label, formula])).toEqual([
		["v₋₁", "a", ""],
		["v₀", "b", ""],
		["v₁", "t₁", "a³"],
		["v₂", "t₂", "3 · t₁"],
		["v₃", "t₃", "b²"],
		["v₄", "Q", "t₂ − t₃"],
	]);
});

it("is filled in step by step", () => {
	const atStart = cellsOf(frameAt(trace, 0), row("t₁"));
	expect(atStart).toMatchObject({ value: null, adjoint: null });
	expect(value(cellsOf(frameAt(trace, 1), row("t₁")).value)).toEqual([8, 27]);
	const end = frameAt(trace, trace.steps.length);
	expect(rows.map((each) => value(cellsOf(end, each).adjoint))).toEqual([
		[36, 81],
		[-12, -8],
		[3, 3],
		[1, 1],
		[-1, -1],
		[1, 1],
	]);
});

it("shows of a folded loop the iteration that is drawn", () => {
	const lookup = index(training(5).trace());
	const all = rowsOf(lookup);
	const { length } = lookup.trace.steps;
	const shown = [0, length].map((cursor) => rowsIn(lookup, all, drawnAt(lookup.takes, cursor)));
	const operations = shown.map((some) => some.filter(({ formula }) => formula !== "").map(({ node }) => node));
	expect(at(operations, 0)).toHaveLength(at(operations, 1).length);
	expect(at(operations, 0).some((node) => at(operations, 1).includes(node))).toBe(false);
	expect(at(shown, 0).length).toBeLessThan(all.length / 2);
});
