// What of a training can be drawn: numbers over iterations, the way of one or two parameters, charts of the program's own. Pure.
import type { Landscape } from "#src/trace/landscape";
import { at, type Chart, type Series, type Trace } from "#src/trace/schema";
import { type Scalar, toNumber } from "#src/words/number";

/** Points that are no finite number are gaps: null. */
export interface Curve {
	readonly name: string;
	readonly y: readonly (number | null)[];
	readonly style: "line" | "points" | "both";
	readonly dashed: boolean;
}

/** Curves over one axis, ascending. */
export interface Curves {
	readonly kind: "curves";
	readonly topic: "watched" | "parameters" | "gradients" | "chart";
	readonly title: string | null;
	/** Of the loop whose iterations are the x axis; null for a chart. */
	readonly line: number | null;
	readonly xlabel: string | null;
	readonly ylabel: string | null;
	readonly x: readonly number[];
	readonly curves: readonly Curve[];
	/** By point: the index into steps behind it; null: not recorded. */
	readonly steps: readonly (number | null)[];
	/** The cursor from which on it is there. */
	readonly from: number;
}

/** The way of one parameter over the loss, or of two in their plane, from iteration to iteration. */
export interface Path {
	readonly kind: "path";
	readonly names: readonly [string, string];
	readonly points: readonly (readonly [number, number])[];
	readonly steps: readonly (number | null)[];
	readonly landscape: Landscape | null;
}

export type Figure = Curves | Path;

/** More curves in one figure cannot be told apart. */
export const MOST_CURVES = 6;

/** All figures of a trace, loop by loop, then its charts in order of time. `landscape`: around a way, once it is known. */
export function figuresOf(trace: Trace, landscape: Landscape | null = null): Figure[] {
	const series = trace.series ?? [];
	const lines = [...new Set(series.map(({ line }) => line))];
	const training = lines.flatMap((line) =>
		ofLoop(
			trace,
			series.filter((each) => each.line === line),
			landscape,
		),
	);
	return [...training, ...(trace.charts ?? []).map(chartOf)];
}

/** The last point that has happened at a cursor; -1: none. */
export function pointAt(steps: readonly (number | null)[], cursor: number): number {
	return steps.findLastIndex((step) => step !== null && step < cursor);
}

function ofLoop(trace: Trace, series: readonly Series[], around: Landscape | null): Figure[] {
	const leaves = new Map(trace.nodes.flatMap((node) => (node.kind === "leaf" ? [[node.label, node] as const] : [])));
	const values = series.filter(({ of }) => of === "value");
	const parameters = values.filter(({ name }) => leaves.get(name)?.requires_grad === true);
	const watched = values.filter(({ name }) => !leaves.has(name));
	const order = parameters.map(nameOf);
	const gradients = series.filter(({ of }) => of === "grad");
	gradients.sort((one, other) => order.indexOf(nameOf(one)) - order.indexOf(nameOf(other)));
	const figures: (Figure | null)[] = [
		curvesOf("watched", watched),
		pathOf(trace, parameters, lossOf(trace, watched), around),
		curvesOf("parameters", parameters),
		curvesOf("gradients", gradients),
	];
	return figures.filter((figure) => figure !== null);
}

/** What a pass starts from, by the name it is watched under; else what is called like a loss; else the first. */
function lossOf(trace: Trace, watched: readonly Series[]): Series | undefined {
	const roots = new Set(trace.steps.flatMap((step) => (step.kind === "seed" ? [at(trace.nodes, step.node).name] : [])));
	const isCalledLoss = ({ name }: Series) => /loss|cost|err|mse|손실/iu.test(name);
	return watched.find(({ name }) => roots.has(name)) ?? watched.find(isCalledLoss) ?? watched[0];
}

function nameOf({ name, element }: Series): string {
	return element === null ? name : `${name}[${element.join(", ")}]`;
}

function curvesOf(topic: "watched" | "parameters" | "gradients", all: readonly Series[]): Curves | null {
	const [first] = all;
	if (!first) return null;
	const series = all.filter((each) => each.points.length === first.points.length).slice(0, MOST_CURVES);
	return {
		kind: "curves",
		topic,
		title: null,
		line: first.line,
		xlabel: null,
		ylabel: null,
		x: first.points.map((_, point) => (first.iterations?.[point] ?? point) + 1),
		curves: series.map((each) => ({
			name: topic === "gradients" ? gradName(each) : nameOf(each),
			y: each.points.map(finite),
			style: "line",
			dashed: topic === "gradients",
		})),
		steps: first.steps,
		from: 0,
	};
}

