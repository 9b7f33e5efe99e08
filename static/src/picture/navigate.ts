// What keys do at a node: arrows lead along its edges and across to its neighbours, another opens or closes it. Pure.
import type { Box, Direction, Layout } from "#src/layout/place";
import type { Action } from "#src/player/player";
import { pathOf } from "#src/trace/groups";
import type { Lookup } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import type { View } from "#src/trace/view";

export type Arrow = "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown";

type Way = "users" | "operands" | "before" | "after";

const WAYS: Readonly<Record<Direction, Readonly<Record<Arrow, Way>>>> = {
	right: { ArrowRight: "users", ArrowLeft: "operands", ArrowUp: "before", ArrowDown: "after" },
	down: { ArrowDown: "users", ArrowUp: "operands", ArrowLeft: "before", ArrowRight: "after" },
};

export function isArrow(key: string): key is Arrow {
	return key in WAYS.right;
}

/**
 * The node an arrow key leads to; null where there is none. With time: the nearest user; against it: the nearest
 * operand; across: the next of those that share a target or a source with it, else of those beside it in the picture.
 */
export function follow(view: View, layout: Layout, direction: Direction, node: number, key: Arrow): number | null {
	const way = WAYS[direction][key];
	const place = view.placeOf.get(node);
	const nodeAt = (item: number) => at(view.items, item).node;
	const into = (item: number | undefined) => view.links.filter(({ target }) => target === item);
	const from = (item: number | undefined) => view.links.filter(({ source }) => source === item);
	const operands = into(place).map(({ source }) => nodeAt(source));
	const users = from(place).map(({ target }) => nodeAt(target));
	const here = across(layout, direction, node);
	if (way === "users" || way === "operands") {
		return nearest(way === "users" ? users : operands, (other) => Math.abs(across(layout, direction, other) - here));
	}
	const sign = way === "after" ? 1 : -1;
	const distance = (other: number) => sign * (across(layout, direction, other) - here);
	const siblings = [
		...users.flatMap((user) => into(view.placeOf.get(user)).map(({ source }) => nodeAt(source))),
		...operands.flatMap((operand) => from(view.placeOf.get(operand)).map(({ target }) => nodeAt(target))),
	].filter((other) => other !== node);
	const beside = () => [...layout.nodes.keys()].filter((other) => besides(layout, direction, node, other));
	return (
		nearest(
			siblings.filter((other) => distance(other) > 0),
			distance,
		) ??
		nearest(
			beside().filter((other) => distance(other) > 0),
			distance,
		)
	);
}

/** What opens or closes at a node: its autograd nodes where it has several, else the group that it stands for or in. */
export function opening(lookup: Lookup, view: View, node: number): Action | null {
	const place = view.placeOf.get(node);
	if (place === undefined) return null;
	const item = at(view.items, place);
	const group = item.group ?? view.frames[item.frame]?.group;
	const { autograd } = at(lookup.trace.nodes, item.node);
	if (item.group === null && (autograd.length > 1 || group === undefined)) return { type: "group", node: item.node };
	const groups = lookup.trace.groups ?? [];
	return group === undefined ? null : { type: "fold", path: pathOf(groups, at(groups, group)) };
}

function across(layout: Layout, direction: Direction, node: number): number {
	const { x, y, w, h } = layout.nodes.get(node) as Box;
	return direction === "right" ? y + h / 2 : x + w / 2;
}

/** Whether two boxes overlap in the direction of time. */
function besides(layout: Layout, direction: Direction, node: number, other: number): boolean {
	const one = layout.nodes.get(node) as Box;
	const two = layout.nodes.get(other) as Box;
	if (direction === "right") return one.x < two.x + two.w && two.x < one.x + one.w;
	return one.y < two.y + two.h && two.y < one.y + one.h;
}

function nearest(nodes: readonly number[], distance: (node: number) => number): number | null {
	let best: number | null = null;
	for (const node of nodes) if (best === null || distance(node) < distance(best)) best = node;
	return best;
}
