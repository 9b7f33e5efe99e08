// The evaluation trace of the textbooks: one row an input or an operation, its value, its adjoint. Pure.
// Griewank & Walther, Evaluating Derivatives, chapters 2 and 3: inputs are v₁₋ₙ … v₀, operations v₁ … vₗ.
import type { Frame } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { at, type Node } from "#src/trace/schema";
import { formulaOf } from "#src/words/sentence";

export interface Row {
	node: number;
	/** v₋₁, v₀, v₁ … */
	index: string;
	label: string;
	/** What it is computed from; empty for an input. */
	formula: string;
}

export interface Cells {
	/** Index into the trace's values; `null` while the row is empty. */
	value: number | null;
	/** The adjoint, or as much of it as has arrived. */
	adjoint: number | null;
	/** Contributions still awaited in this pass: `arrived` of `due`. */
	arrived: number;
	due: number;
	/** Why the row will never get an adjoint. */
	reason: string | null;
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

function subscript(index: number): string {
	const digits = Array.from(String(Math.abs(index)), (digit) => SUBSCRIPTS[Number(digit)]).join("");
	return `${index < 0 ? "₋" : ""}${digits}`;
}

/** Inputs first, then operations in the order in which they ran. Constants have no row. */
export function rowsOf(lookup: Lookup): Row[] {
	const { nodes } = lookup.trace;
	const leaves = nodes.filter((node) => node.kind === "leaf");
	const operations = nodes.filter((node) => node.kind === "operation");
	const row = (node: Node, index: number, formula: string): Row => ({
		node: node.id,
		index: `v${subscript(index)}`,
		label: node.label,
		formula,
	});
	return [
		...leaves.map((node, position) => row(node, position + 1 - leaves.length, "")),
		...operations.map((node, position) => row(node, position + 1, formulaOf(lookup, node))),
	];
}

/** Of a folded loop the rows of the iterations `drawn` alone, as in the picture; all rows outside of such loops. */
export function rowsIn(lookup: Lookup, rows: readonly Row[], drawn: readonly number[]): readonly Row[] {
	return rows.filter(({ node }) => {
		const home = at(lookup.takes.home, node);
		return home === -1 || drawn.includes(home);
	});
}

/** What stands in a row after the frame's steps. */
export function cellsOf(frame: Frame, row: Row): Cells {
	const state = at(frame.nodes, row.node);
	return {
		value: state.value,
		adjoint: state.grad ?? state.sum,
		arrived: state.arrived,
		due: state.due,
		reason: state.phase === "never" ? state.reason : null,
	};
}
