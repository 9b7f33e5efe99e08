// Every state a node, an edge and the head ever have, in order of time: what makes seeking in a long trace cheap.
import type { EdgeState, NodeState } from "./frame";
import type { Lookup } from "./lookup";
import { Scene, type Tally } from "./scene";

/** States with the cursor from which on each holds; cursors ascend and start with 0. */
export interface Timeline<State> {
	readonly since: number[];
	readonly states: State[];
}

export interface History {
	readonly nodes: readonly Timeline<NodeState>[];
	readonly edges: readonly Timeline<EdgeState>[];
	readonly tally: Timeline<Tally>;
	/** Everything printed in the whole run. */
	readonly printed: string;
}

/** Plays the whole trace once and writes down each change. O(steps + contributions). */
export function record(lookup: Lookup): History {
	const scene = new Scene(lookup);
	const nodes = scene.nodes.map(begin);
	const edges = scene.edges.map(begin);
	const tally = begin(scene.tally);
	for (let cursor = 1; cursor <= lookup.trace.steps.length; cursor++) {
		const changed = scene.advance();
		for (const node of changed.nodes) append(nodes[node], cursor, scene.nodes[node]);
		for (const edge of changed.edges) append(edges[edge], cursor, scene.edges[edge]);
		append(tally, cursor, scene.tally);
	}
	return { nodes, edges, tally, printed: scene.printed };
}

/** The state that holds at `cursor`, by bisection. */
export function latest<State>(timeline: Timeline<State>, cursor: number): State {
	let low = 0;
	let high = timeline.since.length;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if ((timeline.since[middle] as number) <= cursor) low = middle;
		else high = middle;
	}
	return timeline.states[low] as State;
}

function begin<State>(state: State): Timeline<State> {
	return { since: [0], states: [state] };
}

function append<State>(timeline: Timeline<State> | undefined, cursor: number, state: State | undefined): void {
	if (!timeline || state === undefined || timeline.states.at(-1) === state) return;
	timeline.since.push(cursor);
	timeline.states.push(state);
}
