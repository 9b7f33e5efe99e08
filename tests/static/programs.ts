// Traces of programs with loops and modules, written by hand: what they compute is of no matter, only how they hang together.
import { load } from "#src/trace/load";
import { at, type Edge, type Group, type Loop, type Node, type Series, type Step, type Trace } from "#src/trace/schema";

/** Records what is called on it, in order, as a trace would hold it. */
export class Program {
	readonly nodes: Node[] = [];
	readonly edges: Edge[] = [];
	readonly steps: Step[] = [];
	readonly groups: Group[] = [];
	readonly loops: (Omit<Loop, "first"> & { first: number })[] = [];
	private readonly values: number[] = [];
	private group: number | null = null;
	private passes = 0;

	leaf(label: string, more: Partial<Node> = {}): number {
		return this.node("leaf", null, label, { requires_grad: true, is_parameter: true, ...more });
	}

	operation(operation: string, ...operands: number[]): number {
		const requires_grad = operands.some((source) => at(this.nodes, source).requires_grad);
		const id = this.node("operation", operation, `t${this.nodes.length}`, { requires_grad });
		operands.forEach((source, slot) => {
			const differentiable = requires_grad && at(this.nodes, source).requires_grad;
			this.edges.push({ id: this.edges.length, source, target: id, slot, output: 0, differentiable });
		});
		this.steps.push({ kind: "forward", node: id, line: null });
		return id;
	}

	/** A result that no gradient comes back through. */
	detached(...operands: number[]): number {
		const id = this.operation("detach", ...operands);
		this.nodes[id] = { ...at(this.nodes, id), requires_grad: false };
		for (const edge of this.edges) if (edge.target === id) this.edges[edge.id] = { ...edge, differentiable: false };
		return id;
	}

	/** Walks every differentiable edge behind `root`, last operation first. */
	backward(root: number): void {
		const pass = this.passes++;
		const due = new Set([root]);
		this.steps.push({ kind: "seed", pass, node: root, output: 0, value: this.value(1) });
		for (let id = root; id >= 0; id--) {
			if (!due.has(id)) continue;
			if (at(this.nodes, id).kind === "leaf") {
				const [contribution, after] = [this.value(1), this.value(1)];
				this.steps.push({ kind: "accumulate", pass, node: id, contribution, before: null, after });
				continue;
			}
			const walked = this.edges.filter((edge) => edge.target === id && edge.differentiable);
			const contributions = walked.map(({ id: edge }) => ({
				edge,
				value: this.value(1),
				sum: this.value(1),
				local: null,
			}));
			this.steps.push({ kind: "backward", pass, node: id, grad: this.value(1), contributions });
			for (const edge of walked) due.add(edge.source);
		}
	}

	update(node: number): void {
		this.steps.push({
			kind: "update",
			node,
			before: at(this.nodes, node).value as number,
			after: this.value(2),
			line: null,
			of_grad: false,
		});
	}

	loop(line: number, iterations: number, body: (iteration: number) => void): void {
		const loop = {
			id: this.loops.length,
			parent: null,
			span: null,
			line,
			total: iterations,
			first: 0,
			starts: [],
			end: 0,
		};
		const starts: number[] = [];
		this.loops.push(loop);
		for (let iteration = 0; iteration < iterations; iteration++) {
			starts.push(this.steps.length);
			body(iteration);
		}
		this.loops[loop.id] = { ...loop, starts, end: this.steps.length };
	}

	module<Result>(name: string, body: () => Result): Result {
		const outer = this.group;
		this.group =
			this.groups.push({ id: this.groups.length, kind: "module", parent: outer, name, type: "Module", line: 1 }) - 1;
		const result = body();
		this.group = outer;
		return result;
	}

	trace(source = "", series: Series[] = []): Trace {
		return load({
			format: "tapedeck/trace",
			version: 1,
			engine: { tapedeck: "test", torch: "test" },
			program: { language: "torch", source, inputs: {}, frozen: [], dtype: "float64", seed: 0, setup: "" },
			values: this.values.map((data) => ({ shape: [], dtype: "float64", data })),
			nodes: this.nodes,
			edges: this.edges,
			steps: this.steps,
			autograd: [],
			variables: {},
			stdout: "",
			error: null,
			groups: this.groups,
			loops: this.loops,
			series,
			charts: [],
		});
	}

	private node(kind: Node["kind"], operation: string | null, label: string, more: Partial<Node>): number {
		const id = this.nodes.length;
		const grad_fn = kind === "operation" ? `${operation}Backward0` : null;
		const value = this.value(id);
		const plain = { id, kind, operation, name: null, label, span: null, value, grad_fn, autograd: [], scope: [] };
		this.nodes.push({ ...plain, requires_grad: false, is_parameter: false, group: this.group, ...more });
		return id;
	}

	private value(number: number): number {
		return this.values.push(number) - 1;
	}
}

/** A line fitted by gradient descent: what every tutorial begins with. */
export function training(epochs: number): Program {
	const program = new Program();
	const [w, b] = [program.leaf("w"), program.leaf("b")];
	const x = program.leaf("x", { requires_grad: false, is_parameter: false });
	program.loop(3, epochs, () => {
		const loss = program.operation("mean", program.operation("add", program.operation("mul", w, x), b));
		program.backward(loss);
		for (const parameter of [w, b]) program.update(parameter);
	});
	return program;
}

/** A module of so many layers with one parameter each, and a way around every second: a small residual network. */
export function network(program: Program, input: number, layers: number, wide = 1): number {
	return program.module("model", () => {
		let h = input;
		for (let layer = 0; layer < layers; layer++) {
			h = program.module(`layer${layer}`, () => {
				const before = h;
				let inner = h;
				for (let unit = 0; unit < wide; unit++) {
					inner = program.module(`unit${unit}`, () =>
						program.operation("mul", inner, program.leaf(`model.layer${layer}.w`)),
					);
					inner = program.operation("relu", inner);
				}
				return layer % 2 === 0 ? inner : program.operation("add", inner, before);
			});
		}
		return h;
	});
}
