// The four lines of a step: its rule, the rule in this step's names, in its numbers, and what becomes of the result.
import type { Lookup } from "#src/trace/lookup";
import { assertNever, at, type Step, type StepOf, type Value } from "#src/trace/schema";
import { applied, derivative, type Formula, group, joined, nameLatex } from "#src/words/formula";
import { tensor } from "#src/words/number";
import { rowOf } from "#src/words/operation";
import { formulaOf, spoken } from "#src/words/sentence";
import { contributed } from "./contribution";
import { broadcastIndex, type Index, indexText } from "./element";
import {
	bar,
	barred,
	type Context,
	gradient,
	label,
	type Part,
	type Piece,
	pick,
	plain,
	shown,
	UNKNOWN,
	value,
} from "./part";
import { MOST_TERMS } from "./terms";

/** The parts of the step at `position`. */
export function explain(context: Context, position: number): Part[] {
	const step = at(context.lookup.trace.steps, position);
	switch (step.kind) {
		case "forward":
			return [forward(context, step)];
		case "seed":
			return [seed(context, step)];
		case "backward":
			return saidOnce(step.contributions.map((contribution) => contributed(context, step, contribution, position)));
		case "accumulate":
			return [accumulate(context, step)];
		case "hook":
		case "update":
			return [change(context, step)];
		case "zero":
			return [zero(context, step)];
		case "output":
		case "error":
			return [];
		default:
			return assertNever(step);
	}
}

/** The rule in words with the first part alone: it is the same for all. */
function saidOnce(parts: Part[]): Part[] {
	return parts.map((part, place) => (place === 0 ? part : { ...part, said: null }));
}

/** A name with a dot after it, `a.grad`, as code and as LaTeX. */
function dotGrad(name: string): Formula {
	return { text: `${name}.grad`, latex: `${nameLatex(name)}\\mathtt{.grad}` };
}

function named(name: string): Formula {
	return { text: name, latex: nameLatex(name) };
}

function forward(context: Context, step: StepOf<"forward">): Part {
	const { words, lookup, operations, element } = context;
	const node = at(lookup.trace.nodes, step.node);
	const row = rowOf(operations, node);
	const result = node.value === null ? null : at(lookup.trace.values, node.value);
	const shape = result?.shape ?? [];
	const index = pick(element, shape);
	const cell = at(lookup.cell, node.id);
	const reason = at(lookup.reasons, node.id);
	const recorded = { cell: cell + 1, function: node.grad_fn ?? "" };
	return {
		title: null,
		rule: row === undefined ? null : { text: applied(row.key, row.slots), latex: row.latex },
		said: row?.rules.every(({ text }) => text === "0") ? row.sentence : null,
		names: { text: `${node.label} = ${formulaOf(lookup, node)}`, latex: null },
		numbers: result === null ? null : computed(context, node.id, result, row?.elementwise ?? false, index),
		remark: null,
		effect:
			cell >= 0 ? words.say("ui.effect.recorded", recorded) : words.say(`ui.effect.never-${reason ?? "constant"}`),
		shape,
		index,
	};
}

/** `2³ = 8`: the operation on the picked elements, or on whole operands where every element counts. */
function computed({ lookup }: Context, node: number, result: Value, elementwise: boolean, index: Index): Piece[] {
	const { trace } = lookup;
	const operands = at(lookup.operands, node).map((edge) => {
		const source = at(trace.nodes, edge.source);
		if (source.value === null) return source.label;
		const operand = at(trace.values, source.value);
		return elementwise ? shown(operand, broadcastIndex(operand.shape, index)) : tensor(operand, undefined, MOST_TERMS);
	});
	const { operation } = at(trace.nodes, node);
	return [
		plain(`${applied(operation ?? "", operands)} = `),
		value(elementwise ? shown(result, index) : tensor(result)),
	];
}

/** What a pass starts from, where a rule speaks of any program: a loss, as in the textbooks; `u` is any operand. */
const ROOT = "L";