function gradName({ name, element }: Series): string {
	return `${name}.grad${element === null ? "" : `[${element.join(", ")}]`}`;
}

/** A point says what a parameter holds when its iteration is over; the loss was of what it held before. */
function pathOf(
	trace: Trace,
	parameters: readonly Series[],
	loss: Series | undefined,
	around: Landscape | null,
): Path | null {
	const [first, second, ...more] = parameters;
	if (!first || more.length > 0) return null;
	const landscape = fits(around, parameters.map(nameOf)) ? around : null;
	const start = (series: Series) => startOf(trace, series);
	if (second) {
		const xs = [start(first), ...first.points.map(finite)];
		const ys = [start(second), ...second.points.map(finite)];
		return way([nameOf(first), nameOf(second)], xs, ys, [0, ...first.steps], landscape);
	}
	if (!loss || loss.points.length !== first.points.length) return null;
	const xs = [start(first), ...first.points.map(finite)].slice(0, loss.points.length);
	const along = landscape?.along.length === xs.length ? landscape.along.map(finite) : null;
	return way([nameOf(first), nameOf(loss)], xs, along ?? loss.points.map(finite), loss.steps, landscape);
}

function way(
	names: readonly [string, string],
	xs: readonly (number | null)[],
	ys: readonly (number | null)[],
	steps: readonly (number | null)[],
	landscape: Landscape | null,
): Path | null {
	const known = xs.flatMap((x, point) => {
		const y = ys[point] ?? null;
		return x === null || y === null ? [] : [{ point: [x, y] as const, step: steps[point] ?? null }];
	});
	if (known.length < 2) return null;
	return {
		kind: "path",
		names,
		points: known.map(({ point }) => point),
		steps: known.map(({ step }) => step),
		landscape,
	};
}

/** What a parameter held before the training. */
function startOf(trace: Trace, { name, element }: Series): number | null {
	const leaf = trace.nodes.find((node) => node.kind === "leaf" && node.label === name);
	if (!leaf || leaf.value === null) return null;
	let data: unknown = at(trace.values, leaf.value).data;
	for (const index of element ?? []) data = Array.isArray(data) ? data[index] : null;
	while (Array.isArray(data) && data.length === 1) data = data[0];
	return typeof data === "number" ? data : null;
}

function fits(landscape: Landscape | null, names: readonly string[]): boolean {
	return landscape !== null && landscape.parameters.join() === names.join();
}

function finite(point: Scalar | null): number | null {
	const x = point === null ? Number.NaN : toNumber(point);
	return Number.isFinite(x) ? x : null;
}

/** Lines over one axis of all their x in ascending order; words along an axis are numbered in order of appearance. */
function chartOf({ step, title, xlabel, ylabel, lines }: Chart): Curves {
	const words = new Map<string, number>();
	const numberOf = (x: Scalar): number => {
		const plain = toNumber(x);
		if (typeof x !== "string" || Number.isFinite(plain) || /^(NaN|-?Infinity)$/.test(x)) return plain;
		const known = words.get(x) ?? words.size;
		words.set(x, known);
		return known;
	};
	const drawn = lines.map((line) => ({
		line,
		points: new Map(line.x.map((x, place) => [numberOf(x), line.y[place]])),
	}));
	const x = [...new Set(drawn.flatMap(({ points }) => [...points.keys()]))]
		.filter(Number.isFinite)
		.sort((one, other) => one - other);
	return {
		kind: "curves",
		topic: "chart",
		title,
		line: null,
		xlabel,
		ylabel,
		x,
		curves: drawn.map(({ line: { label, kind, style }, points }, place) => ({
			name: label ?? ylabel ?? String(place + 1),
			y: x.map((each) => finite(points.get(each) ?? null)),
			style: styleOf(kind, style ?? ""),
			dashed: /--|-\.|:/.test(style ?? ""),
		})),
		steps: x.map(() => null),
		from: step,
	};
}

/** matplotlib's format string: a marker alone draws points, with a line style both. */
function styleOf(kind: "line" | "scatter", style: string): Curve["style"] {
	const hasMarker = /[.,ov^<>1-4s*hH+xXDd|]/.test(style.replace(/-\.|C\d/g, "").replace(/^[bgrcmykw]/, ""));
	if (kind === "scatter") return "points";
	if (!hasMarker) return "line";
	return /-|:/.test(style) ? "both" : "points";
}
