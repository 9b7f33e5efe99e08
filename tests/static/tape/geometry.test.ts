// The tape: which cell, which way the head runs, and that a place on the tape leads back to its moment.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cursorAt, headAt, isReplayed, ruler, wind } from "#src/tape/geometry";
import { partAt } from "#src/tape/turns";
import { index } from "#src/trace/lookup";
import { traces } from "../arbitrary";
import { training } from "../programs";

describe("wind", () => {
	test("has one cell for each recorded operation, in order", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const { cells, cellOf, heads } = wind(trace);
				expect(cells.map((cell) => cell.node)).toEqual(index(trace).tape);
				for (const [node, cell] of cellOf) expect(cells[cell]?.node).toBe(node);
				expect(heads).toHaveLength(trace.steps.length + 1);
			}),
		);
	});

	test("moves the head right while recording and left while replaying", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const { heads } = wind(trace);
				trace.steps.forEach((step, cursor) => {
					const from = heads[cursor]?.place ?? Number.NaN;
					const to = heads[cursor + 1]?.place ?? Number.NaN;
					if (step.kind === "forward") expect(to).toBeGreaterThanOrEqual(from);
					if (step.kind === "backward") expect(to).toBeLessThanOrEqual(from);
				});
			}),
		);
	});

	test("puts passes that overlap on rows of their own", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const { brackets } = wind(trace);
				for (const one of brackets) {
					for (const other of brackets) {
						if (one === other || one.row !== other.row) continue;
						expect(one.to <= other.from || other.to <= one.from).toBe(true);
					}
				}
			}),
		);
	});
});

test("the head glides, and stands where a step leaves it", () => {
	fc.assert(
		fc.property(traces, fc.double({ min: 0, max: 1, noNaN: true }), (trace, progress) => {
			const tape = wind(trace);
			for (let cursor = 0; cursor < trace.steps.length; cursor++) {
				const from = headAt(tape, cursor, 0).place;
				const to = headAt(tape, cursor + 1, 0).place;
				const { place } = headAt(tape, cursor, progress);
				expect(place).toBeGreaterThanOrEqual(Math.min(from, to));
				expect(place).toBeLessThanOrEqual(Math.max(from, to));
			}
		}),
	);
});

describe("cursorAt", () => {
	test("leads from a boundary of the upper track to the moment when as many were recorded", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const tape = wind(trace);
				for (let place = 0; place <= tape.cells.length; place++) {
					const cursor = cursorAt(tape, place, "record", null);
					const recorded = tape.cells.filter((cell) => cell.recorded <= cursor);
					expect(recorded).toHaveLength(place);
				}
				expect(cursorAt(tape, -3, "record", null)).toBe(0);
			}),
		);
	});

	test("leads from the lower track into the pass, with the head no further left than asked for", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const tape = wind(trace);
				for (const { pass, start, end, from, to } of tape.brackets) {
					for (let place = from; place <= to; place++) {
						const cursor = cursorAt(tape, place, "replay", pass);
						expect(cursor).toBeGreaterThan(start);
						expect(cursor).toBeLessThanOrEqual(end);
						expect(tape.heads[cursor]?.place).toBeGreaterThanOrEqual(
							Math.min(place, tape.heads[start + 1]?.place ?? 0),
						);
					}
				}
			}),
		);
	});
});

describe("ruler", () => {
	test("covers every cell once, in bars wide enough to be seen, within the width", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 50, max: 2000 }), (count, width) => {
				const { cell, bars } = ruler(count, width, 64, 3);
				expect(cell * count).toBeLessThanOrEqual(width + 1e-6);
				expect(bars.reduce((covered, bar) => covered + bar.to - bar.from, 0)).toBe(count);
				bars.forEach((bar, i) => {
					expect(bar.from).toBe(bars[i - 1]?.to ?? 0);
					if (i < bars.length - 1) expect((bar.to - bar.from) * cell).toBeGreaterThanOrEqual(3 - 1e-9);
				});
			}),
		);
	});

	test("is empty for an empty tape", () => {
		expect(ruler(0, 100, 64, 3)).toEqual({ cell: 0, bars: [] });
	});
});

describe("a long tape", () => {
	test("shows whole iterations around the cursor, as many as can be read", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 3, max: 40 }), (epochs, room) => {
				const trace = training(epochs).trace();
				const { turns, cells } = wind(trace);
				expect(turns.map(({ from, to }) => to - from)).toEqual(Array(epochs).fill(3));
				for (let cursor = 0; cursor <= trace.steps.length; cursor++) {
					const part = partAt(turns, cells.length, room, cursor);
					expect(part.to - part.from).toBeLessThanOrEqual(room);
					const running = turns.findLast(({ start }) => start <= cursor) ?? turns[0];
					expect(running?.from).toBeGreaterThanOrEqual(part.from);
					expect(running?.to).toBeLessThanOrEqual(part.to);
					expect(turns.some(({ from }) => from === part.from) && turns.some(({ to }) => to === part.to)).toBe(true);
				}
			}),
			{ numRuns: 40 },
		);
	});

	test("is shown whole where it can be read, and where it has no iterations", () => {
		expect(partAt(wind(training(2).trace()).turns, 6, 6, 0)).toEqual({ from: 0, to: 6 });
		expect(partAt([], 900, 20, 450)).toEqual({ from: 0, to: 900 });
	});

	test("marks where an optimizer changed values, once for all of them", () => {
		const { writes, cells } = wind(training(5).trace());
		expect(writes.map(({ place }) => place)).toEqual([3, 6, 9, 12, cells.length]);
	});
});

test("a cell of an earlier pass stays replayed while the next iteration runs, not while a pass goes over it again", () => {
	const trace = training(2).trace();
	const tape = wind(trace);
	const end = trace.steps.length;
	for (let cell = 0; cell < 3; cell++) {
		expect(isReplayed(tape, cell, 0, null)).toBe(false);
		expect(isReplayed(tape, cell, end, 1)).toBe(true);
		expect(isReplayed(tape, cell + 3, end, 0)).toBe(true);
	}
	const program = training(1);
	program.backward(5);
	const again = wind(program.trace());
	const seeded = program.trace().steps.findLastIndex(({ kind }) => kind === "seed") + 1;
	expect(isReplayed(again, 0, seeded, 1)).toBe(false);
});
