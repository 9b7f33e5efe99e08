// One sentence for every kind of step: what the live region says, what the inspector begins with.

import { index, type Lookup } from "#src/trace/lookup";
import { assertNever, at, type Contribution, type Node, type Step, type StepOf, type Trace } from "#src/trace/schema";
import { applied } from "./formula";
import { number, type Scalar, tensor } from "./number";
import type { Words } from "./words";

/** Elements of a tensor that a sentence reads out; the inspector shows the rest. */
const READ_OUT = 6;

/** What a value sounds like: `[2, 3]`, cut after a few elements. */
export function spoken(trace: Trace, value: number | null | undefined): string {
	return value === null || value === undefined ? "0" : tensor(at(trace.values, value), undefined, READ_OUT);
}

/** What a node is called in a formula: its label; a constant's number with a true minus sign. */
export function labelOf(trace: Trace, node: Node): string {
	if (node.kind !== "constant" || node.value === null) return node.label;
	const { data } = at(trace.values, node.value);
	return typeof data === "number" || typeof data === "string" ? number(data as Scalar) : node.label;
}

/** An operation in the labels of its operands: `3 · t₁`. */
export function formulaOf(lookup: Lookup, node: Node): string {
	const operands = at(lookup.operands, node.id).map((edge) =>
		labelOf(lookup.trace, at(lookup.trace.nodes, edge.source)),
	);
	return node.operation === null ? node.label : applied(node.operation, operands);
}

/** The sentence of a step of `trace`. */
export function sentence(words: Words, trace: Trace, step: Step): string {
	const lookup = index(trace);
	switch (step.kind) {
		case "forward":
			return forward(words, lookup, step);
		case "seed": {
			const facts = { name: nameOf(trace, step.node), value: spoken(trace, step.value), pass: step.pass + 1 };
			return words.say(step.pass === 0 ? "ui.step.seed" : "ui.step.seed-again", facts);
		}
		case "backward":
			return backward(words, lookup, step);
		case "hook":
			return words.say("ui.step.hook", {
				name: nameOf(trace, step.node),
				before: spoken(trace, step.before),
				after: spoken(trace, step.after),
			});
		case "accumulate":
			return accumulate(words, trace, step);
		case "zero":
			return words.say(step.after === null || step.after === undefined ? "ui.step.zero-none" : "ui.step.zero", {
				name: `${nameOf(trace, step.node)}.grad`,
				before: spoken(trace, step.before),
			});
		case "update":
			return words.say("ui.step.update", {
				name: nameOf(trace, step.node) + (step.of_grad ? ".grad" : ""),
				before: spoken(trace, step.before),
				after: spoken(trace, step.after),
			});
		case "output":
			return words.say("ui.step.output", { text: step.text.trim() });
		case "error":
			return words.say("ui.step.error", { message: step.message });
		default:
			return assertNever(step);
	}
}

function nameOf(trace: Trace, node: number): string {
	return labelOf(trace, at(trace.nodes, node));
}

function forward(words: Words, lookup: Lookup, step: StepOf<"forward">): string {
	const { trace } = lookup;
	const node = at(trace.nodes, step.node);
	const facts = {
		name: node.label,
		formula: formulaOf(lookup, node),
		value: spoken(trace, node.value),
		function: node.grad_fn ?? "",
	};
	return words.say(node.requires_grad ? "ui.step.forward" : "ui.step.forward-unrecorded", facts);
}

function backward(words: Words, lookup: Lookup, step: StepOf<"backward">): string {
	const { trace } = lookup;
	const facts = { name: nameOf(trace, step.node), grad: spoken(trace, step.grad) };
	if (step.contributions.length === 0) return words.say("ui.step.backward-none", facts);
	const parts = step.contributions.map((contribution) => contributed(words, trace, contribution));
	return words.say("ui.step.backward", { ...facts, parts: words.list(parts) });
}

/** `t₁ gets [12, 27]`; where it is not the first to arrive, what the sum is now. */
function contributed(words: Words, trace: Trace, { edge, value, sum }: Contribution): string {
	const { source, local } = at(trace.edges, edge);
	const facts = {
		name: nameOf(trace, source),
		value: spoken(trace, value),
		sum: spoken(trace, sum),
		local: local?.text ?? "",
	};
	return words.say(value === sum ? "ui.step.part" : "ui.step.part-sum", facts);
}

function accumulate(words: Words, trace: Trace, step: StepOf<"accumulate">): string {
	const facts = {
		name: `${nameOf(trace, step.node)}.grad`,
		value: spoken(trace, step.contribution),
		before: spoken(trace, step.before),
		after: spoken(trace, step.after),
	};
	if (step.contribution === null) return words.say("ui.step.accumulate-none", facts);
	return words.say(step.before === null ? "ui.step.accumulate-first" : "ui.step.accumulate", facts);
}
