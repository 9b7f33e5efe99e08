// Which iteration of which loop each step and node belongs to, which loops are drawn one iteration at a time, and where one is.
import type { Lookup } from "./lookup";
import { at, type Loop, type Node, type Trace } from "./schema";

/** One recorded iteration of one execution of a loop: steps `start` up to, not including, `end`. */
export interface Take {
	readonly loop: number;
	/** Position among the recorded iterations of its loop; `loop.first` is the number of the first. */
	readonly iteration: number;
	readonly start: number;
	readonly end: number;
	/** The take it ran inside of; -1: none. */
	readonly parent: number;
	readonly depth: number;
}

export interface Takes {
	readonly loops: readonly Loop[];
	readonly list: readonly Take[];
	/** By loop: its takes in order of time; empty where its iterations did nothing that was recorded. */
	readonly ofLoop: readonly (readonly number[])[];
	/** By loop: whether it is drawn one iteration at a time. */
	readonly folded: readonly boolean[];
	/** By node: the innermost take of a folded loop that it belongs to; -1: none, it is always drawn. */
	readonly home: readonly number[];
	/** By take, and last for -1: the nodes at home there, in order. */
	readonly own: readonly (readonly number[])[];
	/** By take, and last for -1: the folded loops that run directly inside, in order of time. */
	readonly inside: readonly (readonly number[])[];
}

/** With fewer iterations there is nothing to fold. */
const LEAST = 3;

/** `index` calls this once; everybody else reads `lookup.takes`. O(steps · depth + edges · depth). */
export function takesOf(trace: Trace, users: Lookup["users"], steps: Lookup["steps"]): Takes {
	const loops = trace.loops ?? [];
	const list: Take[] = [];
	const ofLoop: number[][] = loops.map(() => []);
	/** By step: the innermost take. */
	const running = new Int32Array(trace.steps.length).fill(-1);
	const byTime = loops
		.filter(({ starts, end }) => starts.length > 0 && end > at(starts, 0))
		.sort((one, other) => at(one.starts, 0) - at(other.starts, 0) || other.end - one.end || one.id - other.id);
	for (const loop of byTime) {
		const parent = running[at(loop.starts, 0)] ?? -1;
		const depth = parent < 0 ? 0 : at(list, parent).depth + 1;
		loop.starts.forEach((start, iteration) => {
			const end = loop.starts[iteration + 1] ?? loop.end;
			running.fill(list.length, start, end);
			at(ofLoop, loop.id).push(list.length);
			list.push({ loop: loop.id, iteration, start, end, parent, depth });
		});
	}
	const take = takeOfNodes(trace, users, steps, running, list);
	const folded = foldedLoops(trace, loops, list, take);
	const homeOf = (of: number): number => {
		let here = of;
		while (here >= 0 && !folded[at(list, here).loop]) here = at(list, here).parent;
		return here;
	};
	const home = take.map(homeOf);
	const own: number[][] = [...list.map(() => []), []];
	home.forEach((here, node) => {
		at(own, here < 0 ? list.length : here).push(node);
	});
	const inside: number[][] = [...list.map(() => []), []];
	for (const loop of byTime) {
		if (!folded[loop.id]) continue;
		const here = homeOf(at(list, at(at(ofLoop, loop.id), 0)).parent);
		at(inside, here < 0 ? list.length : here).push(loop.id);
	}
	return { loops, list, ofLoop, folded, home, own, inside };
}

/** By node: the innermost take it belongs to. What has no step of its own belongs where all its users are. */
function takeOfNodes(
	trace: Trace,
	users: Lookup["users"],
	steps: Lookup["steps"],
	running: Int32Array,
	list: readonly Take[],
): number[] {
	const found = trace.nodes.map(() => -1);
	if (list.length === 0) return found;
	const born = trace.nodes.map(() => -1);
	trace.steps.forEach((step, position) => {
		if (step.kind === "forward") born[step.node] = position;
	});
	for (let id = trace.nodes.length - 1; id >= 0; id--) {
		const step = at(born, id);
		if (step >= 0) {
			found[id] = running[step] as number;
			continue;
		}
		const uses = at(users, id).map((edge) => at(found, edge.target));
		const places = [...uses, ...at(steps, id).map((position) => running[position] as number)];
		found[id] = places.length === 0 ? -1 : places.reduce((one, other) => common(list, one, other));
	}
	return found;
}

