// Why a node will never get a gradient, as far as the recording alone can say it.
import { at, type Edge, type Node, type Trace } from "./schema";

/** All but the last are known from the recording, strongest first; `unreached` only once a pass is seeded. */
export type Reason = "data" | "detached" | "no-grad" | "integer" | "gradient" | "frozen" | "constant" | "unreached";

const STRENGTH: readonly Reason[] = ["data", "detached", "no-grad", "integer", "gradient", "frozen", "constant"];

/**
 * By node: why no pass can ever give it a gradient; null where it requires one.
 *
 * `operands` lists the edges that enter each node. Nodes stand in order of execution, so operands come first.
 */
export function reasons(trace: Trace, operands: readonly (readonly Edge[])[]): readonly (Reason | null)[] {
	const found: (Reason | null)[] = [];
	for (const node of trace.nodes) {
		found.push(node.requires_grad ? null : reasonOf(node, at(operands, node.id), trace, found));
	}
	return found;
}

function reasonOf(node: Node, operands: readonly Edge[], trace: Trace, found: readonly (Reason | null)[]): Reason {
	if (node.kind === "constant") return "constant";
	if (node.kind === "leaf") return isGradient(node) ? "gradient" : "frozen";
	if (node.operation === "data") return "data";
	if (node.operation === "detach") return "detached";
	if (operands.some((edge) => at(trace.nodes, edge.source).requires_grad)) {
		return isDiscrete(trace, node) ? "integer" : "no-grad";
	}
	const inherited = operands.map((edge) => found[edge.source]);
	return STRENGTH.find((reason) => inherited.includes(reason)) ?? "constant";
}

/** Whether its elements are whole numbers or truth values, of which nothing can be differentiated. */
function isDiscrete(trace: Trace, { value }: Node): boolean {
	return value !== null && !/float|complex/.test(at(trace.values, value).dtype);
}

/** Whether it is what some leaf holds as `.grad`, read by the program: only that has a dot in a label nobody gave. */
function isGradient({ name, label }: Node): boolean {
	return name === null && label.endsWith(".grad");
}
