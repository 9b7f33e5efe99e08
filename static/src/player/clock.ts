// The only clock: it lets the step under way travel while a deck plays, and then happen. Nothing else knows of time.
import { effect } from "@preact/signals-core";
import { assertNever, type Step } from "#src/trace/schema";
import type { Deck } from "./deck";
import type { Speed } from "./player";

/** Where animation frames come from; times in milliseconds. */
export interface FrameSource {
	request(callback: (now: number) => void): number;
	cancel(request: number): void;
}

export interface ClockOptions {
	/** Whether the reader asked for less motion: then a step is held, without travel. Asked anew at each frame. */
	readonly reducedMotion: () => boolean;
	readonly frames?: FrameSource;
}

const SCREEN: FrameSource = {
	request: (callback) => requestAnimationFrame(callback),
	cancel: (request) => cancelAnimationFrame(request),
};

/** A tab that was hidden, or a long task, counts as one slow frame, so that no step is skipped unseen. */
const LONGEST_FRAME = 100;

/** How long a step travels, or without travel is held, in milliseconds at normal speed. */
function lasts(step: Step): number {
	switch (step.kind) {
		case "forward":
			return 900;
		case "seed":
			return 800;
		case "backward":
			return 1000 + 250 * Math.min(Math.max(step.contributions.length - 1, 0), 3);
		case "hook":
		case "accumulate":
		case "update":
			return 800;
		case "zero":
			return 600;
		case "output":
			return 300;
		case "error":
			return 400;
		default:
			return assertNever(step);
	}
}

/** Milliseconds for one step at a speed. */
export function duration(step: Step, speed: Speed): number {
	return lasts(step) / speed;
}

/** Starts a clock for a deck; the answer stops it for good. It asks for frames only while something is under way. */
export function startClock(deck: Deck, { reducedMotion, frames = SCREEN }: ClockOptions): () => void {
	let request: number | null = null;
	let before: number | null = null;
	/** How much of its hold a step without travel has had, and at which cursor. */
	let held = { cursor: -1, part: 0 };

	const tick = (now: number) => {
		request = null;
		const step = deck.coming.peek();
		if (!underWay(deck) || !step) return;
		const { advancing, speed, cursor } = deck.state.peek();
		const part = Math.min(now - (before ?? now), LONGEST_FRAME) / duration(step, speed);
		before = now;
		if (reducedMotion()) {
			held = { cursor, part: held.cursor === cursor ? held.part + part : part };
			if (advancing || held.part >= 1) deck.dispatch({ type: "step", by: 1 });
		} else {
			const travelled = deck.progress.peek() + part;
			if (travelled >= 1) deck.dispatch({ type: "step", by: 1 });
			else deck.progress.value = travelled;
		}
		ask();
	};
	const ask = () => {
		if (request === null && underWay(deck)) request = frames.request(tick);
	};
	const stop = effect(() => {
		if (deck.state.value.playing || deck.state.value.advancing) ask();
		else before = null;
	});
	return () => {
		stop();
		if (request !== null) frames.cancel(request);
	};
}

function underWay(deck: Deck): boolean {
	const { playing, advancing } = deck.state.peek();
	return (playing || advancing) && deck.coming.peek() !== null;
}
