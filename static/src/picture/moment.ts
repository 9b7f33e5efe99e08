// What moves at one moment: from a frame and the progress of the step under way to packets, changes of cards, and notes. Pure.
import { type Frame, frameAt } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { assertNever, at, type Contribution, type Step, type StepOf } from "#src/trace/schema";
import type { Change } from "./card";
import { BACKWARD, CHANGE, contributionTravel, FORWARD, share } from "./motion";

/** A value on its way along an edge; `along` 0…1 from source to target, whichever way it travels. */
export interface Packet {
	readonly edge: number;
	readonly along: number;
	readonly kind: "value" | "gradient";
	readonly value: number;
}

/** Arithmetic written beside an edge or a node. Numbers are indices into the trace's values. */
export type Note =
	| {
			readonly kind: "product";
			readonly edge: number;
			readonly along: number;
			readonly upstream: number | null;
			readonly local: number | null;
			readonly result: number;
			/** On which side of its edge it is written: the first half of a step's contributions before, the rest after. */
			readonly side: "before" | "after";
	  }
	| {
			readonly kind: "sum";
			readonly node: number;
			readonly before: number | null;
			readonly added: number;
			readonly result: number;
			/** Whether it is `.grad` that grows, not the sum of this pass. */
			readonly stored: boolean;
	  }
	| { readonly kind: "seed"; readonly node: number; readonly result: number }
	/** A value that was changed in place. */
	| { readonly kind: "change"; readonly node: number; readonly before: number; readonly result: number };

export interface Moment {
	readonly changes: ReadonlyMap<number, Change>;
	readonly packets: readonly Packet[];
	readonly notes: readonly Note[];
}

const STILL: Moment = { changes: new Map(), packets: [], notes: [] };
/** Where along its edge a product rests when its step is over. */
export const RESTING = 0.5;

/** The moment at `progress` of the step behind `frame`; at 0, what the step before it left to be read. */
export function momentOf(lookup: Lookup, frame: Frame, progress: number): Moment {
	const coming = lookup.trace.steps[frame.cursor];
	if (progress > 0 && coming) return moving(lookup, frame, coming, progress);
	return frame.step ? resting(lookup, frame.step, frameAt(lookup.trace, frame.cursor - 1)) : STILL;
}

function moving(lookup: Lookup, frame: Frame, step: Step, progress: number): Moment {
	switch (step.kind) {
		case "forward":
			return recording(lookup, frame, step, progress);
		case "backward":
			return replaying(frame, lookup, step, progress);
		case "seed": {
			const change = changed("gradient", step.value, progress);
			const notes = progress > CHANGE.leave[0] ? resting(lookup, step, frame).notes : [];
			return { changes: new Map([[step.node, change]]), packets: [], notes };
		}
		case "accumulate": {
			const change = exchanged("gradient", step.before, step.after, progress);
			return { changes: new Map([[step.node, change]]), packets: [], notes: resting(lookup, step, frame).notes };
		}
		case "zero":
			return only(step.node, exchanged("gradient", step.before, step.after ?? null, progress));
		case "hook":
			return only(step.node, exchanged("gradient", step.before, step.after, progress));
		case "update":
			return {
				...only(step.node, exchanged(step.of_grad ? "gradient" : "value", step.before, step.after, progress)),
				notes: resting(lookup, step, frame).notes,
			};
		case "output":
		case "error":
			return STILL;
		default:
			return assertNever(step);
	}
}

function recording(lookup: Lookup, frame: Frame, step: StepOf<"forward">, progress: number): Moment {
	const along = share(progress, ...FORWARD.travel);
	const operands = along < 1 ? at(lookup.operands, step.node) : [];
	const packets = operands.flatMap(({ id, source }): Packet[] => {
		const { value } = at(frame.nodes, source);
		return value === null ? [] : [{ edge: id, along, kind: "value", value }];
	});
	const change: Change = {
		kind: "value",
		glow: share(progress, ...FORWARD.glow),
		value: at(lookup.trace.nodes, step.node).value,
		share: share(progress, ...FORWARD.appear),
	};
	return { changes: new Map([[step.node, change]]), packets, notes: [] };
}

