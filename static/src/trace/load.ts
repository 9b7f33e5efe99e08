// The gate every trace passes: what is not a trace of a version we can read is refused here, in one clear sentence.
import type { Trace } from "./schema";

const FORMAT = "tapedeck/trace";
const VERSION = 1;
const LISTS = ["values", "nodes", "edges", "steps", "autograd"] as const;

export type TraceErrorCode = "not-a-trace" | "trace-version" | "trace-incomplete";

/** A document that cannot be played. `code` names the sentence to show; `facts` fill it. */
export class TraceError extends Error {
	readonly code: TraceErrorCode;
	readonly facts: Readonly<Record<string, string | number>>;

	constructor(code: TraceErrorCode, facts: Readonly<Record<string, string | number>>) {
		super(`${code} ${JSON.stringify(facts)}`);
		this.code = code;
		this.facts = facts;
		this.name = "TraceError";
	}
}

/**
 * A parsed JSON document as a Trace.
 *
 * Format, version and the presence of every list are checked, that references stay inside them, and that operands stand
 * before what uses them, so that nothing behind this gate has to. What the numbers claim is checked on the side that made them.
 */
export function load(json: unknown): Trace {
	if (!isObject(json) || json.format !== FORMAT) throw new TraceError("not-a-trace", {});
	if (json.version !== VERSION) {
		throw new TraceError("trace-version", { version: String(json.version), supported: VERSION });
	}
	for (const list of LISTS) {
		if (!Array.isArray(json[list])) throw new TraceError("trace-incomplete", { list });
	}
	const trace = json as unknown as Trace;
	checkReferences(trace);
	return trace;
}

function checkReferences(trace: Trace): void {
	const { values, nodes, edges, steps } = trace;
	const refer = (index: number | null | undefined, list: readonly unknown[], name: string) => {
		if (index === null || index === undefined) return;
		if (!Number.isInteger(index) || index < 0 || index >= list.length) {
			throw new TraceError("trace-incomplete", { list: name });
		}
	};
	nodes.forEach((node, id) => {
		if (node.id !== id) throw new TraceError("trace-incomplete", { list: "nodes" });
		refer(node.value, values, "values");
	});
	edges.forEach((edge, id) => {
		if (edge.id !== id) throw new TraceError("trace-incomplete", { list: "edges" });
		refer(edge.source, nodes, "nodes");
		refer(edge.target, nodes, "nodes");
		if (edge.source >= edge.target) throw new TraceError("trace-incomplete", { list: "edges" });
	});
	for (const step of steps) {
		if ("node" in step) refer(step.node, nodes, "nodes");
		if (step.kind !== "backward") continue;
		refer(step.grad, values, "values");
		for (const contribution of step.contributions) {
			refer(contribution.edge, edges, "edges");
			refer(contribution.value, values, "values");
			refer(contribution.sum, values, "values");
		}
	}
}

function isObject(json: unknown): json is Record<string, unknown> {
	return typeof json === "object" && json !== null && !Array.isArray(json);
}
