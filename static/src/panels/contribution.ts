// One contribution of a backward step in four lines: upstream × local, and what it is added to.
import { frameAt } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { at, type Contribution, type StepOf, type Value } from "#src/trace/schema";
import { applied, derivative, type Formula, factor, group, joined } from "#src/words/formula";
import { number, type Scalar, tensor } from "#src/words/number";
import { type Operation, rowOf } from "#src/words/operation";
import { labelOf } from "#src/words/sentence";
import type { Words } from "#src/words/words";
import { type Index, indexText } from "./element";
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
import { MOST_TERMS, type Terms, termsOf } from "./terms";

/** The part of contribution `given` of the backward step at `position`. */
export function contributed(context: Context, step: StepOf<"backward">, given: Contribution, position: number): Part {
	const { words, lookup, operations, element } = context;
	const { trace } = lookup;
	const edge = at(trace.edges, given.edge);
	const row = rowOf(operations, at(trace.nodes, edge.target));
	const contribution = at(trace.values, given.value);
	const index = pick(element, contribution.shape);
	const terms = termsOf(lookup, step, given, index);
	const [target, source] = [label(context, edge.target), label(context, edge.source)];
	return {
		title: `${target} → ${source}`,
		rule: row === undefined ? null : generic(row, edge.slot),
		said: row?.sentence ?? null,
		names: inNames(context, step, edge.source, edge.target, edge.local ?? null, row?.form ?? "derivative"),
		numbers: terms === null ? unsplit(context, step, contribution, edge.local?.text, index) : products(terms),
		remark: terms === null ? null : remark(words, target, terms),
		effect: effect(context, step, given, position, index),
		shape: contribution.shape,
		index,
	};
}

/** ∂(uⁿ)/∂u = n·uⁿ⁻¹, in the operation's own slots; for a product of matrices the contribution itself. */
function generic({ key, slots, form, latex, rules, repeated }: Operation, position: number): Formula | null {
	const slot = repeated ? 0 : position;
	const rule = rules[slot];
	if (rule === undefined) return null;
	const by = slots[slot] ?? "u";
	if (form === "product") return joined(bar(by), "=", rule);
	const left = {
		text: `∂(${applied(key, slots)})/∂${by}`,
		latex: `\\dfrac{\\partial \\left(${latex}\\right)}{\\partial ${by}}`,
	};
	return joined(left, "=", rule);
}

/** ∂Q/∂a = ∂Q/∂t₁ · 3·a²; `+=` where several contributions meet. */
function inNames(
	{ lookup }: Context,
	step: StepOf<"backward">,
	source: number,
	target: number,
	local: Formula | null,
	form: Operation["form"],
): Formula {
	const { trace } = lookup;
	const pass = lookup.passes.find((candidate) => candidate.pass === step.pass);
	const root = labelOf(trace, at(trace.nodes, pass?.roots[0] ?? target));
	const [to, from] = [labelOf(trace, at(trace.nodes, source)), labelOf(trace, at(trace.nodes, target))];
	const sign = (pass?.due.get(source) ?? 1) > 1 ? "+=" : "=";
	const left = derivative(root, to);
	const upstream = derivative(root, from);
	if (local === null) return joined(left, sign, joined(upstream, "·", derivative(from, to)));
	return joined(left, sign, form === "product" ? inPlaceOfBar(local, upstream) : joined(upstream, "·", factor(local)));
}

/** A product rule speaks of ȳ, the gradient that came in; in a step's own names that is ∂Q/∂t₁. */
function inPlaceOfBar(rule: Formula, upstream: Formula): Formula {
	const text = rule.text.replaceAll("ȳ", upstream.text);
	return { text, latex: rule.latex?.replaceAll("\\bar{y}", upstream.latex ?? upstream.text) ?? null };
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
	const speaksOfBar = local?.includes("ȳ") ?? false;
	const rule = local === undefined ? [] : [plain(speaksOfBar ? `,  ${local}` : `  ·  ${local}`)];
	return [
		...(speaksOfBar ? [plain("ȳ = ")] : []),
		...upstream,
		...rule,
		plain("  →  "),
		gradient(shown(contribution, index)),
	];
}

function remark(words: Words, target: string, { kind, count }: Terms): string | null {
	if (kind.kind === "matmul") {
		if (count === 1) return null;
		return words.say("ui.remark.matmul", { upstream: barred(target) + kind.upstream, local: kind.local });
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
		if (contribution === UNKNOWN) return words.say("ui.effect.grad-whole", { name: `${label(context, source)}.grad` });
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
	if (contribution === UNKNOWN) {
		const key = due > 1 ? "ui.effect.sum-of-whole" : "ui.effect.sum-whole";
		return words.say(key, { ...facts, name: label(context, source) });
	}
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
