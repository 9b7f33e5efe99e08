// Neighbours, cells, passes and names of a trace.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { index } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import { traces } from "../arbitrary";
import { made } from "../fixtures";
import { Program } from "../programs";

describe("a lookup", () => {
	test("knows every edge twice: as operand in slot order, and as user", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const { operands, users } = index(trace);
				expect(operands.flat()).toHaveLength(trace.edges.length);
				expect(users.flat()).toHaveLength(trace.edges.length);
				operands.forEach((edges, target) => {
					expect(edges.map((edge) => edge.slot)).toEqual(edges.map((_, slot) => slot));
					for (const edge of edges) expect(edge.target).toBe(target);
				});
				users.forEach((edges, source) => {
					for (const edge of edges) expect(edge.source).toBe(source);
				});
			}),
		);
	});

	test("counts as due what really arrives, so that nothing waits for ever", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				for (const pass of index(trace).passes) {
					const arrived = new Map(pass.roots.map((root) => [root, 0]));
					for (const step of trace.steps.slice(pass.start, pass.end)) {
						if (step.kind !== "backward") continue;
						for (const { edge } of step.contributions) {
							const { source } = at(trace.edges, edge);
							arrived.set(source, (arrived.get(source) ?? 0) + 1);
						}
					}
					expect(new Map(pass.due)).toEqual(arrived);
				}
			}),
		);
	});

	test("stops before every operation and every pass", () => {
		const { stops, backward, passes } = index(made("q"));
		expect(stops[0]).toBe(0);
		expect(stops.slice(1, 5)).toEqual([1, 2, 3, 4]);
		expect(stops.at(-1)).toBe(made("q").steps.length);
		expect(backward).toBe(5);
		expect(passes.map(({ start }) => start)).toEqual([4]);
	});

	test("finds a variable called __proto__, and no other by that name", () => {
		const trace = JSON.parse(
			JSON.stringify(made("q")).replace('"variables":{', '"variables":{"__proto__":{"value":0},'),
		);
		expect(index(trace).variables.get("__proto__")).toEqual({ value: 0 });
		expect(index(made("q")).variables.get("__proto__")).toBeUndefined();
	});

	test("tells what .data gave, what is no number to differentiate, and what .grad holds, from what ran under no_grad", () => {
		const program = new Program();
		const w = program.leaf("w");
		const data = program.operation("data", w);
		const result = program.operation("sub", data, data);
		const place = program.operation("argmax", w);
		const quiet = program.operation("exp", w);
		const gradient = program.leaf("w.grad", { requires_grad: false });
		const step = program.operation("mul", gradient);
		const trace = program.trace();
		const values = [...trace.values, { ...at(trace.values, 0), dtype: "int64" }];
		const nodes = trace.nodes.map((node) => ({
			...node,
			requires_grad: node.id === w,
			value: node.id === place ? values.length - 1 : node.value,
		}));
		const { reasons } = index({ ...trace, values, nodes });
		expect([w, data, result, place, quiet, gradient, step].map((node) => reasons[node])).toEqual([
			null,
			"data",
			"data",
			"integer",
			"no-grad",
			"gradient",
			"gradient",
		]);
	});

	test("says why a node gets no gradient: the strongest of what its operands say", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const { reasons, operands } = index(trace);
				for (const node of trace.nodes) {
					const reason = at(reasons, node.id);
					expect(reason === null).toBe(node.requires_grad);
					const sources = at(operands, node.id).map(({ source }) => source);
					if (node.requires_grad || node.kind !== "operation") continue;
					if (node.operation === "detach") expect(reason).toBe("detached");
					else if (sources.some((source) => at(trace.nodes, source).requires_grad)) expect(reason).toBe("no-grad");
					else expect(sources.map((source) => reasons[source])).toContain(reason);
				}
			}),
		);
	});
});
