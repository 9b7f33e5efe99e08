// The four lines of a step: its rule, the rule in this step's names, in its numbers, and what becomes of the result.
import { frameAt } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { assertNever, at, type Contribution, type Step, type StepOf, type Value } from "#src/trace/schema";
import { applied, derivative, factor, type Formula, group, joined, nameLatex } from "#src/words/formula";
import { number, type Scalar, tensor } from "#src/words/number";
import type { Operations } from "#src/words/operation";
import { formulaOf, labelOf, spoken } from "#src/words/sentence";
import type { Words } from "#src/words/words";
import { broadcastIndex, elementAt, firstIndex, type Index, indexText, isInside } from "./element";
import { MOST_TERMS, type Terms, termsOf } from "./terms";

/** A piece of a line of numbers; values and gradients have a colour each. */
export interface Piece {
	text: string;
	role: "value" | "gradient" | "plain";
}

/** One contribution of a backward step, or the whole of any other step. */
export interface Part {
	/** What the lines are about: `Q → t₁`; `null` for the step's only part. */
	title: string | null;
	/** 1 the rule. */
	rule: Formula | null;
	/** 2 with this step's names. */
	names: Formula | null;
	/** 3 with its numbers, of one element. */
	numbers: readonly Piece[] | null;
	/** Which numbers these are, where that needs saying: summed axes, row and column. */
	remark: string | null;
	/** 4 what happens to it. */
	effect: string;
	/** The shape from which an element may be picked, and the one that was. */
	shape: readonly number[];
	index: Index;
}

interface Context {
	words: Words;
	lookup: Lookup;
	operations: Operations;
	/** The element a person picked; the first where it does not fit. */
	element: Index | null;
}

