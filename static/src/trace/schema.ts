// The words of the wire, as the server publishes them: types only, generated from its OpenAPI document.
import type { components } from "./api";

type Schemas = components["schemas"];

export type Trace = Schemas["Trace"];
export type Program = Schemas["Program"];
export type Value = Schemas["Value"];
export type Summary = Schemas["Summary"];
export type Node = Schemas["Node"];
export type Edge = Schemas["Edge"];
export type AutogradNode = Schemas["AutogradNode"];
export type Contribution = Schemas["Contribution"];
export type Variable = Schemas["Variable"];
export type TraceFailure = Schemas["Error"];
export type Where = Schemas["Where"];
export type Note = Schemas["Note"];
export type Group = Schemas["Group"];
export type Loop = Schemas["Loop"];
export type Series = Schemas["Series"];
export type Chart = Schemas["Chart"];

/** The smallest event shown. Narrow it by `kind`. */
export type Step = Trace["steps"][number];
export type StepKind = Step["kind"];
export type StepOf<Kind extends StepKind> = Extract<Step, { kind: Kind }>;

/** A number as it travels: floating-point specials are words. */
export type Special = "NaN" | "Infinity" | "-Infinity";
export type Elements = number | boolean | Special | Elements[];

/** The node a step is about, or null for printed text and for the step on which the run stopped. */
export function nodeOf(step: Step): number | null {
	return "node" in step ? step.node : null;
}

/** The pass a step belongs to, or null for the steps of recording. */
export function passOf(step: Step): number | null {
	return "pass" in step ? step.pass : null;
}

/** What is at `list[index]`, where the trace promises that it is there; throws where it is not. */
export function at<Item>(list: readonly Item[], index: number): Item {
	const item = list[index];
	if (item === undefined) throw new RangeError(`index ${index} of a list of ${list.length}`);
	return item;
}

/** Ends every switch over a union: a case that was forgotten does not compile. */
export function assertNever(unexpected: never): never {
	throw new TypeError(`unexpected ${JSON.stringify(unexpected)}`);
}
