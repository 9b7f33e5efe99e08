// Loops: which are drawn one iteration at a time, which iteration a cursor stands in, and who fills whose place.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eldest, kinIn, kinOf } from "#src/trace/kin";
import { index } from "#src/trace/lookup";
import { at, type Trace } from "#src/trace/schema";
import { drawnAt, takeAt } from "#src/trace/takes";
import { turnsAt } from "#src/trace/turns";
import { Program, training } from "../programs";

const folds = (trace: Trace) => index(trace).takes.folded;

describe("a loop is drawn one iteration at a time", () => {
	test("where only parameters that change in place join its iterations", () => {
		expect(folds(training(3).trace())).toEqual([true]);
	});

	test("but not with fewer than three", () => {
		expect(folds(training(2).trace())).toEqual([false]);
	});

	test("not where a gradient comes back from one iteration to the one before", () => {
		const program = new Program();
		const [x, h0] = [program.leaf("x"), program.leaf("h")];
		let h = h0;
		program.loop(1, 5, () => {
			h = program.operation("mul", h, x);
		});
		expect(folds(program.trace())).toEqual([false]);
		program.backward(h);
		expect(folds(program.trace())).toEqual([false]);
	});

	test("not where what several iterations made is added up afterwards and differentiated", () => {
		const program = new Program();
		const w = program.leaf("w");
		const losses: number[] = [];
		program.loop(1, 4, () => losses.push(program.operation("square", w)));
		program.backward(program.operation("sum", ...losses));
		expect(folds(program.trace())).toEqual([false]);
	});

	test("still where a sum runs along that no pass goes through, and what is handed on carries no gradient", () => {
		const program = new Program();
		const w = program.leaf("w");
		let total = program.leaf("total", { requires_grad: false });
		let kept = w;
		program.loop(1, 4, () => {
			const loss = program.operation("mul", w, kept);
			program.backward(loss);
			total = program.operation("add", total, loss);
			kept = program.detached(loss);
		});
		expect(folds(program.trace())).toEqual([true]);
	});

	test("also where the last result is used after it", () => {
		const program = training(4);
		program.operation("print", program.nodes.length - 1);
		expect(folds(program.trace())).toEqual([true]);
	});

	test("inside another: batches in epochs, but not the time steps of a recurrent network", () => {
		const nested = (recurrent: boolean) => {
			const program = new Program();
			const w = program.leaf("w");
			program.loop(1, 3, () => {
				let h = program.leaf("h", { requires_grad: false });
				program.loop(2, 4, () => {
					h = program.operation("mul", recurrent ? h : program.leaf("x", { requires_grad: false }), w);
					if (!recurrent) program.backward(h);
				});
				if (recurrent) program.backward(h);
			});
			return program.trace();
		};
		expect(folds(nested(false))).toEqual([true, true, true, true]);
		expect(folds(nested(true))).toEqual([true, false, false, false]);
	});
});

describe("a cursor", () => {
	test("stands in the iteration whose step comes next; before the loop in the first, behind it in the last", () => {
		const trace = training(5).trace();
		const { takes } = index(trace);
		const loop = at(takes.loops, 0);
		for (let cursor = 0; cursor <= trace.steps.length; cursor++) {
			const expected = Math.max(
				0,
				loop.starts.findLastIndex((start) => start <= cursor),
			);
			expect(at(takes.list, takeAt(takes, 0, cursor)).iteration).toBe(expected);
			expect(drawnAt(takes, cursor)).toEqual([takeAt(takes, 0, cursor)]);
			expect(turnsAt(takes, cursor).map(({ iteration }) => iteration)).toEqual([expected]);
		}
	});

	test("in nested loops stands in one of each, and only in what runs inside the outer one's", () => {
		const program = new Program();
		const w = program.leaf("w");
		program.loop(1, 3, () => program.loop(2, 3, () => program.backward(program.operation("square", w))));
		const trace = program.trace();
		const { takes } = index(trace);
		for (let cursor = 0; cursor <= trace.steps.length; cursor++) {
			const [outer = -1, inner = -1, ...more] = drawnAt(takes, cursor);
			expect(more).toEqual([]);
			expect(at(takes.list, inner).parent).toBe(outer);
			expect(turnsAt(takes, cursor).map(({ loop }) => loop.line)).toEqual([1, 2]);
		}
	});

	test("jumps to where iterations start", () => {
		const trace = training(3).trace();
		expect(index(trace).iterations).toEqual(at(index(trace).takes.loops, 0).starts);
	});
});

describe("kin", () => {
	test("fill each other's place: same operation, same position", () => {
		fc.assert(
			fc.property(fc.integer({ min: 3, max: 40 }), (epochs) => {
				const trace = training(epochs).trace();
				const lookup = index(trace);
				for (const node of trace.nodes) {
					const kin = kinOf(lookup, node.id);
					expect(kin[0]).toBe(node.id);
					expect(new Set(kin.map((id) => at(trace.nodes, id).operation)).size).toBe(1);
					expect(new Set(kin.map((id) => eldest(lookup, id))).size).toBe(1);
					for (const cursor of [0, trace.steps.length]) {
						const drawn = drawnAt(lookup.takes, cursor);
						const here = kinIn(lookup, node.id, drawn) as number;
						expect([-1, ...drawn]).toContain(lookup.takes.home[here]);
						expect(at(trace.nodes, here).operation).toBe(node.operation);
					}
				}
			}),
			{ numRuns: 20 },
		);
	});
});
