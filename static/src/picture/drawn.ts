// What of a moment is seen where not everything is drawn: a closed group lights up for what happens inside it. Pure.
import type { Layout } from "#src/layout/place";
import { at } from "#src/trace/schema";
import type { View } from "#src/trace/view";
import type { Change } from "./card";
import type { Moment } from "./moment";

/** A moment without what happens where nothing is drawn: inside closed groups and in other iterations. */
export function onlyDrawn(moment: Moment, view: View, layout: Layout): Moment {
	const changes = new Map<number, Change>();
	for (const [node, change] of moment.changes) {
		const place = view.placeOf.get(node);
		if (place === undefined) continue;
		const shown = at(view.items, place).node;
		const { glow, kind } = change;
		if (shown === node) changes.set(node, change);
		else if ((changes.get(shown)?.glow ?? 0) < glow) changes.set(shown, { glow, kind, share: 1 });
	}
	const isDrawn = (node: number) => layout.nodes.has(node);
	return {
		changes,
		packets: moment.packets.filter(({ edge }) => layout.edges.has(edge)),
		notes: moment.notes.filter((note) => (note.kind === "product" ? layout.edges.has(note.edge) : isDrawn(note.node))),
	};
}
