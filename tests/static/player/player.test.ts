// What can happen to a player: a pure reducer whose cursor never leaves the trace.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Action, INITIAL, type PlayerState, reduce } from "#src/player/player";

const loaded: PlayerState = { ...INITIAL, length: 11, stops: [0, 1, 2, 3, 4, 5, 6, 8, 9, 11], backward: 5 };
const bare = { stops: [0], backward: null, iterations: [], groups: [], shut: [] } as const;
const play = (state: PlayerState, ...actions: Action[]) => actions.reduce(reduce, state);

const action: fc.Arbitrary<Action> = fc.oneof(
	fc.constantFrom<Action>(
		{ type: "play" },
		{ type: "pause" },
		{ type: "toggle" },
		{ type: "advance" },
		{ type: "step", by: 1 },
		{ type: "step", by: -1 },
		{ type: "jump", to: "start" },
		{ type: "jump", to: "end" },
		{ type: "jump", to: "backward" },
		{ type: "jump", to: "next-operation" },
		{ type: "jump", to: "previous-operation" },
		{ type: "speed", speed: 4 },
		{ type: "element", index: [0, 1] },
		{ type: "highlight", node: 3 },
	),
	fc.record({ type: fc.constant("seek" as const), cursor: fc.integer() }),
	fc.record({ type: fc.constant("select" as const), node: fc.option(fc.nat()) }),
	fc.record({ type: fc.constant("group" as const), node: fc.option(fc.nat({ max: 3 })) }),
	fc.nat({ max: 20 }).map((length): Action => ({ ...bare, type: "load", cursor: 0, length, stops: [0, length] })),
);

describe("a player", () => {
	test("keeps its cursor inside the trace, and never runs at its end", () => {
		fc.assert(
			fc.property(fc.array(action, { size: "+1" }), (actions) => {
				let state = loaded;
				for (const each of actions) {
					state = reduce(state, each);
					expect(state.cursor).toBeGreaterThanOrEqual(0);
					expect(state.cursor).toBeLessThanOrEqual(state.length);
					expect(state.playing && state.advancing).toBe(false);
					if (state.cursor === state.length) expect(state.playing || state.advancing).toBe(false);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test("does not change a state, and answers the same one where nothing happens", () => {
		fc.assert(
			fc.property(fc.array(action), (actions) => {
				const state = Object.freeze(play(loaded, ...actions));
				for (const idle of [{ type: "pause" }, { type: "speed", speed: state.speed }] as const) {
					expect(reduce(play(state, { type: "pause" }), idle)).toEqual(play(state, { type: "pause" }));
				}
				expect(reduce(state, { type: "select", node: state.selected })).toBe(state);
				expect(reduce(state, { type: "highlight", node: state.highlight })).toBe(state);
				if (!state.playing && !state.advancing)
					expect(reduce(state, { type: "seek", cursor: state.cursor })).toBe(state);
			}),
		);
	});

	test("plays to the end and rests there; playing again starts over", () => {
		let state = play(loaded, { type: "play" });
		for (let count = 0; count < 11; count++) {
			expect(state.playing).toBe(true);
			state = reduce(state, { type: "step", by: 1 });
		}
		expect(state).toMatchObject({ cursor: 11, playing: false });
		expect(reduce(state, { type: "toggle" })).toMatchObject({ cursor: 0, playing: true });
	});

	test("pauses where it stands, and stepping back stops it", () => {
		const playing = play(loaded, { type: "seek", cursor: 3 }, { type: "play" });
		expect(reduce(playing, { type: "toggle" })).toMatchObject({ cursor: 3, playing: false });
		expect(reduce(playing, { type: "step", by: -1 })).toMatchObject({ cursor: 2, playing: false });
		expect(reduce(playing, { type: "seek", cursor: 7 })).toMatchObject({ cursor: 7, playing: false });
	});

	test("advances by one step, and at once by another when asked before it has ended", () => {
		const under = reduce(loaded, { type: "advance" });
		expect(under).toMatchObject({ cursor: 0, advancing: true, playing: false });
		expect(reduce(under, { type: "step", by: 1 })).toMatchObject({ cursor: 1, advancing: false });
		expect(reduce(under, { type: "advance" })).toMatchObject({ cursor: 1, advancing: true });
		const last = play(loaded, { type: "seek", cursor: 10 }, { type: "advance" }, { type: "advance" });
		expect(last).toMatchObject({ cursor: 11, advancing: false });
	});

	test("jumps to stops, to the ends and to the first backward step", () => {
		const jump = (cursor: number, to: Extract<Action, { type: "jump" }>["to"]) =>
			play(loaded, { type: "seek", cursor }, { type: "jump", to }).cursor;
		expect(jump(6, "next-operation")).toBe(8);
		expect(jump(7, "previous-operation")).toBe(6);
		expect(jump(11, "next-operation")).toBe(11);
		expect(jump(0, "previous-operation")).toBe(0);
		expect([jump(4, "start"), jump(4, "end"), jump(9, "backward")]).toEqual([0, 11, 5]);
		const forwardOnly = { ...loaded, backward: null };
		expect(play(forwardOnly, { type: "seek", cursor: 4 }, { type: "jump", to: "backward" }).cursor).toBe(4);
	});

	test("another node is looked at as a whole", () => {
		const state = play(loaded, { type: "select", node: 2 }, { type: "element", index: [1] });
		expect(state).toMatchObject({ selected: 2, element: [1] });
		expect(reduce(state, { type: "select", node: 2 })).toBe(state);
		expect(reduce(state, { type: "select", node: 3 })).toMatchObject({ selected: 3, element: null });
	});

	test("opens and closes the node that is given, else the selected one", () => {
		const open = play(loaded, { type: "group", node: 4 }, { type: "select", node: 5 }, { type: "group", node: null });
		expect(open.open).toEqual([4, 5]);
		expect(play(open, { type: "group", node: 4 }).open).toEqual([5]);
		expect(play(loaded, { type: "group", node: null })).toBe(loaded);
	});

	test("a new trace keeps the speed, and what is selected where it is as long", () => {
		const state = play(loaded, { type: "speed", speed: 2 }, { type: "select", node: 2 }, { type: "play" });
		const load = { ...bare, type: "load", cursor: 99 } as const;
		const alike = reduce(state, { ...load, length: 11 });
		expect(alike).toMatchObject({ speed: 2, selected: 2, playing: false, cursor: 11 });
		expect(reduce(state, { ...load, length: 4 })).toMatchObject({ speed: 2, selected: null, cursor: 4 });
	});
});
