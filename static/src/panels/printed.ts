// What was printed, and by which steps. Offsets are UTF-16 units of the whole output.
import type { Trace } from "#src/trace/schema";

/** A piece of the output: `start` up to, not including, `end`, printed by step `step`. */
export interface Printed {
	readonly step: number;
	readonly start: number;
	readonly end: number;
}

/** Every piece that was printed, in order. */
export function printedOf(trace: Trace): Printed[] {
	const found: Printed[] = [];
	let start = 0;
	trace.steps.forEach((step, position) => {
		if (step.kind !== "output") return;
		const end = start + step.text.length;
		found.push({ step: position, start, end });
		start = end;
	});
	return found;
}

/** The piece that holds offset `unit`; the last where it lies behind all, `null` where nothing was printed. */
export function pieceAt(printed: readonly Printed[], unit: number): Printed | null {
	let [low, high] = [0, printed.length];
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if ((printed[middle] as Printed).start <= unit) low = middle;
		else high = middle;
	}
	return printed[low] ?? null;
}

/** The last piece that has been printed after `cursor` steps; `null` before the first. */
export function latestAt(printed: readonly Printed[], cursor: number): Printed | null {
	return printed.findLast(({ step }) => step < cursor) ?? null;
}

/** The piece before or after the one at the cursor: where the up and down keys go. */
export function nextTo(printed: readonly Printed[], cursor: number, by: 1 | -1): Printed | null {
	if (by > 0) return printed.find(({ step }) => step >= cursor) ?? null;
	return printed.findLast(({ step }) => step < cursor - 1) ?? null;
}
