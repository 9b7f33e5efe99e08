// What was printed, by which step, and where the keys go from there.
import { expect, it } from "vitest";
import { latestAt, nextTo, pieceAt, printedOf } from "#src/panels/printed";
import type { Step, Trace } from "#src/trace/schema";

const output = (text: string): Step => ({ kind: "output", text, line: 1 });
const other: Step = { kind: "forward", node: 0, line: 1 };
const printed = printedOf({ steps: [output("a\n"), other, output("b"), output("c\n"), other] } as unknown as Trace);

it("knows the step of every character", () => {
	expect(printed).toEqual([
		{ step: 0, start: 0, end: 2 },
		{ step: 2, start: 2, end: 3 },
		{ step: 3, start: 3, end: 5 },
	]);
	expect([0, 1, 2, 3, 4, 9].map((unit) => pieceAt(printed, unit)?.step)).toEqual([0, 0, 2, 3, 3, 3]);
	expect(pieceAt([], 0)).toBeNull();
});

it("goes from print to print with the keys, and stops at both ends", () => {
	expect([0, 1, 2, 3, 4, 5].map((cursor) => latestAt(printed, cursor)?.step)).toEqual([undefined, 0, 0, 2, 3, 3]);
	const walk = (cursor: number, by: 1 | -1) => nextTo(printed, cursor, by)?.step;
	expect([walk(0, 1), walk(1, 1), walk(3, 1), walk(4, 1)]).toEqual([0, 2, 3, undefined]);
	expect([walk(5, -1), walk(4, -1), walk(3, -1), walk(1, -1)]).toEqual([3, 2, 0, undefined]);
});
