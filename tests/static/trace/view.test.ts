// What is drawn: every node has at most one place, every place one node, and iterations of one structure one layout.
import { describe, expect, test } from "vitest";
import { pathsOf } from "#src/trace/groups";
import { index } from "#src/trace/lookup";
import { at, type Trace } from "#src/trace/schema";
import { drawnAt } from "#src/trace/takes";
import { type View, viewOf } from "#src/trace/view";
import { network, Program, training } from "../programs";

const viewAt = (trace: Trace, cursor: number, ...closed: string[]): View =>
	viewOf(index(trace), drawnAt(index(trace).takes, cursor), new Set(closed));

/** The laws of every view. */
function laws(trace: Trace, view: View): void {
	expect(new Set(view.items.map(({ node }) => node)).size).toBe(view.items.length);
	view.items.forEach(({ node, members }, place) => {
		expect(members).toContain(node);
		for (const member of members) expect(view.placeOf.get(member)).toBe(place);
	});
	for (const { edge, source, target } of view.links) {
		expect(source).toBeLessThan(target);
		expect(view.placeOf.get(edge.source)).toBe(source);
		expect(view.placeOf.get(edge.target)).toBe(target);
	}
	for (const edge of trace.edges) {
		const [from, to] = [view.placeOf.get(edge.source), view.placeOf.get(edge.target)];
		const entry = to !== undefined && at(view.items, to).role === "entry";
		const drawn = view.links.some((link) => link.edge.id === edge.id);
		expect(drawn).toBe(from !== undefined && to !== undefined && from !== to && !entry);
	}
}

describe("iterations", () => {
	test("of one structure share their key, and the running one is drawn with what is always there", () => {
		const trace = training(4).trace();
		const keys = new Set<string>();
		trace.steps.forEach((step, cursor) => {
			const view = viewAt(trace, cursor);
			laws(trace, view);
			keys.add(view.key);
			if ("node" in step) expect(view.placeOf.has(step.node)).toBe(true);
			expect(view.items.length).toBe(6);
		});
		expect(keys.size).toBe(1);
	});

	test("start from what an earlier one handed on, which is drawn without its own operands", () => {
		const program = new Program();
		const w = program.leaf("w");
		let kept = w;
		program.loop(1, 4, () => {
			const loss = program.operation("mul", w, kept);
			program.backward(loss);
			kept = program.detached(loss);
		});
		const trace = program.trace();
		const { starts } = at(index(trace).takes.loops, 0);
		const roles = starts.map((start) => viewAt(trace, start).items.map(({ role }) => role));
		expect(roles).toEqual([["node", "node", "node"], ...Array(3).fill(["node", "entry", "node", "node"])]);
		for (const start of starts) laws(trace, viewAt(trace, start));
	});
});

describe("groups", () => {
	const trace = () => {
		const program = new Program();
		const x = program.leaf("x", { requires_grad: false, is_parameter: false });
		program.operation("loss", network(program, x, 3, 2));
		return program.trace();
	};

	test("open, they are frames around more than one card; parameters stand inside, inputs outside", () => {
		const made = trace();
		const view = viewAt(made, 0);
		laws(made, view);
		expect(view.items.length).toBe(made.nodes.length);
		expect(view.items.find(({ node }) => node === 0)?.frame).toBe(-1);
		const parameters = view.items.filter(({ node }) => at(made.nodes, node).is_parameter);
		expect(parameters.every(({ frame }) => frame >= 0)).toBe(true);
		for (const [frame, { parent }] of view.frames.entries()) expect(parent).toBeLessThan(frame);
	});

	test.each(pathsOf(trace().groups ?? []))("%s closed is one card that its result stands for", (path) => {
		const made = trace();
		const view = viewAt(made, 0, path);
		laws(made, view);
		const [card, ...more] = view.items.filter(({ role }) => role === "group");
		expect(more).toEqual([]);
		expect(card?.members.length).toBeGreaterThan(1);
		const outside = index(made).users[card?.node ?? -1]?.some(({ target }) => !card?.members.includes(target));
		expect(outside).toBe(true);
	});

	test("all closed, only the outermost is seen", () => {
		const made = trace();
		const view = viewAt(made, 0, ...pathsOf(made.groups ?? []));
		expect(view.items.map(({ role }) => role)).toEqual(["node", "group", "node"]);
	});
});
