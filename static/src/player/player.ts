// The state of one player and what can happen to it: a pure reducer, without time, trace or picture.
import { assertNever } from "#src/trace/schema";

export type Speed = 0.5 | 1 | 2 | 4;

/** Where a trace can be entered: see trace/lookup. */
export interface Landmarks {
	readonly length: number;
	readonly stops: readonly number[];
	readonly backward: number | null;
	/** Where iterations start; without loops, passes. */
	readonly iterations: readonly number[];
	/** The paths of its groups, outer ones first, and which of them are closed when it is first shown. */
	readonly groups: readonly string[];
	readonly shut: readonly string[];
}

export interface PlayerState extends Landmarks {
	/** How many steps have happened. */
	readonly cursor: number;
	/** Runs on to the end. */
	readonly playing: boolean;
	/** Lets one step happen with its travel, then rests. */
	readonly advancing: boolean;
	readonly speed: Speed;
	/** A node. */
	readonly selected: number | null;
	/** Index of the element looked at in tensors; null: all. */
	readonly element: readonly number[] | null;
	/** A node under the pointer, here or in a panel beside. */
	readonly highlight: number | null;
	/** Nodes opened to show the autograd nodes inside. */
	readonly open: readonly number[];
	/** Paths of groups that are closed. */
	readonly closed: readonly string[];
}

export type JumpTarget =
	| "start"
	| "end"
	| "backward"
	| "next-operation"
	| "previous-operation"
	| "next-iteration"
	| "previous-iteration";

export type Action =
	| { readonly type: "play" }
	| { readonly type: "pause" }
	| { readonly type: "toggle" }
	| { readonly type: "advance" }
	| { readonly type: "step"; readonly by: 1 | -1 }
	| { readonly type: "jump"; readonly to: JumpTarget }
	| { readonly type: "seek"; readonly cursor: number }
	| { readonly type: "speed"; readonly speed: Speed }
	| { readonly type: "select"; readonly node: number | null }
	| { readonly type: "refill"; readonly node: number }
	| { readonly type: "element"; readonly index: readonly number[] | null }
	| { readonly type: "highlight"; readonly node: number | null }
	| { readonly type: "group"; readonly node: number | null }
	| { readonly type: "fold"; readonly path: string }
	| { readonly type: "fold-all"; readonly closed: boolean }
	| ({ readonly type: "load"; readonly cursor: number; readonly goesOn?: boolean } & Landmarks);

export const INITIAL: PlayerState = {
	cursor: 0,
	length: 0,
	stops: [0],
	backward: null,
	iterations: [],
	groups: [],
	shut: [],
	playing: false,
	advancing: false,
	speed: 1,
	selected: null,
	element: null,
	highlight: null,
	open: [],
	closed: [],
};

/**
 * The state after an action; the same object where nothing changes.
 *
 * `play` at the end starts over. `advance` while a step is under way finishes it at once and begins the next.
 * `step` while playing goes on playing; every other way of moving stops it. `group` opens or closes a node, the
 * selected one where none is given; `fold` a group. `refill`: another iteration is drawn, in which `node` stands where the
 * selected one did. `load` keeps speed, lets a trace of the same length keep what is selected, and one with the same
 * groups keep which are closed; one that goes on where the one before it ends keeps what is selected and plays on.
 */
export function reduce(state: PlayerState, action: Action): PlayerState {
	switch (action.type) {
		case "play":
			return state.length === 0 || state.playing ? state : start(state);
		case "pause":
			return rest(state);
		case "toggle":
			return state.playing ? rest(state) : reduce(state, { type: "play" });
		case "advance":
			return advance(state);
		case "step":
			return step(state, action.by);
		case "jump":
			return rest(move(state, target(state, action.to)));
		case "seek":
			return rest(move(state, action.cursor));
		case "speed":
			return change(state, { speed: action.speed });
		case "select":
			return state.selected === action.node ? state : { ...state, selected: action.node, element: null };
		case "refill":
			return change(state, { selected: action.node });
		case "element":
			return change(state, { element: action.index });
		case "highlight":
			return change(state, { highlight: action.node });
		case "group":
			return group(state, action.node ?? state.selected);
		case "fold":
			return { ...state, closed: toggled(state.closed, action.path) };
		case "fold-all":
			return { ...state, closed: action.closed ? state.groups : [] };
		case "load":
			return load(state, action);
		default:
			return assertNever(action);
	}
}

function change(state: PlayerState, changes: Partial<PlayerState>): PlayerState {
	const keys = Object.keys(changes) as (keyof PlayerState)[];
	return keys.every((key) => Object.is(state[key], changes[key])) ? state : { ...state, ...changes };
}

function rest(state: PlayerState): PlayerState {
	return change(state, { playing: false, advancing: false });
}

function move(state: PlayerState, cursor: number): PlayerState {
	return change(state, { cursor: Math.min(Math.max(Math.trunc(cursor), 0), state.length) });
}

function start(state: PlayerState): PlayerState {
	const cursor = state.cursor === state.length ? 0 : state.cursor;
	return { ...state, cursor, playing: true, advancing: false };
}

function advance(state: PlayerState): PlayerState {
	const finished = state.playing || state.advancing ? move(state, state.cursor + 1) : state;
	return change(finished, { playing: false, advancing: finished.cursor < finished.length });
}

function step(state: PlayerState, by: 1 | -1): PlayerState {
	const moved = change(move(state, state.cursor + by), { advancing: false });
	return by < 0 || moved.cursor === moved.length ? rest(moved) : moved;
}

function target(state: PlayerState, to: JumpTarget): number {
	switch (to) {
		case "start":
			return 0;
		case "end":
			return state.length;
		case "backward":
			return state.backward ?? state.cursor;
		case "next-operation":
			return state.stops.find((stop) => stop > state.cursor) ?? state.length;
		case "previous-operation":
			return state.stops.findLast((stop) => stop < state.cursor) ?? 0;
		case "next-iteration":
			return state.iterations.find((start) => start > state.cursor) ?? state.length;
		case "previous-iteration":
			return state.iterations.findLast((start) => start < state.cursor) ?? 0;
		default:
			return assertNever(to);
	}
}

function group(state: PlayerState, node: number | null): PlayerState {
	return node === null ? state : { ...state, open: toggled(state.open, node) };
}

function toggled<Item>(list: readonly Item[], item: Item): readonly Item[] {
	return list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
}

function load(state: PlayerState, action: Extract<Action, { type: "load" }>): PlayerState {
	const { type: _, cursor, goesOn = false, ...landmarks } = action;
	const { length, groups, shut } = landmarks;
	const { selected, element, open, playing, advancing } = state;
	const kept = {
		...(goesOn || length === state.length ? { selected, element, open } : {}),
		...(goesOn && { playing, advancing }),
	};
	const same = groups.length === state.groups.length && groups.every((path, place) => path === state.groups[place]);
	const closed = same ? state.closed : shut;
	return move({ ...INITIAL, speed: state.speed, ...kept, ...landmarks, closed }, cursor);
}
