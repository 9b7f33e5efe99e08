// What a trace says without saying it: neighbours, tape cells, passes. Computed once, by arrays and Maps alone.
import { type Reason, reasons } from "./reason";
import { at, type Edge, type Node, nodeOf, passOf, type Step, type Trace, type Variable } from "./schema";
import { type Takes, takesOf } from "./takes";

/** One call of backward() or autograd.grad(): steps `start` up to, not including, `end`. */
export interface Pass {
	readonly pass: number;
	readonly roots: readonly number[];
	readonly start: number;
	readonly end: number;
	/** For each node that is to get a gradient in this pass: how many contributions really arrive. Roots count their own 0. */
	readonly due: ReadonlyMap<number, number>;
}

export interface Lookup {
	readonly trace: Trace;
	/** By node: the edges that enter it, in slot order. */
	readonly operands: readonly (readonly Edge[])[];
	/** By node: the edges that leave it, in order of their targets. */
	readonly users: readonly (readonly Edge[])[];
	/** By node: indices of the steps that are about it. */
	readonly steps: readonly (readonly number[])[];
	/** Recorded operations in the order in which they went on the tape. */
	readonly tape: readonly number[];
	/** By node: its cell on the tape, -1 where it has none. */
	readonly cell: readonly number[];
	/** By node: why no pass can ever give it a gradient; null where one can. */
	readonly reasons: readonly (Reason | null)[];
	readonly passes: readonly Pass[];
	/** Cursors at which an operation, a pass or the replay of an operation is about to start; first 0, last the end. */
	readonly stops: readonly number[];
	/** The cursor just after the first seed, from which the first backward step runs; null where nothing ran backward. */
	readonly backward: number | null;
	/** Cursors at which an iteration of a loop starts; where there is no loop, a pass. */
	readonly iterations: readonly number[];
	readonly takes: Takes;
	/** What the user's names hold at the end. A Map, since a name may be `__proto__`. */
	readonly variables: ReadonlyMap<string, Variable>;
}

const known = new WeakMap<Trace, Lookup>();

/** The lookup of a trace; the same object for the same trace, which is immutable. */
export function index(trace: Trace): Lookup {
	let lookup = known.get(trace);
	if (!lookup) {
		lookup = build(trace);
		known.set(trace, lookup);
	}
	return lookup;
}

function build(trace: Trace): Lookup {
	const tape = trace.steps.flatMap((step) =>
		step.kind === "forward" && at(trace.nodes, step.node).requires_grad ? [step.node] : [],
	);
	const cell = trace.nodes.map(() => -1);
	tape.forEach((node, position) => {
		cell[node] = position;
	});
	const operands = group(trace.nodes, trace.edges, (edge) => edge.target);
	for (const edges of operands) edges.sort((one, other) => one.slot - other.slot);
	const users = group(trace.nodes, trace.edges, (edge) => edge.source);
	for (const edges of users) edges.sort((one, other) => one.target - other.target || one.slot - other.slot);
	const steps: number[][] = trace.nodes.map(() => []);
	trace.steps.forEach((step, position) => {
		const node = nodeOf(step);
		if (node !== null) at(steps, node).push(position);
	});
	const seed = trace.steps.findIndex((step) => step.kind === "seed");
	const takes = takesOf(trace, users, steps);
	const called = passes(trace);
	const starts = takes.list.length > 0 ? takes.list : called;
	return {
		trace,
		operands,
		users,
		steps,
		tape,
		cell,
		reasons: reasons(trace, operands),
		passes: called,
		stops: stops(trace.steps),
		backward: seed < 0 ? null : seed + 1,
		iterations: ascending(starts.map(({ start }) => start)),
		takes,
		variables: new Map(Object.entries(trace.variables)),
	};
}

function group(nodes: readonly Node[], edges: readonly Edge[], key: (edge: Edge) => number): Edge[][] {
	const groups: Edge[][] = nodes.map(() => []);
	for (const edge of edges) at(groups, key(edge)).push(edge);
	return groups;
}

function stops(steps: readonly Step[]): number[] {
	const starts = steps.flatMap((step, position) =>
		step.kind === "forward" || step.kind === "seed" || step.kind === "backward" ? [position] : [],
	);
	return ascending([0, ...starts, steps.length]);
}

function ascending(cursors: readonly number[]): number[] {
	return [...new Set(cursors)].sort((one, other) => one - other);
}

function passes(trace: Trace): Pass[] {
	const found = new Map<number, { roots: number[]; start: number; end: number; due: Map<number, number> }>();
	trace.steps.forEach((step, position) => {
		const pass = passOf(step);
		if (pass === null) return;
		let entry = found.get(pass);
		if (!entry) {
			entry = { roots: [], start: position, end: position, due: new Map() };
			found.set(pass, entry);
		}
		entry.end = position + 1;
		if (step.kind === "seed") {
			entry.roots.push(step.node);
			entry.due.set(step.node, entry.due.get(step.node) ?? 0);
		} else if (step.kind === "backward") {
			for (const contribution of step.contributions) {
				const source = at(trace.edges, contribution.edge).source;
				entry.due.set(source, (entry.due.get(source) ?? 0) + 1);
			}
		}
	});
	return [...found].map(([pass, entry]) => ({ pass, ...entry })).sort((one, other) => one.start - other.start);
}
