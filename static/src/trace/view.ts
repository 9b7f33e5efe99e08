// What of a trace is drawn at a time: one iteration of each folded loop, closed groups as one card, and what links them. Pure.
import { around, membership, pathOf } from "./groups";
import type { Lookup } from "./lookup";
import { at, type Edge, type Group } from "./schema";
import { likeness } from "./takes";

/**
 * One drawn place. `node`: it stands for itself. `entry`: it comes from another iteration, drawn without its operands.
 * `group`: a closed group, which `node`, its result, stands for.
 */
export interface Item {
	readonly role: "node" | "entry" | "group";
	readonly node: number;
	/** The closed group. */
	readonly group: number | null;
	/** The innermost open group around it: index into frames; -1: none. */
	readonly frame: number;
	/** The nodes it stands for, in order. */
	readonly members: readonly number[];
}

/** An open group with something in it. Outer ones come first. */
export interface Frame {
	readonly group: number;
	/** Index into frames; -1: none. */
	readonly parent: number;
}

export interface View {
	/** Equal for views that differ in numbers alone: they share one layout. */
	readonly key: string;
	/** In order of execution. No two stand for the same node. */
	readonly items: readonly Item[];
	readonly links: readonly { readonly edge: Edge; readonly source: number; readonly target: number }[];
	readonly frames: readonly Frame[];
	/** The item that stands for a node now. */
	readonly placeOf: ReadonlyMap<number, number>;
}

/** The nodes at home in the takes `drawn` and outside of all folded loops, and those of other iterations they start from. */
function cast(lookup: Lookup, drawn: readonly number[]): { nodes: number[]; entries: ReadonlySet<number> } {
	const { own, list } = lookup.takes;
	const nodes = at(own, list.length).filter((node) => !isElsewhere(lookup, node, drawn));
	for (const take of drawn) for (const node of at(own, take)) nodes.push(node);
	const isDrawn = new Set(nodes);
	const entries = new Set<number>();
	for (const node of nodes) {
		for (const { source } of at(lookup.operands, node)) if (!isDrawn.has(source)) entries.add(source);
	}
	return { nodes: [...nodes, ...entries].sort((one, other) => one - other), entries };
}

/**
 * Whether what is always there is of no use to what is drawn: a constant or a buffer that works in other iterations, or
 * that only a module's own bookkeeping touches.
 */
function isElsewhere(lookup: Lookup, id: number, drawn: readonly number[]): boolean {
	const { kind, requires_grad, group } = at(lookup.trace.nodes, id);
	if (kind === "operation" || requires_grad) return false;
	const users = at(lookup.users, id);
	const hasModules = (lookup.trace.groups ?? []).length > 0;
	if (users.length === 0) return (group ?? null) !== null || (hasModules && kind === "constant");
	return !users.some(({ target }) => {
		const home = at(lookup.takes.home, target);
		return home === -1 || drawn.includes(home);
	});
}

/** What is drawn when the takes `drawn` are (see `drawnAt`) and the groups with these paths are closed. */
export function viewOf(lookup: Lookup, drawn: readonly number[], closed: ReadonlySet<string>): View {
	const { trace } = lookup;
	const groups = trace.groups ?? [];
	const { nodes, entries } = cast(lookup, drawn);
	const groupOf = boxed(groups, membership(lookup, nodes));
	const shut = groups.map((group) => closed.has(pathOf(groups, group)));
	const innermost = (node: number) => (entries.has(node) ? null : (groupOf.get(node) ?? null));
	/** The outermost closed group around a node. */
	const hiding = (node: number) => around(groups, innermost(node)).findLast((group) => shut[group]) ?? null;

	const frameOf = new Map<number, number>();
	const frames: Frame[] = [];
	const open = (group: number | null): number => {
		if (group === null) return -1;
		const found = frameOf.get(group);
		if (found !== undefined) return found;
		const parent = open(at(groups, group).parent);
		frameOf.set(group, frames.length);
		frames.push({ group, parent });
		return frames.length - 1;
	};

	const placeOf = new Map<number, number>();
	const items: (Item & { readonly members: number[] })[] = [];
	const placeOfGroup = new Map<number, number>();
	for (const node of nodes) {
		const group = hiding(node);
		const place = group === null ? undefined : placeOfGroup.get(group);
		if (place !== undefined) {
			placeOf.set(node, place);
			at(items, place).members.push(node);
			continue;
		}
		if (group !== null) placeOfGroup.set(group, items.length);
		placeOf.set(node, items.length);
		const role = group !== null ? "group" : entries.has(node) ? "entry" : "node";
		const frame = open(group === null ? innermost(node) : at(groups, group).parent);
		items.push({ role, node, group, frame, members: [node] });
	}
	const links: View["links"][number][] = [];
	for (const node of nodes) {
		if (entries.has(node)) continue;
		const target = placeOf.get(node) as number;
		for (const edge of at(lookup.operands, node)) {
			const source = placeOf.get(edge.source) as number;
			if (source !== target) links.push({ edge, source, target });
		}
	}
	links.sort((one, other) => one.edge.id - other.edge.id);
	const settled = items.map((item) =>
		item.role === "group" ? { ...item, node: resultOf(lookup, item.members, placeOf) } : item,
	);
	const view = ordered(lookup, { items: settled, links, frames, placeOf });
	return { key: keyOf(lookup, view), ...view };
}

