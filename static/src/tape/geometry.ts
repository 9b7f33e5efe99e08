// Where on the tape each moment of a run lies: cells, head, brackets of passes, and back from a place to a moment. Pure.
import type { Trace } from "#src/trace/schema";
import { type Turn, turns, type Write, writes } from "./turns";

/** The upper track is written while recording, from left to right; the lower one while replaying, from right to left. */
export type Lane = "record" | "replay";

/** One recorded operation. */
export interface Cell {
	node: number;
	/** The cursor right after it was recorded. */
	recorded: number;
}

/** The cells that one pass went through: `from` inclusive, `to` exclusive, on `row` where passes overlap. */
export interface Bracket {
	pass: number;
	from: number;
	to: number;
	row: number;
	/** The cursor before its seed, and the one after its last step. */
	start: number;
	end: number;
}

/** Where the head stands: `place` is a boundary between cells, 0 … number of cells, fractional while it moves. */
export interface Head {
	place: number;
	lane: Lane;
	pass: number | null;
}

export interface Tape {
	cells: readonly Cell[];
	brackets: readonly Bracket[];
	/** For every cursor 0 … steps.length. */
	heads: readonly Head[];
	/** The cell of a recorded operation. */
	cellOf: ReadonlyMap<number, number>;
	/** For every cell: by which passes it was replayed, and when, as the cursor right after. */
	visits: readonly (readonly Visit[])[];
	/** Iterations that recorded anything. */
	turns: readonly Turn[];
	/** Where values were changed in place, as an optimizer does. */
	writes: readonly Write[];
}

export interface Visit {
	readonly pass: number;
	readonly cursor: number;
}

/** The tape of a trace. An operation that autograd did not record has no cell; the head waits while it runs. */
export function wind(trace: Trace): Tape {
	const cells: Cell[] = [];
	const cellOf = new Map<number, number>();
	const visits: Visit[][] = [];
	const spans: Bracket[] = [];
	let head: Head = { place: 0, lane: "record", pass: null };
	const heads = [head];
	trace.steps.forEach((step, index) => {
		if (step.kind === "forward") {
			if (trace.nodes[step.node]?.requires_grad === true) {
				cellOf.set(step.node, cells.length);
				cells.push({ node: step.node, recorded: index + 1 });
				visits.push([]);
			}
			head = { place: cells.length, lane: "record", pass: null };
		} else if ("pass" in step) {
			const cell = cellOf.get(step.node);
			const span = spans[step.pass] ?? { pass: step.pass, from: cells.length, to: 0, row: 0, start: index, end: index };
			spans[step.pass] = span;
			span.end = index + 1;
			let place = head.place;
			if (cell !== undefined && (step.kind === "seed" || step.kind === "backward")) {
				span.from = Math.min(span.from, cell);
				span.to = Math.max(span.to, cell + 1);
				place = step.kind === "seed" ? cell + 1 : cell;
			}
			if (cell !== undefined && step.kind === "backward") visits[cell]?.push({ pass: step.pass, cursor: index + 1 });
			head = { place, lane: "replay", pass: step.pass };
		}
		heads.push(head);
	});
	const brackets = spans.filter((span) => span.from < span.to);
	const recorded = cells.map((cell) => cell.recorded);
	return {
		cells,
		brackets: stacked(brackets),
		heads,
		cellOf,
		visits,
		turns: turns(trace, recorded),
		writes: writes(trace, recorded),
	};
}

/** Whether a cell shows that it was replayed: by the pass that runs, or, where that does not come by, by an earlier one. */
export function isReplayed(tape: Tape, cell: number, cursor: number, pass: number | null): boolean {
	const bracket = pass === null ? undefined : tape.brackets.find((it) => it.pass === pass);
	const inside = bracket !== undefined && bracket.from <= cell && cell < bracket.to;
	const visits = tape.visits[cell] ?? [];
	return visits.some((visit) => visit.cursor <= cursor && (!inside || visit.pass === pass));
}

/** Overlapping brackets get rows of their own, each the lowest that is free. */
function stacked(brackets: readonly Bracket[]): Bracket[] {
	const placed: Bracket[] = [];
	for (const bracket of brackets) {
		const taken = new Set(placed.filter((it) => it.from < bracket.to && bracket.from < it.to).map((it) => it.row));
		let row = 0;
		while (taken.has(row)) row += 1;
		placed.push({ ...bracket, row });
	}
	return placed;
}

/** The head while step `cursor` runs (`progress` 0…1): it glides from where it was to where that step leaves it. */
export function headAt(tape: Tape, cursor: number, progress: number): Head {
	const from = tape.heads[cursor] as Head;
	const to = tape.heads[cursor + 1];
	if (to === undefined || progress === 0) return from;
	return { ...to, place: from.place + (to.place - from.place) * progress };
}

/**
 * The cursor for a place on the tape: on the upper track the moment when as many cells were recorded; on the lower one
 * the last moment of `pass` at which the head had not yet moved further left.
 */
export function cursorAt(tape: Tape, place: number, lane: Lane, pass: number | null): number {
	const boundary = Math.min(tape.cells.length, Math.max(0, Math.round(place)));
	const bracket = tape.brackets.find((it) => it.pass === pass);
	if (lane === "record" || bracket === undefined) return tape.cells[boundary - 1]?.recorded ?? 0;
	let cursor = bracket.start + 1;
	for (let at = cursor; at <= bracket.end; at++) {
		if ((tape.heads[at] as Head).place >= boundary) cursor = at;
	}
	return cursor;
}

/** A drawn bar stands for the cells `from` … `to` (exclusive): for one, or for as many as fit into `thinnest` pixels. */
export interface Bar {
	readonly from: number;
	readonly to: number;
}

/** The width of one cell, and the bars to draw, for `count` cells from `first` on in `width` pixels. */
export function ruler(
	count: number,
	width: number,
	widest: number,
	thinnest: number,
	first = 0,
): { cell: number; bars: Bar[] } {
	if (count === 0) return { cell: 0, bars: [] };
	const cell = Math.min(widest, width / count);
	const each = Math.max(1, Math.ceil(thinnest / cell));
	const bars = Array.from({ length: Math.ceil(count / each) }, (_, bar) => ({
		from: first + bar * each,
		to: first + Math.min(count, (bar + 1) * each),
	}));
	return { cell, bars };
}
