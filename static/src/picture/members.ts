// What a place shows of the nodes it stands for: a closed group shows its result, and that something happens inside. Pure.
import type { Frame, NodeState } from "#src/trace/frame";
import { at } from "#src/trace/schema";
import type { View } from "#src/trace/view";

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