/** The parts of the step at `position`. */
export function explain(context: Context, position: number): Part[] {
	const step = at(context.lookup.trace.steps, position);
	switch (step.kind) {
		case "forward":
			return [forward(context, step)];
		case "seed":
			return [seed(context, step)];
		case "backward":
			return step.contributions.map((contribution) => contributed(context, step, contribution, position));
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

const value = (text: string): Piece => ({ text, role: "value" });
const gradient = (text: string): Piece => ({ text, role: "gradient" });
const plain = (text: string): Piece => ({ text, role: "plain" });

function pick(element: Index | null, shape: readonly number[]): Index {
	return element !== null && isInside(shape, element) ? element : firstIndex(shape);
}

/** An element as text; `…` where the trace holds only a summary. */
function shown(tensor: Value, index: Index): string {
	const element = elementAt(tensor, index);
	return element === null ? "…" : number(element);
}

function label({ lookup }: Context, node: number): string {
	return labelOf(lookup.trace, at(lookup.trace.nodes, node));
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
	const row = operations.get(node.operation ?? "");
	const result = node.value === null ? null : at(lookup.trace.values, node.value);
	const shape = result?.shape ?? [];
	const index = pick(element, shape);
	const cell = at(lookup.cell, node.id);
	const reason = at(lookup.reasons, node.id);
	const recorded = { cell: cell + 1, function: node.grad_fn ?? "" };
	return {
		title: null,
		rule: row === undefined ? null : { text: applied(row.key, row.slots), latex: row.latex },
		names: { text: `${node.label} = ${formulaOf(lookup, node)}`, latex: null },
		numbers: result === null ? null : computed(context, node.id, result, row?.elementwise ?? false, index),
		remark: null,
		effect: cell >= 0 ? words.say("ui.effect.recorded", recorded) : words.say(`ui.effect.never-${reason ?? "constant"}`),
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
	return [plain(`${applied(operation ?? "", operands)} = `), value(elementwise ? shown(result, index) : tensor(result))];
}

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
		rule: joined(derivative("y", "y"), "=", one),
		names: scalar ? joined(derivative(name, name), "=", one) : joined(bar(name), "=", vector),
		numbers: [plain(`v${indexText(index)} = `), gradient(shown(start, index))],
		remark: scalar ? null : words.say("ui.remark.vector"),
		effect: words.say("ui.effect.seed", { name }),
		shape: start.shape,
		index,
	};
}

/** v̄: the gradient of a name, whatever it is the gradient of. */
function bar(name: string): Formula {
	return { text: `${name}\u0304`, latex: `\\bar{${nameLatex(name)}}` };
}

function contributed(context: Context, step: StepOf<"backward">, given: Contribution, position: number): Part {
	const { words, lookup, operations, element } = context;
	const { trace } = lookup;
	const edge = at(trace.edges, given.edge);
	const operation = at(trace.nodes, edge.target).operation ?? "";
	const row = operations.get(operation);
	const rule = row?.rules[edge.slot];
	const contribution = at(trace.values, given.value);
	const index = pick(element, contribution.shape);
	const terms = termsOf(lookup, step, given, index);
	const [target, source] = [label(context, edge.target), label(context, edge.source)];
	return {
		title: `${target} → ${source}`,
		rule: row === undefined || rule === undefined ? null : ruleFormula(operation, row.slots, edge.slot, rule, row.form),
		names: inNames(context, step, edge.source, edge.target, edge.local ?? null, row?.form ?? "derivative"),
		numbers: terms === null ? unsplit(context, step, contribution, edge.local?.text, index) : products(terms),
		remark: terms === null ? null : remark(words, target, terms),
		effect: effect(context, step, given, position, index),
		shape: contribution.shape,
		index,
	};
}

function ruleFormula(
	operation: string,
	slots: readonly string[],
	slot: number,
	rule: Formula,
	form: "derivative" | "gradient" | "product",
): Formula {
	const by = slots[slot] ?? "u";
	if (form === "product") return joined(bar(by), "=", rule);
	const whole = group(applied(operation, slots));
	const left: Formula = { text: `∂(${whole.replace(/^\((.*)\)$/su, "$1")})/∂${by}`, latex: `\\frac{\\partial y}{\\partial ${by}}` };
	return joined(left, "=", rule);
}

/** ∂Q/∂a = ∂Q/∂t₁ · 3·a²; `+=` where several contributions meet. */
function inNames(
	{ lookup }: Context,
	step: StepOf<"backward">,
	source: number,
	target: number,
	local: Formula | null,
	form: "derivative" | "gradient" | "product",
): Formula {
	const { trace } = lookup;
	const pass = lookup.passes.find((candidate) => candidate.pass === step.pass);
	const root = labelOf(trace, at(trace.nodes, pass?.roots[0] ?? target));
	const [to, from] = [labelOf(trace, at(trace.nodes, source)), labelOf(trace, at(trace.nodes, target))];
	const sign = (pass?.due.get(source) ?? 1) > 1 ? "+=" : "=";
	const left = derivative(root, to);
	if (local === null) return joined(left, sign, joined(derivative(root, from), "·", derivative(from, to)));
	return joined(left, sign, form === "product" ? local : joined(derivative(root, from), "·", factor(local)));
}

/** 3 × 12 = 36, or 1 × 2 + 1 × 3 + … = 10. */
function products({ terms, count, value: result }: Terms): Piece[] {
	const pieces = terms.flatMap(({ upstream, local }, place) => [
		...(place > 0 ? [plain(" + ")] : []),
		gradient(signed(upstream)),
		plain(" × "),
		value(signed(local)),
	]);
	if (count > terms.length) pieces.push(plain(" + …"));
	return [...pieces, plain(" = "), gradient(number(result))];
}

function signed(x: Scalar): string {
	return group(number(x));
}

/** Where a contribution is no sum of products that the trace holds: the upstream gradient, the rule, and what came of it. */
function unsplit(
	{ lookup }: Context,
	step: StepOf<"backward">,
	contribution: Value,
	local: string | undefined,
	index: Index,
): Piece[] {
	const { values } = lookup.trace;
	const upstream = step.grad === null ? [] : [gradient(tensor(at(values, step.grad), undefined, MOST_TERMS))];
	const rule = local === undefined ? [] : [plain(`  ·  ${local}`)];
	return [...upstream, ...rule, plain("  →  "), gradient(shown(contribution, index))];
}

function remark(words: Words, target: string, { kind }: Terms): string | null {
	if (kind.kind === "matmul") {
		return words.say("ui.remark.matmul", { upstream: `${target}\u0304${kind.upstream}`, local: kind.local });
	}
	if (kind.axes.length === 0) return null;
	return words.say("ui.remark.broadcast", { axes: words.list(kind.axes.map(String)), count: kind.axes.length });
}

/** What the element was before this contribution, with it, and where that is kept. */
function effect(
	context: Context,
	step: StepOf<"backward">,
	given: Contribution,
	position: number,
	index: Index,
): string {
	const { words, lookup } = context;
	const { trace } = lookup;
	const source = at(trace.edges, given.edge).source;
	const due = lookup.passes.find(({ pass }) => pass === step.pass)?.due.get(source) ?? 1;
	const name = label(context, source) + indexText(index);
	const contribution = shown(at(trace.values, given.value), index);
	const alone = due === 1 ? accumulation(lookup, step.pass, source) : undefined;
	if (alone !== undefined && alone.after !== null) {
		return words.say("ui.effect.grad", {
			name: `${label(context, source)}.grad${indexText(index)}`,
			before: alone.before === null ? "0" : shown(at(trace.values, alone.before), index),
			value: group(contribution),
			after: shown(at(trace.values, alone.after), index),
		});
	}
	const held = sumBefore(lookup, step, given, position);
	const facts = {
		name,
		before: held === null ? "0" : shown(at(trace.values, held), index),
		value: group(contribution),
		after: shown(at(trace.values, given.sum), index),
		arrived: arrivedWith(lookup, step, given, position),
		due,
	};
	return words.say(due > 1 ? "ui.effect.sum-of" : "ui.effect.sum", facts);
}

function accumulation(lookup: Lookup, pass: number, node: number): StepOf<"accumulate"> | undefined {
	return at(lookup.steps, node)
		.map((position) => at(lookup.trace.steps, position))
		.find((step): step is StepOf<"accumulate"> => step.kind === "accumulate" && step.pass === pass);
}

/** Contributions of this step to the same node that came before `given`: `x·x` sends two. */
function earlier(lookup: Lookup, step: StepOf<"backward">, given: Contribution): Contribution[] {
	const sourceOf = (contribution: Contribution) => at(lookup.trace.edges, contribution.edge).source;
	return step.contributions
		.slice(0, step.contributions.indexOf(given))
		.filter((contribution) => sourceOf(contribution) === sourceOf(given));
}

function sumBefore(lookup: Lookup, step: StepOf<"backward">, given: Contribution, position: number): number | null {
	const source = at(lookup.trace.edges, given.edge).source;
	return earlier(lookup, step, given).at(-1)?.sum ?? at(frameAt(lookup.trace, position).nodes, source).sum;
}

function arrivedWith(lookup: Lookup, step: StepOf<"backward">, given: Contribution, position: number): number {
	const source = at(lookup.trace.edges, given.edge).source;
	return at(frameAt(lookup.trace, position).nodes, source).arrived + earlier(lookup, step, given).length + 1;
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
	const written = joined(dotGrad("x"), "+=", derivative("y", "x"));
	return {
		title: null,
		rule: written,
		names: root === undefined ? null : joined(dotGrad(name), "+=", derivative(label(context, root), name)),
		numbers: [plain(`${grad}: ${before} + `), gradient(group(added)), plain(" = "), gradient(sum)],
		remark: null,
		effect: words.say("ui.effect.accumulate", { name: grad, before, value: group(added), after: sum }),
		shape,
		index,
	};
}

function change(context: Context, step: StepOf<"hook" | "update">): Part {
	const { words, lookup, element } = context;
	const before = at(lookup.trace.values, step.before);
	const after = at(lookup.trace.values, step.after);
	const index = pick(element, after.shape);
	const name = label(context, step.node);
	const paint = step.kind === "hook" ? gradient : value;
	return {
		title: null,
		rule: null,
		names: step.kind === "hook" ? joined(bar(name), "←", { text: `hook(${name}\u0304)`, latex: null }) : named(name),
		numbers: [paint(shown(before, index)), plain(" → "), paint(shown(after, index))],
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
		names: null,
		numbers: [gradient(step.before === null ? "None" : spoken(trace, step.before)), plain(" → "), plain(after)],
		remark: null,
		effect: context.words.say("ui.effect.zero", { name }),
		shape: [],
		index: [],
	};
}

/** The step a panel explains: the one under way while something moves, else the one that has just happened. */
export function positionOf(state: { cursor: number; playing: boolean; advancing: boolean; length: number }): number | null {
	const moving = (state.playing || state.advancing) && state.cursor < state.length;
	const position = moving ? state.cursor : state.cursor - 1;
	return position >= 0 ? position : null;
}

/** The position of the last step of a kind before `cursor` that is about `node`; `null` where there is none. */
export function latestStepOf(lookup: Lookup, node: number, cursor: number, kind: Step["kind"]): number | null {
	const about = at(lookup.steps, node);
	return about.findLast((position) => position < cursor && at(lookup.trace.steps, position).kind === kind) ?? null;
}
