// Phase 1: to each item its layer, so that every link goes forward.
import { at } from "#src/trace/schema";
import type { Link, Sketch } from "./sketch";

/**
 * Longest path from the sources; then items are pulled towards their users where that makes no link longer in total,
 * so that a leaf stands beside its first use instead of at the far left.
 */
export function layering({ lengths, links, border }: Sketch): number[] {
	const incoming: Link[][] = lengths.map(() => []);
	const outgoing: Link[][] = lengths.map(() => []);
	for (const link of links) {
		at(incoming, link.target).push(link);
		at(outgoing, link.source).push(link);
	}
	const first = border?.includes("in") ? 1 : 0;
	const layers: number[] = lengths.map((_, item) => (border?.[item] === "in" ? 0 : first));
	lengths.forEach((_, item) => {
		for (const { source } of at(incoming, item)) layers[item] = Math.max(at(layers, item), at(layers, source) + 1);
	});
	/** An item with no operands and one user moves along with it. */
	const follows = (item: number) => at(incoming, item).length === 0 && at(outgoing, item).length === 1;
	for (let round = 0; round < 2; round++) {
		for (let item = lengths.length - 1; item >= 0; item--) {
			if (border?.[item] === "in") continue;
			const users = at(outgoing, item);
			const held = at(incoming, item).filter(({ source }) => !follows(source)).length;
			if (users.length === 0 || users.length < held) continue;
			const nearest = users.reduce((least, { target }) => Math.min(least, at(layers, target) - 1), Infinity);
			layers[item] = Math.max(at(layers, item), nearest);
		}
	}
	const last = layers.reduce((most, layer, item) => (border?.[item] === "out" ? most : Math.max(most, layer)), 0);
	return layers.map((layer, item) => (border?.[item] === "out" ? last + 1 : layer));
}