/** In order of execution: a closed group comes when its first operation does, what has no operands before its users. */
function ordered(lookup: Lookup, view: Omit<View, "key">): Omit<View, "key"> {
	if (!view.items.some(({ role }) => role === "group")) return view;
	const moment = view.items.map(({ members }) => {
		const operation = members.find((node) => at(lookup.trace.nodes, node).kind === "operation");
		return operation ?? at(members, 0);
	});
	const fed = new Set(view.links.map(({ target }) => target));
	for (const { source, target } of view.links) {
		if (!fed.has(source)) moment[source] = Math.min(at(moment, source), at(moment, target) - 0.5);
	}
	const order = moment
		.map((_, place) => place)
		.sort((one, other) => at(moment, one) - at(moment, other) || one - other);
	const placed = order.map(() => 0);
	order.forEach((before, place) => {
		placed[before] = place;
	});
	return {
		items: order.map((place) => at(view.items, place)),
		links: view.links.map(({ edge, source, target }) => ({
			edge,
			source: at(placed, source),
			target: at(placed, target),
		})),
		frames: view.frames,
		placeOf: new Map([...view.placeOf].map(([node, place]) => [node, at(placed, place)])),
	};
}

/** Membership without boxes around a single card, which would say nothing: such a node stands in what is around it. */
function boxed(
	groups: readonly Group[],
	groupOf: ReadonlyMap<number, number | null>,
): ReadonlyMap<number, number | null> {
	const count = groups.map(() => 0);
	for (const group of groupOf.values()) {
		for (const each of around(groups, group)) count[each] = at(count, each) + 1;
	}
	const outward = (group: number | null) => around(groups, group).find((each) => at(count, each) > 1) ?? null;
	return new Map([...groupOf].map(([node, group]) => [node, outward(group)]));
}

/** What stands for a closed group: the last operation in it that something outside goes on from, else the last of all. */
function resultOf(lookup: Lookup, inside: readonly number[], placeOf: ReadonlyMap<number, number>): number {
	const place = placeOf.get(at(inside, 0));
	const operations = inside.filter((node) => at(lookup.trace.nodes, node).kind === "operation");
	const leaves = (node: number) =>
		at(lookup.users, node).some((edge) => placeOf.has(edge.target) && placeOf.get(edge.target) !== place);
	return operations.findLast(leaves) ?? operations.at(-1) ?? at(inside, inside.length - 1);
}

/** The structure in one word; the same for all views of a trace without folded loops and with the same groups open. */
function keyOf(lookup: Lookup, view: Omit<View, "key">): string {
	const { trace, takes } = lookup;
	const groups = trace.groups ?? [];
	const nameOf = (group: number) => pathOf(groups, at(groups, group));
	const framed = view.frames.map(({ group, parent }) => `${nameOf(group)}<${parent}`).join("\n");
	if (!takes.folded.includes(true)) return `${view.items.length} ${framed}`;
	const items = view.items.map(({ role, node, group, frame }) => {
		const home = takes.home[node] === -1 ? node : "";
		return `${role} ${home} ${likeness(trace, at(trace.nodes, node))} ${group === null ? "" : nameOf(group)} ${frame}`;
	});
	const links = view.links.map(({ edge, source, target }) => `${source}>${target}.${edge.slot}`);
	return [framed, ...items, links.join(" ")].join("\n");
}