function replaying(frame: Frame, lookup: Lookup, step: StepOf<"backward">, progress: number): Moment {
	const changes = new Map<number, Change>();
	changes.set(step.node, { kind: "gradient", glow: share(progress, ...BACKWARD.glow), share: 1 });
	const packets: Packet[] = [];
	const notes: Note[] = [];
	const landed: Contribution[] = [];
	step.contributions.forEach((contribution, index) => {
		const travelled = contributionTravel(progress, index, step.contributions.length);
		const { edge, value } = contribution;
		if (travelled >= 1) landed.push(contribution);
		else if (travelled > 0) packets.push({ edge, along: 1 - travelled, kind: "gradient", value });
		if (travelled > 0) notes.push(productOf(step, contribution, Math.max(RESTING, 1 - travelled)));
	});
	for (const contribution of landed) {
		const { source } = at(lookup.trace.edges, contribution.edge);
		const glow = 1 - share(progress, ...BACKWARD.appear) / 2;
		// A leaf's own line stands for `.grad`, which no contribution touches; only accumulating does.
		const shown = at(lookup.trace.nodes, source).kind === "leaf" ? {} : { gradient: contribution.sum };
		changes.set(source, { kind: "gradient", glow, ...shown, share: 1 });
	}
	return { changes, packets, notes: [...notes, ...sums(lookup, frame, landed)] };
}

function productOf(step: StepOf<"backward">, contribution: Contribution, along: number): Note {
	const { edge, local, value } = contribution;
	const side = step.contributions.indexOf(contribution) < step.contributions.length / 2 ? "before" : "after";
	return { kind: "product", edge, along, upstream: step.grad, local: local ?? null, result: value, side };
}

/** For every source that waits for more than one contribution: its latest sum, and what it was before. */
function sums(lookup: Lookup, before: Frame, landed: readonly Contribution[]): Note[] {
	const latest = new Map<number, Note>();
	const running = new Map<number, number | null>();
	for (const { edge, value, sum } of landed) {
		const { source } = at(lookup.trace.edges, edge);
		const state = at(before.nodes, source);
		const earlier = running.has(source) ? (running.get(source) ?? null) : state.sum;
		running.set(source, sum);
		if (state.due > 1 || state.sum !== null) {
			latest.set(source, { kind: "sum", node: source, before: earlier, added: value, result: sum, stored: false });
		}
	}
	return [...latest.values()];
}

/** What a step that is over leaves to be read. `before` is the frame it happened to. */
function resting(lookup: Lookup, step: Step, before: Frame): Moment {
	if (step.kind === "backward") {
		const products = step.contributions.map((contribution) => productOf(step, contribution, RESTING));
		return { ...STILL, notes: [...products, ...sums(lookup, before, step.contributions)] };
	}
	if (step.kind === "seed") return { ...STILL, notes: [{ kind: "seed", node: step.node, result: step.value }] };
	if (step.kind === "update" && !step.of_grad && step.before !== null) {
		return { ...STILL, notes: [{ kind: "change", node: step.node, before: step.before, result: step.after }] };
	}
	if (step.kind === "accumulate" && step.contribution !== null && step.after !== null) {
		const { node, contribution, after } = step;
		return {
			...STILL,
			notes: [{ kind: "sum", node, before: step.before, added: contribution, result: after, stored: true }],
		};
	}
	return STILL;
}

function only(node: number, change: Change): Moment {
	return { changes: new Map([[node, change]]), packets: [], notes: [] };
}

function changed(kind: "value" | "gradient", after: number, progress: number): Change {
	const appeared = share(progress, ...CHANGE.appear);
	return { kind, glow: appeared, [kind]: after, share: appeared };
}

/** The old one goes, then the new one comes. */
function exchanged(kind: "value" | "gradient", before: number | null, after: number | null, progress: number): Change {
	const gone = share(progress, ...CHANGE.leave);
	const come = share(progress, ...CHANGE.appear);
	const glow = share(progress, 0, CHANGE.appear[1]);
	return come > 0 ? { kind, glow, [kind]: after, share: come } : { kind, glow, [kind]: before, share: 1 - gone };
}
