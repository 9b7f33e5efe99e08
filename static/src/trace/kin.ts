// Which nodes of other iterations are the same place filled again: same position in iterations that look alike.
import type { Lookup } from "./lookup";
import { at } from "./schema";
import { likeness } from "./takes";

/** So many iterations speak for all others: enough to know how much room a number takes. */
const SAMPLE = 24;

interface Kin {
	/** By take: its class; takes of one class look alike. */
	readonly classes: readonly number[];
	/** By class: its takes, in order of time. */
	readonly members: readonly (readonly number[])[];
}

const known = new WeakMap<Lookup, Kin>();

function kinds(lookup: Lookup): Kin {
	const found = known.get(lookup);
	if (found) return found;
	const { trace, takes } = lookup;
	const numbers = new Map<string, number>();
	const members: number[][] = [];
	const classes = takes.list.map(({ loop }, take) => {
		const { line, span } = at(takes.loops, loop);
		const own = at(takes.own, take).map((id) => likeness(trace, at(trace.nodes, id)));
		const key = `${line} ${span ?? ""}\n${own.join("\n")}`;
		const number = numbers.get(key) ?? members.push([]) - 1;
		numbers.set(key, number);
		at(members, number).push(take);
		return number;
	});
	const made = { classes, members };
	known.set(lookup, made);
	return made;
}

/** The nodes that fill the place of `node` in other iterations, itself among them: all, or evenly spaced ones of many. */
export function kinOf(lookup: Lookup, node: number): readonly number[] {
	const take = at(lookup.takes.home, node);
	if (take < 0) return [node];
	const { classes, members } = kinds(lookup);
	const alike = at(members, at(classes, take));
	const place = at(lookup.takes.own, take).indexOf(node);
	const count = Math.min(alike.length, SAMPLE);
	const chosen = Array.from({ length: count }, (_, index) =>
		at(alike, Math.round((index * (alike.length - 1)) / Math.max(1, count - 1))),
	);
	return [node, ...chosen.map((each) => at(at(lookup.takes.own, each), place)).filter((other) => other !== node)];
}

/** The node that stands for its kin: the same for every iteration that looks alike. */
export function eldest(lookup: Lookup, node: number): number {
	return counterpart(lookup, node, (alike) => at(alike, 0)) ?? node;
}

/** The node that fills the place of `node` in one of the takes `drawn`; itself where it is always drawn; null where none does. */
export function kinIn(lookup: Lookup, node: number, drawn: readonly number[]): number | null {
	if (at(lookup.takes.home, node) < 0) return node;
	return counterpart(lookup, node, (alike) => alike.find((take) => drawn.includes(take)));
}

function counterpart(
	lookup: Lookup,
	node: number,
	choose: (alike: readonly number[]) => number | undefined,
): number | null {
	const { takes } = lookup;
	const take = at(takes.home, node);
	if (take < 0) return null;
	const { classes, members } = kinds(lookup);
	const chosen = choose(at(members, at(classes, take)));
	return chosen === undefined ? null : at(at(takes.own, chosen), at(takes.own, take).indexOf(node));
}
