// When, within the progress 0…1 of one step, each part of it moves: packets leave, land, and what they bring appears. Pure.

/** Eased share of the part `from`…`to` of a step that has gone by at `progress`: 0 before, 1 after. */
export function share(progress: number, from: number, to: number): number {
	const t = Math.min(1, Math.max(0, (progress - from) / (to - from)));
	return t * t * (3 - 2 * t);
}

/** Operands set out together and meet in the card. */
export const FORWARD = { travel: [0, 0.6], glow: [0.5, 0.7], appear: [0.6, 0.85] } as const;
/** The card lights up with its gradient before anything leaves it. */
export const BACKWARD = { glow: [0, 0.2], travel: [0.15, 0.85], appear: [0.85, 1] } as const;
/** A value that changes in place, a seed, `.grad`: the old one goes, the new one comes. */
export const CHANGE = { leave: [0.1, 0.4], appear: [0.45, 0.8] } as const;

/** How much of the travelling time one contribution takes; the rest is what the others wait. */
const ONE_TRAVELS = 0.6;

/** How far the packet of contribution `index` of `count` has come. They land one after the other, so sums can grow. */
export function contributionTravel(progress: number, index: number, count: number): number {
	const [start, end] = BACKWARD.travel;
	const whole = end - start;
	const wait = count > 1 ? ((1 - ONE_TRAVELS) * whole * index) / (count - 1) : 0;
	const takes = count > 1 ? ONE_TRAVELS * whole : whole;
	return share(progress, start + wait, start + wait + takes);
}
