// How wide one number of a node is: as the longest it or its kin shows in the whole trace, so that nothing moves meanwhile.
import { shownBy } from "#src/trace/frame";
import { kinOf } from "#src/trace/kin";
import { index } from "#src/trace/lookup";
import { at, type Node, type Trace, type Value } from "#src/trace/schema";
import { type Nested, number } from "#src/words/number";
import { gridOf } from "./grid";

/** CSS pixels: one character of a number, and free space around a number. */
const CHARACTER = 7.5;
const AROUND = 11;
/** Rooms grow by so many characters, so that a card keeps its width while a slider moves. */
const LEAST = 3;
const GROWTH = 2;
/** Longest number of a grid, and of a number alone; a longer one gives up digits. */
const LONGEST_IN_GRID = 7;
const LONGEST_ALONE = 13;
/** So many values tell how long the others are; a longer one among these gives up digits. */
const SAMPLE = 128;

const known = new WeakMap<Trace, { readonly digits: number; readonly rooms: Map<number, number> }>();

/** How many characters each number of a node may take, where `digits` significant ones are asked for. */
export function roomOf(trace: Trace, node: Node, digits: number): number {
	let found = known.get(trace);
	if (found?.digits !== digits) {
		found = { digits, rooms: new Map() };
		known.set(trace, found);
	}
	const room = found.rooms.get(node.id) ?? measured(trace, node, digits);
	found.rooms.set(node.id, room);
	return room;
}

/** Width of one cell with room for so many characters. */
export function cellWidth(room: number): number {
	return room * CHARACTER + AROUND;
}

function measured(trace: Trace, node: Node, digits: number): number {
	let longest = 0;
	for (const kin of kinOf(index(trace), node.id)) {
		const { value } = at(trace.nodes, kin);
		for (const id of sampled([...shownBy(trace, kin), ...(value === null ? [] : [value])])) {
			longest = Math.max(longest, longestIn(at(trace.values, id), digits));
		}
	}
	const alone = node.value === null || at(trace.values, node.value).shape.length === 0;
	const steps = Math.max(0, Math.ceil((longest - LEAST) / GROWTH));
	return Math.min(LEAST + steps * GROWTH, alone ? LONGEST_ALONE : LONGEST_IN_GRID);
}

/** Evenly spaced values of many: a parameter of a long training shows thousands. */
function sampled(values: readonly number[]): readonly number[] {
	const each = Math.ceil(values.length / SAMPLE);
	return each <= 1 ? values : values.filter((_, index) => index % each === 0);
}

function longestIn(value: Value, digits: number): number {
	if (!gridOf(value).numbers) return 0;
	const longest = (data: Nested): number =>
		Array.isArray(data)
			? data.reduce((most: number, each: Nested) => Math.max(most, longest(each)), 0)
			: number(data as Exclude<Nested, readonly Nested[]>, digits).length;
	return longest(value.data as Nested);
}
