// Modules and the set-up as boxes that open and close: their names, what belongs to them, and which are closed at first.
import type { Lookup } from "./lookup";
import { at, type Group } from "./schema";

/** From this many cards on a picture begins with an overview, and so many of them are enough for one. */
const TOO_MANY = 60;
const OVERVIEW = 8;

/** A group's name from the outermost module on: calls of one module share it, so they open and close together. */
export function pathOf(groups: readonly Group[], group: Group): string {
	const parts: string[] = [];
	for (let here: Group | null = group; here; here = here.parent === null ? null : at(groups, here.parent)) {
		parts.unshift(here.kind === "setup" ? "" : here.name);
	}
	return parts.join("/");
}

/** All paths of a trace's groups, outer ones first. */
export function pathsOf(groups: readonly Group[]): string[] {
	return [...new Set(groups.map((group) => pathOf(groups, group)))].sort((one, other) => depth(one) - depth(other));
}

export function depth(path: string): number {
	return path.split("/").length;
}

/** Groups around a group, itself first. */
export function around(groups: readonly Group[], group: number | null): number[] {
	const found: number[] = [];
	for (let here = group; here !== null; here = at(groups, here).parent) found.push(here);
	return found;
}

/**
 * By node that is drawn: the innermost group it stands in; null: none. A parameter, a constant, and what was first seen
 * inside a module, as its buffers are, stands where all its users do; any other leaf is an input, and stands outside.
 */
export function membership(lookup: Lookup, drawn: readonly number[]): ReadonlyMap<number, number | null> {
	const { trace, users } = lookup;
	const groups = trace.groups ?? [];
	const found = new Map<number, number | null>();
	if (groups.length === 0) return found;
	const isDrawn = new Set(drawn);
	for (const id of drawn.toReversed()) {
		const node = at(trace.nodes, id);
		const recorded = node.group ?? null;
		if (node.kind === "operation") {
			found.set(id, recorded);
			continue;
		}
		const uses = at(users, id).filter((edge) => isDrawn.has(edge.target));
		const places = uses.map((edge) => around(groups, found.get(edge.target) ?? null));
		const shared = places.reduce<readonly number[] | null>(
			(one, other) => (one === null ? other : one.filter((group) => other.includes(group))),
			null,
		);
		const innermost = shared?.[0] ?? null;
		const belongs = node.is_parameter || node.kind === "constant" || recorded !== null;
		found.set(id, belongs ? (shared === null ? recorded : innermost) : null);
	}
	return found;
}

/**
 * The paths that are closed when a trace is first shown: the set-up, and, where everything open would be too many cards,
 * all below the outermost level that gives an overview. `count` tells how many cards there are with `closed`.
 */
export function closedAtFirst(groups: readonly Group[], count: (closed: readonly string[]) => number): string[] {
	const paths = pathsOf(groups);
	const setup = paths.filter((path) => path === "");
	if (count(setup) <= TOO_MANY) return setup;
	const deepest = paths.reduce((most, path) => Math.max(most, depth(path)), 0);
	const closedFrom = (level: number) => [...setup, ...paths.filter((path) => path !== "" && depth(path) >= level)];
	let chosen = closedFrom(1);
	for (let level = 2; level <= deepest && count(chosen) < OVERVIEW; level++) {
		const opened = closedFrom(level);
		if (count(opened) > TOO_MANY) break;
		chosen = opened;
	}
	return chosen;
}
