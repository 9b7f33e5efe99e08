// Figures of a training: which numbers belong together, where a cursor stands in them, and the program's own charts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, type Series, type Trace } from "#src/trace/schema";
import { contour } from "#src/training/contour";
import { type Curves, figuresOf, type Path, pointAt } from "#src/training/figures";
import { scaleOf } from "#src/training/scale";
import { training } from "../programs";

const EPOCHS = 4;
const series = (name: string, of: "value" | "grad", more: Partial<Series> = {}): Series => ({
	name,
	of,
	element: null,
	line: 3,
	points: [4, 3, 2, 1],
	steps: [5, 12, 19, 26],
	...more,
});

function traced(...all: Series[]): Trace {
	return training(EPOCHS).trace("", all);
}

describe("series", () => {
	test("are numbers that are watched, parameters, and their gradients in the parameters' order", () => {
		const all = [series("loss", "value"), series("w", "value"), series("b", "value")];
		const figures = figuresOf(traced(...all, series("b", "grad"), series("w", "grad")));
		const curves = figures.filter((figure): figure is Curves => figure.kind === "curves");
		expect(curves.map(({ topic, curves: list }) => [topic, ...list.map(({ name }) => name)])).toEqual([
			["watched", "loss"],
			["parameters", "w", "b"],
			["gradients", "w.grad", "b.grad"],
		]);
		expect(curves.map(({ x }) => x)).toEqual(Array(3).fill([1, 2, 3, 4]));
	});

	test("with what is no finite number have gaps, and thinned-out ones keep their iterations", () => {
		const points = [1, "NaN", null, "Infinity"];
		const [figure] = figuresOf(traced(series("loss", "value", { points, iterations: [0, 10, 20, 499] })));
		expect((figure as Curves).curves[0]?.y).toEqual([1, null, null, null]);
		expect((figure as Curves).x).toEqual([1, 11, 21, 500]);
	});

	test("of two parameters draw their way, from what they held before the training", () => {
		const trace = traced(series("w", "value"), series("b", "value", { points: [1, 2, 3, 4] }));
		const path = figuresOf(trace).find((figure): figure is Path => figure.kind === "path");
		expect(path?.names).toEqual(["w", "b"]);
		expect(path?.points).toEqual([
			[0, 1],
			[4, 1],
			[3, 2],
			[2, 3],
			[1, 4],
		]);
	});

	test("take for the loss what the passes start from", () => {
		const all = [series("guess", "value"), series("l", "value"), series("w", "value")];
		const trace = traced(...all);
		const seed = trace.steps.find((step) => step.kind === "seed");
		const named = {
			...trace,
			nodes: trace.nodes.map((node) => (node.id === seed?.node ? { ...node, name: "l" } : node)),
		};
		const path = figuresOf(named).find((figure): figure is Path => figure.kind === "path");
		expect(path?.names).toEqual(["w", "l"]);
	});

	test("lie on the landscape of the same parameters, and on no other", () => {
		const trace = traced(series("loss", "value", { points: [16, 9, 4, 1] }), series("w", "value"));
		const of = (...parameters: string[]) => {
			const landscape = { parameters, x: [0, 4], y: null, loss: [[9, 1]], along: [40, 30, 20, 10] };
			const path = figuresOf(trace, landscape).find((figure): figure is Path => figure.kind === "path");
			return [path?.landscape === landscape, path?.points.map(([, loss]) => loss)];
		};
		expect(of("w")).toEqual([true, [40, 30, 20, 10]]);
		expect(of("v")).toEqual([false, [16, 9, 4, 1]]);
	});

	test("of one parameter draw its way over the loss of what it held then", () => {
		const trace = traced(series("loss", "value", { points: [16, 9, 4, 1] }), series("w", "value"));
		const path = figuresOf(trace).find((figure): figure is Path => figure.kind === "path");
		expect(path?.names).toEqual(["w", "loss"]);
		expect(path?.points).toEqual([
			[0, 16],
			[4, 9],
			[3, 4],
			[2, 1],
		]);
	});

	test("of three draw no way", () => {
		const element = (index: number) => series("w", "value", { element: [index] });
		expect(figuresOf(traced(element(0), element(1), element(2))).some(({ kind }) => kind === "path")).toBe(false);
	});
});

test("a cursor stands at the last point whose step is over", () => {
	const { steps } = series("loss", "value");
	expect([0, 5, 6, 12, 13, 99].map((cursor) => pointAt(steps, cursor))).toEqual([-1, -1, 0, 0, 1, 3]);
	expect(pointAt([null, null], 9)).toBe(-1);
});

describe("a chart", () => {
	const chart = (...lines: NonNullable<Trace["charts"]>[number]["lines"]) => {
		const charts = [{ step: 7, line: 9, title: "Loss", xlabel: "epoch", ylabel: "loss", lines }];
		return figuresOf({ ...traced(), charts })[0] as Curves;
	};
	const line = (x: (number | string)[], y: (number | string)[], style: string | null = null) =>
		({ kind: "line", label: null, x, y, style }) as const;

	test("puts its lines over one ascending axis", () => {
		const { x, curves, from } = chart(line([3, 1, 2], [30, 10, 20]), line([2, 4], [5, 6], "ro--"));
		expect(x).toEqual([1, 2, 3, 4]);
		expect(curves.map(({ y }) => y)).toEqual([
			[10, 20, 30, null],
			[null, 5, null, 6],
		]);
		expect(curves.map(({ style, dashed }) => [style, dashed])).toEqual([
			["line", false],
			["both", true],
		]);
		expect(from).toBe(7);
	});

	test("numbers the words along an axis", () => {
		expect(chart(line(["a", "b"], [1, 2])).x).toEqual([0, 1]);
	});

	test.each([
		["r-", "line"],
		["bo", "points"],
		["o", "points"],
		["g^:", "both"],
		["--", "line"],
		["", "line"],
		["k.-", "both"],
	])("draws %s as %s", (style, drawn) => {
		expect(chart(line([1, 2], [1, 2], style)).curves[0]?.style).toBe(drawn);
	});
});

describe("a scale", () => {
	test("holds every number, with ticks in order at round numbers", () => {
		const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
			minLength: 1,
		});
		fc.assert(
			fc.property(numbers, (list) => {
				const { share, ticks, least, most } = scaleOf(list, 5);
				for (const x of list) expect(share(x)).toSatisfy((s: number) => s >= 0 && s <= 1);
				expect(ticks.length).toBeLessThanOrEqual(12);
				for (const tick of ticks) expect(tick).toSatisfy((x: number) => x >= least - 1e-9 && x <= most + 1e-9);
				expect([...ticks].sort((one, other) => one - other)).toEqual(ticks);
			}),
		);
	});
});

describe("a contour", () => {
	test("lies where the height is its level, between the points of the grid", () => {
		const slope = Array.from({ length: 4 }, (_, row) => Array.from({ length: 5 }, (__, column) => column + row * 0));
		for (const [x0, , x1] of contour(slope, 1.5)) expect([x0, x1]).toEqual([1.5, 1.5]);
		expect(contour(slope, 1.5)).toHaveLength(3);
	});

	test("is not there above the highest and below the least", () => {
		const bowl = [-1, 0, 1].map((y) => [-1, 0, 1].map((x) => x * x + y * y));
		expect(contour(bowl, 3)).toEqual([]);
		expect(contour(bowl, -1)).toEqual([]);
		expect(contour(bowl, 0.5)).toHaveLength(4);
		expect(at(contour(bowl, 0.5), 0)).toHaveLength(4);
	});
});
