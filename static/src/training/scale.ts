// A linear axis: from a range of numbers to pixels and back, with ticks at round numbers. Pure.

export interface Scale {
	readonly least: number;
	readonly most: number;
	readonly ticks: readonly number[];
	/** Where a number lies, 0 … 1. */
	share(x: number): number;
}

/** Free space at both ends, as a share of the range. */
const AROUND = 0.06;
/** A range narrower than this, or than this share of its numbers, has no room for ticks that differ. */
const LEAST_WIDTH = 1e-100;
const FINEST = 1e-9;

/** An axis that holds all of `numbers`, with about `count` ticks. */
export function scaleOf(numbers: readonly number[], count: number): Scale {
	const [low, high] = numbers.reduce(([l, h], x) => [Math.min(l, x), Math.max(h, x)], [Infinity, -Infinity]);
	const size = Math.max(Math.abs(low), Math.abs(high));
	const span = high - low;
	const width = [span, size].find((each) => each > LEAST_WIDTH && each > size * FINEST) ?? 1;
	const [least, most] = [low - AROUND * width, high + AROUND * width];
	const step = roundStep((most - least) / count);
	const ticks: number[] = [];
	for (let tick = Math.ceil(least / step); tick * step <= most; tick++) ticks.push(tick * step);
	return { least, most, ticks, share: (x) => (x - least) / (most - least) };
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function roundStep(wanted: number): number {
	let power = 1;
	while (power > wanted) power /= 10;
	while (power * 10 <= wanted) power *= 10;
	return ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10) * power;
}
