// Iterations and in-place changes on the tape, and which part of a long tape is shown: the iteration under way and its neighbours. Pure.
import { index } from "#src/trace/lookup";
import { at, type Trace } from "#src/trace/schema";

/** The cells that one iteration recorded: `from` inclusive, `to` exclusive. */
export interface Turn {
	readonly loop: number;
	readonly iteration: number;
	/** How many loops are around its loop. */
	readonly depth: number;
	readonly from: number;
	readonly to: number;
	/** The cursor before its first step, and the one after its last. */
	readonly start: number;
	readonly end: number;
}

/** Values that get gradients, changed in place one right after the other: at the boundary `place`, from cursor `start` on. */
export interface Write {
	readonly place: number;
	readonly start: number;
}

/** `recorded`: the cursor right after each cell was recorded, ascending. */
export function turns(trace: Trace, recorded: readonly number[]): Turn[] {
	return index(trace).takes.list.flatMap(({ loop, iteration, depth, start, end }) => {
		const [from, to] = [before(recorded, start), before(recorded, end)];
		return from < to ? [{ loop, iteration, depth, from, to, start, end }] : [];
	});
}

export function writes(trace: Trace, recorded: readonly number[]): Write[] {
	const found: Write[] = [];
	trace.steps.forEach((step, start) => {
		const isWrite = (it: typeof step | undefined) =>
			it?.kind === "update" && !it.of_grad && at(trace.nodes, it.node).requires_grad;
		if (isWrite(step) && !isWrite(trace.steps[start - 1])) found.push({ place: before(recorded, start), start });
	});
	return found;
}

/** How many cells were recorded by cursor `cursor`. */
function before(recorded: readonly number[], cursor: number): number {
	let low = 0;
	let high = recorded.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (at(recorded, middle) <= cursor) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** A part of the tape: cells `from` up to, not including, `to`. */
export interface Part {
	readonly from: number;
	readonly to: number;
}

/**
 * The part to show at a cursor, of `count` cells where `room` can be read. A tape that is no longer is shown whole, and so
 * is one without loops; of another as many whole iterations as can be read, turned over like pages.
 */
export function partAt(list: readonly Turn[], count: number, room: number, cursor: number): Part {
	const whole = { from: 0, to: count };
	if (count <= room || list.length === 0) return whole;
	let part: Part = whole;
	for (let depth = 0; ; depth++) {
		const { from, to } = part;
		const level = list.filter((turn) => turn.depth === depth && from <= turn.from && turn.to <= to);
		const here = level.findLastIndex(({ start }) => start <= cursor);
		const turn = level[Math.max(0, here)];
		if (!turn) return part;
		if (turn.to - turn.from <= room) return pageOf(level, turn, room);
		part = { from: turn.from, to: turn.to };
	}
}

/** The page on which an iteration stands, where each holds as many as can be read. */
function pageOf(level: readonly Turn[], wanted: Turn, room: number): Part {
	let page: Part = at(level, 0);
	for (const turn of level) {
		const fits = turn.to - page.from <= room;
		if (!fits && turn.start > wanted.start) break;
		page = fits ? { from: page.from, to: turn.to } : turn;
	}
	return { from: page.from, to: page.to };
}
