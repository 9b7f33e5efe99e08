// What a place shows of the nodes it stands for: a closed group shows its result, and that something happens inside. Pure.
import type { Layout } from "#src/layout/place";
import type { Frame, NodeState } from "#src/trace/frame";
import { at } from "#src/trace/schema";
import type { View } from "#src/trace/view";
import type { Change } from "./card";
import type { Moment } from "./moment";

const within = new WeakMap<NodeState, NodeState>();

/** The state of the place of `node`: a closed group runs from its first operation on, long before it has a result. */
export function stateOf(view: View, frame: Frame, node: number): NodeState {
	const state = at(frame.nodes, node);
	const { members } = at(view.items, view.placeOf.get(node) as number);
	if (members.length === 1 || state.phase !== "ghost") return state;
	if (members.every((member) => at(frame.nodes, member).phase === "ghost" || isGiven(frame, member))) return state;
	const running = within.get(state) ?? { ...state, phase: "running" };
	within.set(state, running);
	return running;
}

/** Parameters and constants inside are there from the start. */
function isGiven(frame: Frame, node: number): boolean {
	return at(frame.nodes, node).phase !== "ghost" && frame.cursor === 0;
}

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
