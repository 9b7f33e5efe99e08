// The written arithmetic of a step: upstream × local = contribution, and sums that grow. Pure; numbers by words/number.
import { gridOf } from "#src/layout/grid";
import type { Value } from "#src/trace/schema";
import { fitted, type Nested, number, type Scalar, shape } from "#src/words/number";
import { flatten } from "./face";

/** One line of a calculation, one cell an element; the result stands under a rule. */
export interface Row {
	operator: string;
	cells: readonly string[];
	result: boolean;
	/** On a line of its own: what the calculation comes to, `= 36`. */
	answer?: string;
}

/** A calculation that is longer than this, in characters, takes a second line for its result. */
const LONGEST_LINE = 13;
/** A number of a vector has no more characters than this, as on a card. */
const ROOM = 7;

/** Scalars stand on one line (`3 × 12 = 36`), short vectors in columns, anything larger is named by its shape. */
export type Arithmetic = readonly Row[];

/** The elements of a number, or of a vector short enough to be written out; null for anything larger. */
function elementsOf(value: Value): readonly Scalar[] | null {
	const { rows, numbers } = gridOf(value);
	return numbers && rows === 1 && value.shape.length < 2 ? flatten(value.data as Nested) : null;
}

/** A number behind an operator: negative ones in brackets. */
function operand(x: Scalar, digits: number): string {
	const text = number(x, digits);
	return text.startsWith("−") ? `(${text})` : text;
}

function written(elements: readonly Scalar[], digits: number): string[] {
	return elements.map((x) => (elements.length === 1 ? number(x, digits) : fitted(x, digits, ROOM)));
}

/** One value alone, behind an operator. */
function alone(operator: string, value: Value, digits: number): Arithmetic {
	const elements = elementsOf(value);
	const cells = elements === null ? [`[${shape(value.shape)}]`] : written(elements, digits);
	return [{ operator, cells, result: true }];
}

/** `first operator second = result`, where all have the result's few elements or are a number; else null. */
function calculation(
	operator: string,
	terms: readonly [Value, Value],
	result: Value,
	digits: number,
): Arithmetic | null {
	const results = elementsOf(result);
	if (results === null) return null;
	const spread: (readonly Scalar[])[] = [];
	for (const term of terms) {
		const elements = elementsOf(term);
		if (elements === null || (elements.length !== results.length && term.shape.length > 0)) return null;
		spread.push(results.map((_, column) => elements[column] ?? (elements[0] as Scalar)));
	}
	const [first = [], second = []] = spread;
	if (result.shape.length === 0) {
		const line = `${number(first[0] as Scalar, digits)} ${operator} ${operand(second[0] as Scalar, digits)}`;
		const answer = `= ${number(results[0] as Scalar, digits)}`;
		if (line.length + answer.length < LONGEST_LINE) return [{ operator: "", cells: [line], result: false, answer }];
		return [
			{ operator: "", cells: [line], result: false },
			{ operator: "", cells: [answer], result: true },
		];
	}
	return [
		{ operator: "", cells: written(first, digits), result: false },
		{ operator, cells: written(second, digits), result: false },
		{ operator: "=", cells: written(results, digits), result: true },
	];
}

/** `upstream × local = contribution`; without a local derivative, or where axes were summed, the contribution alone. */
export function product(upstream: Value | null, local: Value | null, contribution: Value, digits: number): Arithmetic {
	const line = upstream && local ? calculation("×", [upstream, local], contribution, digits) : null;
	return line ?? alone("", contribution, digits);
}

/** `before + added = after`; with nothing before, what is there now. */
export function addition(before: Value | null, added: Value, after: Value, digits: number): Arithmetic {
	const line = before ? calculation("+", [before, added], after, digits) : null;
	return line ?? alone("", after, digits);
}

/** `before → after`, of a value that was changed in place; null for one too large to be written out. */
export function change(before: Value, after: Value, digits: number): Arithmetic | null {
	const [old, now] = [elementsOf(before), elementsOf(after)];
	if (old === null || now === null) return null;
	const [from, to] = [written(old, digits), written(now, digits)];
	if (now.length === 1) return [{ operator: "", cells: [from[0] ?? ""], result: false, answer: `→ ${to[0] ?? ""}` }];
	return [
		{ operator: "", cells: from, result: false },
		{ operator: "→", cells: to, result: true },
	];
}
