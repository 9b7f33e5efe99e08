// What is visible after so many steps: laws that hold on random traces, and on the real ones.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Frame, firstFrame, frameAt, nextFrame } from "#src/trace/frame";
import { index } from "#src/trace/lookup";
import { at, type Step, type StepOf, type Trace } from "#src/trace/schema";
import { traces } from "../arbitrary";
import { made, names } from "../fixtures";

/** In a long trace, every so many-th frame is compared. */
const COMPARED = 25;

function laws(trace: Trace): void {
	const stride = Math.ceil(trace.steps.length / COMPARED);
	let frame = firstFrame(trace);
	for (let cursor = 0; ; cursor++) {
		if (cursor % stride === 0 || cursor === trace.steps.length) {
			expect(frameAt(trace, cursor)).toEqual(frame);
			declared(trace, frame);
		}
		if (cursor === trace.steps.length) break;
		frame = nextFrame(trace, frame);
	}
	atTheStart(trace, frameAt(trace, 0));
	atTheEnd(trace, frameAt(trace, trace.steps.length));
	for (const pass of index(trace).passes) onceAPass(trace, pass.start, pass.end);
}

function group<Item>(items: readonly Item[], key: (item: Item) => number): Map<number, Item[]> {
	const groups = new Map<number, Item[]>();
	for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
	return groups;
}

/** Whether `step` writes `.grad` of node `id`. */
function writesGrad(step: Step, id: number): step is StepOf<"accumulate"> | StepOf<"zero"> | StepOf<"update"> {
	if (step.kind === "update" && !step.of_grad) return false;
	return (step.kind === "accumulate" || step.kind === "zero" || step.kind === "update") && step.node === id;
}

/** The frame as one would look it up by hand: the latest step before the cursor that says something. */
function declared(trace: Trace, frame: Frame): void {
	const past = trace.steps.slice(0, frame.cursor);
	const pass = past.findLast((step) => step.kind === "seed")?.pass ?? null;
	expect(frame.pass).toBe(pass);
	expect(frame.step).toBe(past.at(-1) ?? null);
	expect(frame.stdout).toBe(past.map((step) => (step.kind === "output" ? step.text : "")).join(""));
	const ran = past.filter((step): step is StepOf<"backward"> => step.kind === "backward" && step.pass === pass);
	const arrived = ran.flatMap((step) => step.contributions);
	const byEdge = group(arrived, ({ edge }) => edge);
	const bySource = group(arrived, ({ edge }) => at(trace.edges, edge).source);
	for (const edge of trace.edges) {
		const own = byEdge.get(edge.id) ?? [];
		expect(frame.edges[edge.id]).toMatchObject({
			contribution: own.at(-1)?.value ?? null,
			sum: own.at(-1)?.sum ?? null,
		});
	}
	for (const { id, kind, value } of trace.nodes) {
		const state = at(frame.nodes, id);
		const here = kind !== "operation" || past.some((step) => step.kind === "forward" && step.node === id);
		const updates = past.filter(
			(step): step is StepOf<"update"> => step.kind === "update" && !step.of_grad && step.node === id,
		);
		expect(state.value).toBe(here ? (updates.at(-1)?.after ?? value) : null);
		expect(state.version).toBe(updates.length);
		expect(state.phase === "ghost").toBe(!here);
		const written = past.filter((step) => writesGrad(step, id)).at(-1);
		expect(state.dotGrad).toBe(written?.after ?? null);
		const own = bySource.get(id) ?? [];
		expect(state.arrived).toBe(own.length);
		if (own.length > 0) expect(state.sum).toBe(at(own, own.length - 1).sum);
		expect(state.reason !== null).toBe(state.phase === "never");
		if (state.phase === "waiting") expect(state.arrived).toBeLessThan(state.due);
	}
}

function atTheStart(trace: Trace, frame: Frame): void {
	expect(frame).toMatchObject({ cursor: 0, step: null, head: 0, stdout: "", pass: null, error: null });
	for (const node of trace.nodes) {
		const { phase, value, grad, sum, dotGrad } = at(frame.nodes, node.id);
		expect([grad, sum, dotGrad]).toEqual([null, null, null]);
		if (node.kind === "operation") expect([phase, value]).toEqual(["ghost", null]);
		else expect(value).toBe(node.value);
	}
	for (const edge of frame.edges) expect(edge).toEqual({ phase: "ghost", contribution: null, sum: null });
}

