// A deck joins trace, state and frame; watchers see each change once and whole.
import { effect } from "@preact/signals-core";
import { expect, test } from "vitest";
import { Deck } from "#src/player/deck";
import { frameAt } from "#src/trace/frame";
import { made } from "../fixtures";

test("an empty deck shows nothing and plays nothing", () => {
	const deck = new Deck();
	deck.dispatch({ type: "play" });
	expect([deck.trace.value, deck.frame.value, deck.lookup.value, deck.coming.value]).toEqual([null, null, null, null]);
	expect(deck.state.value.playing).toBe(false);
});

test("frame and coming step follow the cursor", () => {
	const deck = new Deck();
	const trace = made("q");
	deck.load(trace, 2);
	expect(deck.frame.value).toEqual(frameAt(trace, 2));
	expect(deck.coming.value).toBe(trace.steps[2]);
	deck.dispatch({ type: "jump", to: "end" });
	expect(deck.frame.value).toEqual(frameAt(trace, trace.steps.length));
	expect(deck.coming.value).toBeNull();
});

test("a shorter trace never meets the cursor of a longer one", () => {
	const deck = new Deck();
	const seen: (number | undefined)[] = [];
	deck.load(made("operations-100"));
	deck.dispatch({ type: "jump", to: "end" });
	const stop = effect(() => {
		seen.push(deck.frame.value?.nodes.length);
	});
	deck.load(made("q"), 1000);
	expect(seen).toEqual([made("operations-100").nodes.length, made("q").nodes.length]);
	expect(deck.cursor.value).toBe(made("q").steps.length);
	stop();
});

test("two decks do not know of each other", () => {
	const [one, other] = [new Deck(), new Deck()];
	one.load(made("q"));
	other.load(made("q"));
	one.dispatch({ type: "seek", cursor: 3 });
	expect([one.cursor.value, other.cursor.value]).toEqual([3, 0]);
});

test("what does not change the state wakes nobody", () => {
	const deck = new Deck();
	deck.load(made("q"));
	let woken = 0;
	const stop = effect(() => {
		deck.state.value;
		woken++;
	});
	deck.dispatch({ type: "pause" });
	deck.dispatch({ type: "highlight", node: null });
	expect(woken).toBe(1);
	stop();
});

test("a step that is on its way arrives, also where more of its run comes meanwhile", () => {
	const trace = made("operations-100");
	const deck = new Deck();
	deck.load({ ...trace, steps: trace.steps.slice(0, 40), partial: true }, 7);
	deck.dispatch({ type: "advance" });
	deck.progress.value = 0.5;
	deck.load(trace, deck.cursor.value, true);
	expect(deck.state.value.advancing).toBe(true);
	expect(deck.progress.value).toBe(0.5);
	deck.load(made("q"), 7);
	expect(deck.state.value.advancing).toBe(false);
	expect(deck.progress.value).toBe(0);
});

test("a run that goes on keeps what is looked at, and plays on", () => {
	const trace = made("operations-100");
	const deck = new Deck();
	deck.load({ ...trace, steps: trace.steps.slice(0, 40), partial: true }, 7);
	deck.dispatch({ type: "select", node: 3 });
	deck.dispatch({ type: "play" });
	deck.load(trace, deck.cursor.value, true);
	expect(deck.state.value).toMatchObject({ cursor: 7, selected: 3, playing: true, length: trace.steps.length });
	deck.load(made("q"), 7);
	expect(deck.state.value).toMatchObject({ selected: null, playing: false });
});
