// The clock on a hand-driven source of frames: steps travel, happen, and never while nothing is under way.
import { beforeEach, describe, expect, test } from "vitest";
import { duration, type FrameSource, startClock } from "#src/player/clock";
import { Deck } from "#src/player/deck";
import { at, type Step } from "#src/trace/schema";
import { made } from "../fixtures";

/** Frames every `interval` milliseconds, for as long as somebody asks for them. */
class Hand implements FrameSource {
	private now = 0;
	private waiting: ((now: number) => void) | null = null;

	request(callback: (now: number) => void): number {
		this.waiting = callback;
		return 1;
	}

	cancel(): void {
		this.waiting = null;
	}

	get asked(): boolean {
		return this.waiting !== null;
	}

	pass(milliseconds: number, interval = 10): void {
		for (const end = this.now + milliseconds; this.now < end; ) {
			this.now += interval;
			const callback = this.waiting;
			this.waiting = null;
			callback?.(this.now);
		}
	}
}

const trace = made("q");
const first = duration(at(trace.steps, 0), 1);
let hand: Hand;
let deck: Deck;
let calm: boolean;
let stop: () => void;

beforeEach(() => {
	hand = new Hand();
	deck = new Deck();
	calm = false;
	deck.load(trace);
	stop = startClock(deck, { reducedMotion: () => calm, frames: hand });
});

const whole = () => trace.steps.reduce((sum, step) => sum + duration(step, 1), 0);

describe("a clock", () => {
	test("asks for no frame while nothing is under way", () => {
		expect(hand.asked).toBe(false);
		deck.dispatch({ type: "seek", cursor: 3 });
		expect(hand.asked).toBe(false);
	});

	test("lets a step travel, then happen", () => {
		deck.dispatch({ type: "play" });
		hand.pass(first / 2);
		expect(deck.cursor.value).toBe(0);
		expect(deck.progress.value).toBeGreaterThan(0.4);
		expect(deck.progress.value).toBeLessThan(0.6);
		hand.pass(first / 2 + 20);
		expect(deck.cursor.value).toBe(1);
		expect(deck.progress.value).toBeLessThan(0.1);
	});

	test("plays to the end, and asks no more", () => {
		deck.dispatch({ type: "play" });
		hand.pass(whole() + 20 * trace.steps.length);
		expect(deck.state.value).toMatchObject({ cursor: trace.steps.length, playing: false });
		expect(hand.asked).toBe(false);
	});

	test("runs at the speed that is set, also when it is changed on the way", () => {
		deck.dispatch({ type: "speed", speed: 4 });
		deck.dispatch({ type: "play" });
		hand.pass(first / 4 + 20);
		expect(deck.cursor.value).toBe(1);
		expect(duration(at(trace.steps, 0), 0.5)).toBe(2 * first);
	});

	test("stands still in a pause, and goes on from there", () => {
		deck.dispatch({ type: "play" });
		hand.pass(first / 2);
		deck.dispatch({ type: "pause" });
		const stood = deck.progress.value;
		hand.pass(10_000);
		expect(deck.progress.value).toBe(stood);
		deck.dispatch({ type: "play" });
		hand.pass(first / 2 + 30);
		expect(deck.cursor.value).toBe(1);
	});

	test("advances by one step only", () => {
		deck.dispatch({ type: "advance" });
		hand.pass(10 * first);
		expect(deck.state.value).toMatchObject({ cursor: 1, advancing: false, playing: false });
		expect(hand.asked).toBe(false);
	});

	test("with reduced motion holds each step, and shows no travel", () => {
		calm = true;
		deck.dispatch({ type: "play" });
		hand.pass(first / 2);
		expect([deck.cursor.value, deck.progress.value]).toEqual([0, 0]);
		hand.pass(first / 2 + 30);
		expect([deck.cursor.value, deck.progress.value]).toEqual([1, 0]);
		deck.dispatch({ type: "pause" });
		deck.dispatch({ type: "advance" });
		hand.pass(20);
		expect([deck.cursor.value, deck.progress.value]).toEqual([2, 0]);
	});

	test("counts a long gap as one slow frame, so that no step is skipped unseen", () => {
		deck.dispatch({ type: "play" });
		hand.pass(20);
		hand.pass(60_000, 60_000);
		expect(deck.cursor.value).toBe(0);
	});

	test("begins anew where the cursor is moved to", () => {
		deck.dispatch({ type: "play" });
		hand.pass(first / 2);
		deck.dispatch({ type: "seek", cursor: 2 });
		expect(deck.progress.value).toBe(0);
	});

	test("stopped for good asks no more", () => {
		deck.dispatch({ type: "play" });
		stop();
		expect(hand.asked).toBe(false);
		deck.dispatch({ type: "seek", cursor: 2 });
		deck.dispatch({ type: "play" });
		expect(hand.asked).toBe(false);
	});

	test("takes longer for a step that fans out, up to a bound", () => {
		const fan = (count: number): Step => ({
			kind: "backward",
			pass: 0,
			node: 0,
			grad: 0,
			contributions: Array.from({ length: count }, (_, edge) => ({ edge, value: 0, sum: 0 })),
		});
		const lengths = [0, 1, 2, 4, 100].map((count) => duration(fan(count), 1));
		expect(lengths).toEqual([...lengths].sort((one, other) => one - other));
		expect(lengths[2]).toBeGreaterThan(lengths[1] as number);
		expect(lengths[4]).toBe(lengths[3]);
	});
});