function seed(context: Context, step: StepOf<"seed">): Part {
	const { words, lookup, element } = context;
	const name = label(context, step.node);
	const start = at(lookup.trace.values, step.value);
	const index = pick(element, start.shape);
	const one: Formula = { text: "1", latex: "1" };
	const vector: Formula = { text: "v", latex: "v" };
	const scalar = start.shape.length === 0;
	return {
		title: null,
		rule: joined(derivative(ROOT, ROOT), "=", one),
		said: null,
		names: scalar ? joined(derivative(name, name), "=", one) : joined(bar(name), "=", vector),
		numbers: [plain(scalar ? "" : `v${indexText(index)} = `), gradient(shown(start, index))],
		remark: scalar ? null : words.say("ui.remark.vector"),
		effect: words.say("ui.effect.seed", { name }),
		shape: start.shape,
		index,
	};
}

function accumulate(context: Context, step: StepOf<"accumulate">): Part {
	const { words, lookup, element } = context;
	const { trace } = lookup;
	const name = label(context, step.node);
	const root = lookup.passes.find(({ pass }) => pass === step.pass)?.roots[0];
	const after = step.after === null ? null : at(trace.values, step.after);
	const shape = after?.shape ?? [];
	const index = pick(element, shape);
	const before = step.before === null ? "0" : shown(at(trace.values, step.before), index);
	const added = step.contribution === null ? "0" : shown(at(trace.values, step.contribution), index);
	const sum = after === null ? "0" : shown(after, index);
	const grad = `${name}.grad${indexText(index)}`;
	const written = joined(dotGrad("u"), "+=", derivative(ROOT, "u"));
	return {
		title: null,
		rule: written,
		said: null,
		names: root === undefined ? null : joined(dotGrad(name), "+=", derivative(label(context, root), name)),
		numbers: [plain(`${grad}: ${before} + `), gradient(group(added)), plain(" = "), gradient(sum)],
		remark: null,
		effect:
			sum === UNKNOWN
				? words.say("ui.effect.accumulate-whole", { name: `${name}.grad` })
				: words.say("ui.effect.accumulate", { name: grad, before, value: group(added), after: sum }),
		shape,
		index,
	};
}

function change(context: Context, step: StepOf<"hook" | "update">): Part {
	const { words, lookup, element } = context;
	const after = at(lookup.trace.values, step.after);
	const index = pick(element, after.shape);
	const before = step.before === null ? "None" : shown(at(lookup.trace.values, step.before), index);
	const ofGrad = step.kind === "update" && step.of_grad;
	const name = label(context, step.node) + (ofGrad ? ".grad" : "");
	const paint = step.kind === "hook" || ofGrad ? gradient : value;
	return {
		title: null,
		rule: null,
		said: null,
		names: step.kind === "hook" ? joined(bar(name), "←", { text: `hook(${barred(name)})`, latex: null }) : named(name),
		numbers: [paint(before), plain(" → "), paint(shown(after, index))],
		remark: null,
		effect: words.say(`ui.effect.${step.kind}`, { name: name + indexText(index) }),
		shape: after.shape,
		index,
	};
}

function zero(context: Context, step: StepOf<"zero">): Part {
	const name = `${label(context, step.node)}.grad`;
	const { trace } = context.lookup;
	const after = step.after === null || step.after === undefined ? "None" : spoken(trace, step.after);
	return {
		title: null,
		rule: null,
		said: null,
		names: null,
		numbers: [gradient(step.before === null ? "None" : spoken(trace, step.before)), plain(" → "), plain(after)],
		remark: null,
		effect: context.words.say("ui.effect.zero", { name }),
		shape: [],
		index: [],
	};
}

/** The step a panel explains: the one under way while something moves, else the one that has just happened. */
export function positionOf(state: {
	cursor: number;
	playing: boolean;
	advancing: boolean;
	length: number;
}): number | null {
	const moving = (state.playing || state.advancing) && state.cursor < state.length;
	const position = moving ? state.cursor : state.cursor - 1;
	return position >= 0 ? position : null;
}

/** The position of the last step of a kind before `cursor` that is about `node`; `null` where there is none. */
export function latestStepOf(lookup: Lookup, node: number, cursor: number, kind: Step["kind"]): number | null {
	const about = at(lookup.steps, node);
	return about.findLast((position) => position < cursor && at(lookup.trace.steps, position).kind === kind) ?? null;
}