/** The innermost take that holds both; -1: none. */
function common(list: readonly Take[], one: number, other: number): number {
	let [a, b] = [one, other];
	while (a !== b) {
		if (a < 0 || b < 0) return -1;
		if (at(list, a).depth >= at(list, b).depth) a = at(list, a).parent;
		else b = at(list, b).parent;
	}
	return a;
}

/**
 * A loop is drawn one iteration at a time where it has enough of them and none hands another, or what comes after the
 * loop, something that a gradient comes back through. All executions of a loop of the text are drawn alike.
 *
 * A link that no pass went along counts only where the loop ran no pass at all: `total += loss` beside `loss.backward()`
 * ties nothing together.
 */
function foldedLoops(trace: Trace, loops: readonly Loop[], list: readonly Take[], take: readonly number[]): boolean[] {
	const site = (loop: Loop) => `${loop.line} ${loop.span ?? ""}`;
	const enough = new Set<string>();
	const tied = new Set<string>();
	const walked = new Set<number>();
	const replays = new Uint8Array(list.length ? trace.steps.length + 1 : 0);
	trace.steps.forEach((step, position) => {
		if (step.kind === "backward") for (const { edge } of step.contributions) walked.add(edge);
		if (step.kind === "seed" && replays.length > 0) replays[position] = 1;
	});
	const replaysIn = loops.map(({ starts, end }) => starts.length > 0 && replays.subarray(starts[0], end).includes(1));
	const busy = new Set(take.flatMap((here) => chain(list, here).map((each) => at(list, each).loop)));
	for (const loop of loops) if (loop.starts.length >= LEAST && busy.has(loop.id)) enough.add(site(loop));
	/** By loop: the one iteration that what comes after it may go on from. */
	const leaves = new Map<number, number>();
	for (const edge of trace.edges) {
		const [from, to] = [at(take, edge.source), at(take, edge.target)];
		if (from === to || !edge.differentiable) continue;
		const around = chain(list, to);
		for (const left of chain(list, from)) {
			if (around.includes(left)) break;
			const { loop, iteration } = at(list, left);
			if (!walked.has(edge.id) && replaysIn[loop]) continue;
			const between = around.some((each) => at(list, each).loop === loop);
			if (between || (leaves.get(loop) ?? iteration) !== iteration) tied.add(site(at(loops, loop)));
			leaves.set(loop, iteration);
		}
	}
	return loops.map((loop) => enough.has(site(loop)) && !tied.has(site(loop)));
}

/** A take and those around it, innermost first. */
function chain(list: readonly Take[], take: number): number[] {
	const found: number[] = [];
	for (let here = take; here >= 0; here = at(list, here).parent) found.push(here);
	return found;
}

/** The take of a loop in which the step after `cursor` happens: the first before the loop runs, the last behind it. */
export function takeAt(takes: Takes, loop: number, cursor: number): number {
	const list = at(takes.ofLoop, loop);
	let low = 0;
	let high = list.length;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (at(takes.list, at(list, middle)).start <= cursor) low = middle;
		else high = middle;
	}
	return at(list, low);
}

/** The takes that are drawn at `cursor`: one of each folded loop that runs inside what is drawn. Outer ones come first. */
export function drawnAt(takes: Takes, cursor: number): readonly number[] {
	const drawn: number[] = [];
	const enter = (here: number) => {
		for (const loop of at(takes.inside, here)) {
			const take = takeAt(takes, loop, cursor);
			drawn.push(take);
			enter(take);
		}
	};
	enter(takes.list.length);
	return drawn;
}

/** What of a node makes two iterations look alike. */
export function likeness(trace: Trace, node: Node): string {
	const { kind, operation, requires_grad, span, value, autograd } = node;
	const shape = value === null ? "" : at(trace.values, value).shape.join("x");
	return `${kind} ${operation ?? ""} ${requires_grad ? 1 : 0} ${span ?? ""} ${shape} ${autograd.length}`;
}
