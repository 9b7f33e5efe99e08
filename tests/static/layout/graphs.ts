// Graphs like those that autograd records, as sketches: what the layout is tested and measured on.
import type { Link, Sketch } from "#src/layout/sketch";

/** Grows item by item in order of execution, so that operands come before what uses them. */
export class Drawing {
	private readonly lengths: number[] = [];
	private readonly breadths: number[] = [];
	private readonly light: boolean[] = [];
	private readonly links: Link[] = [];

	leaf(): number {
		return this.item(92, 80, false);
	}

	constant(): number {
		return this.item(20, 22, true);
	}

	operation(...operands: number[]): number {
		const target = this.item(138, 80, false);
		operands.forEach((source, slot) => {
			this.links.push({ source, target, slot, slots: operands.length });
		});
		return target;
	}

	sketch(): Sketch {
		const { lengths, breadths, light, links } = this;
		return { direction: "right", lengths, breadths, light, links };
	}

	private item(length: number, breadth: number, light: boolean): number {
		this.lengths.push(length);
		this.breadths.push(breadth);
		this.light.push(light);
		return this.lengths.length - 1;
	}
}

/** One item for each scalar operation of a perceptron; `sizes` from inputs to outputs. */
export function scalarPerceptron(...sizes: number[]): Sketch {
	const drawing = new Drawing();
	let layer = Array.from({ length: sizes[0] ?? 0 }, () => drawing.leaf());
	for (const width of sizes.slice(1)) {
		const inputs = layer;
		layer = Array.from({ length: width }, () => {
			let sum = drawing.leaf();
			for (const input of inputs) sum = drawing.operation(sum, drawing.operation(drawing.leaf(), input));
			return drawing.operation(sum);
		});
	}
	for (const output of layer) {
		const difference = drawing.operation(output, drawing.leaf());
		drawing.operation(difference, drawing.constant());
	}
	return drawing.sketch();
}

/** Blocks of three convolutions with a way around them. */
export function residual(blocks: number): Sketch {
	const drawing = new Drawing();
	const stage = (input: number) =>
		drawing.operation(drawing.operation(input, drawing.leaf()), drawing.leaf(), drawing.leaf());
	let stream = drawing.operation(stage(drawing.leaf()));
	for (let block = 0; block < blocks; block++) {
		const inner = stage(drawing.operation(stage(drawing.operation(stage(stream)))));
		stream = drawing.operation(drawing.operation(inner, block % 4 === 0 ? stage(stream) : stream));
	}
	drawing.operation(drawing.operation(stream), drawing.leaf());
	return drawing.sketch();
}

/** A training loop, one gradient step after the other; the examples and the learning rate are shared by all. */
export function loop(steps: number): Sketch {
	const drawing = new Drawing();
	const [inputs, targets, rate] = [drawing.leaf(), drawing.leaf(), drawing.leaf()];
	let [first, second] = [drawing.leaf(), drawing.leaf()];
	for (let step = 0; step < steps; step++) {
		const hidden = drawing.operation(drawing.operation(inputs, first));
		const error = drawing.operation(drawing.operation(hidden, second), targets);
		const upstream = drawing.operation(error, drawing.operation(drawing.operation(error)));
		const gradients = [
			drawing.operation(inputs, drawing.operation(upstream, second)),
			drawing.operation(hidden, upstream),
		];
		const [firstStep, secondStep] = gradients.map((gradient) => drawing.operation(gradient, rate)) as [number, number];
		first = drawing.operation(first, firstStep);
		second = drawing.operation(second, secondStep);
	}
	return drawing.sketch();
}

/** Blocks of attention with their heads side by side, and a mask that all of them use. */
export function transformer(blocks: number, heads: number): Sketch {
	const drawing = new Drawing();
	const norm = (input: number) => drawing.operation(input, drawing.leaf(), drawing.leaf());
	const mask = drawing.leaf();
	let stream = drawing.operation(drawing.leaf(), drawing.leaf());
	for (let block = 0; block < blocks; block++) {
		const [queries, keys, values] = [norm(stream), norm(stream), norm(stream)];
		const outputs = Array.from({ length: heads }, () => {
			const scores = drawing.operation(drawing.operation(queries), drawing.operation(drawing.operation(keys)));
			const weights = drawing.operation(drawing.operation(drawing.operation(scores), mask));
			return drawing.operation(weights, drawing.operation(values));
		});
		stream = drawing.operation(stream, norm(drawing.operation(...outputs)));
		stream = drawing.operation(stream, norm(drawing.operation(norm(norm(stream)))));
	}
	drawing.operation(norm(stream), drawing.leaf());
	return drawing.sketch();
}

/** An expression of `count` operations on a few leaves; operands are mostly recent ones. The same for the same seed. */
export function expression(count: number, seed: number): Sketch {
	const drawing = new Drawing();
	let state = seed;
	const random = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	const items = Array.from({ length: Math.max(2, Math.ceil(count / 12)) }, () => drawing.leaf());
	const recent = () => items[Math.max(0, items.length - 1 - Math.floor(8 * random() ** 2))] as number;
	for (let each = 0; each < count; each++) {
		const kind = random();
		if (kind < 0.25) items.push(drawing.operation(recent()));
		else items.push(drawing.operation(recent(), kind < 0.4 ? drawing.constant() : recent()));
	}
	return drawing.sketch();
}

/** By name; those of about 10, 100 and 1,000 items are measured, the small ones are compared with Graphviz. */
export const GRAPHS: ReadonlyMap<string, () => Sketch> = new Map([
	["expression 5", () => expression(5, 3)],
	["residual, 2 blocks", () => residual(2)],
	["expression 40", () => expression(40, 1)],
	["loop of 3", () => loop(3)],
	["perceptron 2-4-4-1", () => scalarPerceptron(2, 4, 4, 1)],
	["transformer, 2 blocks of 4 heads", () => transformer(2, 4)],
	["expression 100", () => expression(100, 7)],
	["residual, 42 blocks", () => residual(42)],
	["loop of 60", () => loop(60)],
	["perceptron 3-14-14-1", () => scalarPerceptron(3, 14, 14, 1)],
	["transformer, 12 blocks of 4 heads", () => transformer(12, 4)],
	["expression 900", () => expression(900, 11)],
]);
