// What the names of a program hold: at the cursor where the trace can tell, else at the end. Pure.
import type { Frame } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { at, type Variable } from "#src/trace/schema";

export interface Held {
	readonly name: string;
	/** The node it is bound to at the cursor; `null` for what is no tensor of the picture. */
	readonly node: number | null;
	/** It is said of the end of the run, since the trace does not tell what was there before. */
	readonly isFinal: boolean;
	/** Indices into the trace's values. */
	readonly value: number | null;
	readonly grad: number | null;
	/** Where `.grad` is None at the end: why, as a code. */
	readonly reason: string | null;
	readonly requiresGrad: boolean;
	readonly isLeaf: boolean;
	readonly gradFn: string | null;
	/** What is no tensor, as `repr` writes it. */
	readonly text: string | null;
	/** How often it was changed in place so far. */
	readonly updates: number;
}

/** By name: the nodes that ever bore it, in order of execution. A Map, since a name may be `__proto__`. */
export function bearersOf({ trace }: Lookup): ReadonlyMap<string, readonly number[]> {
	const bearers = new Map<string, number[]>();
	for (const { name, id } of trace.nodes) {
		if (name === null) continue;
		const known = bearers.get(name);
		if (known === undefined) bearers.set(name, [id]);
		else known.push(id);
	}
	return bearers;
}

/** What every name holds in a frame, in the order in which the names came up. */
export function heldAt(lookup: Lookup, bearers: ReadonlyMap<string, readonly number[]>, frame: Frame): Held[] {
	const isEnd = frame.cursor === lookup.trace.steps.length;
	return [...lookup.variables].map(([name, variable]) => {
		const node = isEnd ? null : (bearers.get(name)?.findLast((id) => hasRun(frame, id)) ?? null);
		return node === null ? held(name, variable, isEnd) : heldBy(lookup, frame, name, node);
	});
}

function hasRun(frame: Frame, id: number): boolean {
	return at(frame.nodes, id).value !== null;
}

function held(name: string, variable: Variable, isEnd: boolean): Held {
	return {
		name,
		node: null,
		isFinal: !isEnd,
		value: variable.value,
		grad: variable.grad,
		reason: variable.grad === null ? (variable.grad_reason ?? null) : null,
		requiresGrad: variable.requires_grad,
		isLeaf: variable.is_leaf,
		gradFn: variable.grad_fn,
		text: variable.text ?? null,
		updates: 0,
	};
}

function heldBy({ trace }: Lookup, frame: Frame, name: string, id: number): Held {
	const node = at(trace.nodes, id);
	const state = at(frame.nodes, id);
	return {
		name,
		node: id,
		isFinal: false,
		value: state.value,
		grad: state.dotGrad,
		reason: null,
		requiresGrad: node.requires_grad,
		isLeaf: node.kind === "leaf" || !node.requires_grad,
		gradFn: node.grad_fn,
		text: null,
		updates: state.version,
	};
}
