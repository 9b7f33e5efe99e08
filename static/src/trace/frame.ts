// What is visible after `cursor` steps. A frame needs no neighbours: seeking equals stepping.
import { type History, latest, record } from "./history";
import { index } from "./lookup";
import type { Reason } from "./reason";
import { Scene } from "./scene";
import { at, type Step, type StepOf, type Trace } from "./schema";

export type NodePhase = "ghost" | "running" | "recorded" | "waiting" | "complete" | "never";
export type EdgePhase = "ghost" | "forward" | "recorded" | "backward" | "done";

/** Numbers other than counts are indices into the trace's values. */
export interface NodeState {
	readonly phase: NodePhase;
	/** Why it will never get a gradient; null in every other phase. */
	readonly reason: Reason | null;
	readonly value: number | null;
	/** Contributions of the current pass that have arrived, and that will have arrived at its end. */
	readonly arrived: number;
	readonly due: number;
	/** What has arrived so far, added up. */
	readonly sum: number | null;
	/** The whole gradient, once it is complete; after a hook, what the hook made of it. */
	readonly grad: number | null;
	/** What `.grad` of a leaf holds; it outlives a pass. */
	readonly dotGrad: number | null;
	/** In-place updates so far. */
	readonly version: number;
}

export interface EdgeState {
	readonly phase: EdgePhase;
	/** What travelled along it in the current pass. */
	readonly contribution: number | null;
	/** The running sum at its source after that. */
	readonly sum: number | null;
}

export interface Frame {
	/** How many steps have happened. */
	readonly cursor: number;
	/** The step that has just happened; null at the start. */
	readonly step: Step | null;
	/** By node id. */
	readonly nodes: readonly NodeState[];
	/** By edge id. */
	readonly edges: readonly EdgeState[];
	/** Where the head stands: before cell `head` of the tape (its length: behind the last). */
	readonly head: number;
	readonly stdout: string;
	/** The pass whose gradients are shown; null before the first. */
	readonly pass: number | null;
	readonly error: StepOf<"error"> | null;
}

const histories = new WeakMap<Trace, History>();

/** The frame after `cursor` steps, 0 … steps.length; throws RangeError outside. O(nodes · log changes of a node). */
export function frameAt(trace: Trace, cursor: number): Frame {
	if (!Number.isInteger(cursor) || cursor < 0 || cursor > trace.steps.length) {
		throw new RangeError(`cursor ${cursor} of ${trace.steps.length} steps`);
	}
	const history = historyOf(trace);
	const tally = latest(history.tally, cursor);
	return {
		cursor,
		step: cursor === 0 ? null : at(trace.steps, cursor - 1),
		nodes: history.nodes.map((node) => latest(node, cursor)),
		edges: history.edges.map((edge) => latest(edge, cursor)),
		head: tally.head,
		stdout: history.printed.slice(0, tally.printed),
		pass: tally.pass,
		error: tally.error,
	};
}

/** Indices of all values that a node ever shows: its value, its sum and gradient as they grow, its `.grad`. */
export function shownBy(trace: Trace, node: number): ReadonlySet<number> {
	const shown = new Set<number>();
	for (const { value, sum, grad, dotGrad } of at(historyOf(trace).nodes, node).states) {
		for (const id of [value, sum, grad, dotGrad]) if (id !== null) shown.add(id);
	}
	return shown;
}

function historyOf(trace: Trace): History {
	const found = histories.get(trace) ?? record(index(trace));
	histories.set(trace, found);
	return found;
}

/** The frame before anything ran: leaves and constants are there. */
export function firstFrame(trace: Trace): Frame {
	return new Scene(index(trace)).frame();
}

/** The frame one step after `frame`; throws RangeError behind the last. */
export function nextFrame(trace: Trace, frame: Frame): Frame {
	const scene = new Scene(index(trace), frame);
	scene.advance();
	return scene.frame();
}
