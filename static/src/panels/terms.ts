// Where one element of a contribution comes from: upstream × local, term by term. Numbers are read, never computed.

import type { Lookup } from "#src/trace/lookup";
import { at, type Contribution, type Edge, type StepOf, type Trace, type Value } from "#src/trace/schema";
import type { Scalar } from "#src/words/number";
import { broadcastIndex, elementAt, type Index, sizeOf, sourcesOf, summedAxes } from "./element";

export interface Term {
	upstream: Scalar;
	local: Scalar;
}

/** How the terms add up to the element. */
export type Kind =
	/** One term, or one for each place an element was broadcast to (`axes` of the result are summed). */
	| { kind: "elementwise"; axes: readonly number[] }
	/** A row times a column: of the upstream gradient and of the other operand. */
	| { kind: "matmul"; upstream: string; local: string };

export interface Terms {
	kind: Kind;
	terms: readonly Term[];
	/** How many terms there are in all; more than are listed where they are many. */
	count: number;
	/** The element of the contribution itself. */
	value: Scalar;
}

/** Terms written out; the rest is a dot-dot-dot. */
export const MOST_TERMS = 4;

/**
 * The terms of element `index` of a contribution, or `null` where the trace does not hold them (a summarised tensor, or
 * an operation whose rule is no product of two numbers).
 */
export function termsOf(
	lookup: Lookup,
	step: StepOf<"backward">,
	contribution: Contribution,
	index: Index,
): Terms | null {
	const { trace } = lookup;
	const edge = at(trace.edges, contribution.edge);
	const value = elementAt(at(trace.values, contribution.value), index);
	if (value === null || step.grad === null) return null;
	const upstream = at(trace.values, step.grad);
	if (contribution.local !== null && contribution.local !== undefined) {
		return elementwise(trace, upstream, at(trace.values, contribution.local), contribution, index, value);
	}
	const { operation } = at(trace.nodes, edge.target);
	return operation === "matmul" || operation === "dot" ? product(lookup, edge, upstream, index, value) : null;
}

function elementwise(
	trace: Trace,
	upstream: Value,
	local: Value,
	contribution: Contribution,
	index: Index,
	value: Scalar,
): Terms | null {
	const { shape } = at(trace.values, contribution.value);
	const axes = summedAxes(upstream.shape, shape);
	const places = sourcesOf(upstream.shape, shape, index, MOST_TERMS);
	const terms = places.map((place) => ({
		upstream: elementAt(upstream, place),
		local: elementAt(local, broadcastIndex(local.shape, place)),
	}));
	const count = sizeOf(axes.map((axis) => upstream.shape[axis] ?? 1));
	return whole(terms, { kind: "elementwise", axes }, count, value);
}

/** C = A·B: Ā[i, k] is row i of C̄ times row k of B, B̄[k, j] is column k of A times column j of C̄. Vectors drop an axis. */
function product(lookup: Lookup, edge: Edge, upstream: Value, index: Index, value: Scalar): Terms | null {
	const other = lookup.operands[edge.target]?.find(({ slot }) => slot !== edge.slot);
	const source = at(lookup.trace.nodes, edge.source);
	const partner = other === undefined ? undefined : at(lookup.trace.nodes, other.source);
	if (partner === undefined || partner.value === null || source.value === null) return null;
	const mine = at(lookup.trace.values, source.value).shape;
	const factor = at(lookup.trace.values, partner.value);
	const left = edge.slot === 0;
	const [a, b] = left ? [mine, factor.shape] : [factor.shape, mine];
	if (a.length > 2 || b.length > 2) return null;
	// The axis that is walked: for Ā the columns j of C, for B̄ its rows i; a vector has none.
	const count = left ? (b.length === 2 ? (b[1] ?? 0) : 1) : a.length === 2 ? (a[0] ?? 0) : 1;
	const row = left && a.length === 2 ? [index[0] ?? 0] : [];
	const column = !left && b.length === 2 ? [index[1] ?? 0] : [];
	const k = left ? (index.at(-1) ?? 0) : (index[0] ?? 0);
	const terms = Array.from({ length: Math.min(count, MOST_TERMS) }, (_, step) => {
		const walked = left ? b.length === 2 : a.length === 2;
		const run = walked ? [step] : [];
		return left
			? { upstream: elementAt(upstream, [...row, ...run]), local: elementAt(factor, [k, ...run]) }
			: { upstream: elementAt(upstream, [...run, ...column]), local: elementAt(factor, [...run, k]) };
	});
	const colon = (fixed: readonly number[], walked: boolean, rowFirst: boolean): string => {
		const parts = rowFirst ? [...fixed, ...(walked ? [":"] : [])] : [...(walked ? [":"] : []), ...fixed];
		return parts.length === 0 ? "" : `[${parts.join(", ")}]`;
	};
	const walked = left ? b.length === 2 : a.length === 2;
	const kind: Kind = {
		kind: "matmul",
		upstream: left ? colon(row, walked, true) : colon(column, walked, false),
		local: `${partner.label}${left ? colon([k], walked, true) : colon([k], walked, false)}`,
	};
	return whole(terms, kind, count, value);
}

function whole(
	terms: readonly { upstream: Scalar | null; local: Scalar | null }[],
	kind: Kind,
	count: number,
	value: Scalar,
): Terms | null {
	const known = terms.filter((term): term is Term => term.upstream !== null && term.local !== null);
	return known.length === terms.length ? { kind, terms: known, count, value } : null;
}
