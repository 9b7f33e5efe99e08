// What an explanation is made of: parts with four lines each, and the pieces that lines are put together from.
import type { Lookup } from "#src/trace/lookup";
import { at, type Value } from "#src/trace/schema";
import { type Formula, nameLatex } from "#src/words/formula";
import { number } from "#src/words/number";
import type { Operations } from "#src/words/operation";
import { labelOf } from "#src/words/sentence";
import type { Words } from "#src/words/words";
import { elementAt, firstIndex, type Index, isInside } from "./element";

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
	/** The rule in words, said once a step. */
	said: string | null;
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

/** What an explanation is read from. */
export interface Context {
	words: Words;
	lookup: Lookup;
	operations: Operations;
	/** The element a person picked; the first where it does not fit. */
	element: Index | null;
}

export const value = (text: string): Piece => ({ text, role: "value" });
export const gradient = (text: string): Piece => ({ text, role: "gradient" });
export const plain = (text: string): Piece => ({ text, role: "plain" });

export function pick(element: Index | null, shape: readonly number[]): Index {
	return element !== null && isInside(shape, element) ? element : firstIndex(shape);
}

export const UNKNOWN = "…";

/** An element as text; `…` where the trace holds only a summary. */
export function shown(tensor: Value, index: Index): string {
	const element = elementAt(tensor, index);
	return element === null ? UNKNOWN : number(element);
}

export function label({ lookup }: Context, node: number): string {
	return labelOf(lookup.trace, at(lookup.trace.nodes, node));
}

/** A name with a bar: the gradient that belongs to it, whatever it is the gradient of. */
export function barred(name: string): string {
	const [letter = "", ...rest] = Array.from(name);
	return `${letter}\u0304${rest.join("")}`;
}

/** v̄ as a formula. */
export function bar(name: string): Formula {
	return { text: barred(name), latex: `\\bar{${nameLatex(name)}}` };
}