/** What the names hold at the end is what the picture shows. Several names may stand for one node; `.grad` may be moved. */
function atTheEnd(trace: Trace, frame: Frame): void {
	expect(frame.stdout).toBe(trace.stdout);
	if (trace.error === null) expect(frame.nodes.filter((node) => node.phase === "waiting")).toEqual([]);
	for (const node of trace.nodes) {
		const variable = node.name === null ? undefined : index(trace).variables.get(node.name);
		if (node.kind !== "leaf" || !variable?.is_leaf) continue;
		const { dotGrad } = at(frame.nodes, node.id);
		const data = (id: number | null) => (id === null ? null : at(trace.values, id).data);
		expect(data(dotGrad)).toEqual(data(variable.grad));
	}
}

function onceAPass(trace: Trace, start: number, end: number): void {
	const travelled = trace.steps
		.slice(start, end)
		.flatMap((step) => (step.kind === "backward" ? step.contributions.map(({ edge }) => edge) : []));
	expect(new Set(travelled).size).toBe(travelled.length);
	const frame = frameAt(trace, end);
	for (const edge of travelled) {
		expect(at(frame.edges, edge).contribution).not.toBeNull();
		expect(at(frame.nodes, at(trace.edges, edge).source).phase).toBe("complete");
	}
}

describe("a frame", () => {
	test("holds its laws on random traces", () => {
		fc.assert(fc.property(traces, laws), { numRuns: 150 });
	});

	test.each(names())("holds its laws on %s", { timeout: 60_000 }, (name) => {
		laws(made(name));
	});

	test("does not depend on where one comes from", () => {
		fc.assert(
			fc.property(traces, fc.array(fc.nat()), (trace, visits) => {
				const cursors = visits.map((visit) => visit % (trace.steps.length + 1));
				const seen = cursors.map((cursor) => frameAt(trace, cursor));
				cursors.toReversed().forEach((cursor, position) => {
					expect(frameAt(trace, cursor)).toEqual(seen.at(-1 - position));
				});
			}),
			{ numRuns: 50 },
		);
	});

	test("outside the trace is refused", () => {
		const trace = made("q");
		for (const cursor of [-1, 0.5, trace.steps.length + 1, Number.NaN]) {
			expect(() => frameAt(trace, cursor)).toThrow(RangeError);
		}
	});
});

describe("Q = 3a³ − b²", () => {
	const trace = made("q");
	const lookup = index(trace);
	const find = (label: string) =>
		at(
			trace.nodes.filter((node) => node.label === label),
			0,
		).id;
	const data = (value: number | null) => (value === null ? null : at(trace.values, value).data);

	test("plays a forward pass, a seed, a backward pass, and ends with 36 and 81 in a.grad", () => {
		const frame = frameAt(trace, trace.steps.length);
		expect(data(at(frame.nodes, find("Q")).value)).toEqual([-12, 65]);
		expect(data(at(frame.nodes, find("a")).dotGrad)).toEqual([36, 81]);
		expect(data(at(frame.nodes, find("b")).dotGrad)).toEqual([-12, -8]);
	});

	test("the head goes to the end of the tape and back to its start", () => {
		const heads = trace.steps.map((_, cursor) => frameAt(trace, cursor + 1).head);
		expect(lookup.tape).toHaveLength(4);
		expect(heads.slice(0, 4)).toEqual([1, 2, 3, 4]);
		expect(heads.at(-1)).toBe(0);
		expect(Math.max(...heads)).toBe(4);
	});

	test("a step under way is marked, and rests after it", () => {
		const first = at(trace.steps, 0) as StepOf<"forward">;
		const [entering] = at(lookup.operands, first.node);
		const phases = [1, 2].map((cursor) => {
			const frame = frameAt(trace, cursor);
			return [at(frame.nodes, first.node).phase, at(frame.edges, entering?.id as number).phase];
		});
		expect(phases).toEqual([
			["running", "forward"],
			["recorded", "recorded"],
		]);
	});

	test("constants never get a gradient, and say why", () => {
		const states = frameAt(trace, 0).nodes.filter((_, id) => at(trace.nodes, id).kind === "constant");
		expect(states).toHaveLength(3);
		for (const state of states) expect(state).toMatchObject({ phase: "never", reason: "constant" });
	});
});
