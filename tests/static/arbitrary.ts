// Traces of random programs, for laws: scalars added and multiplied, several passes, hooks, clearing and updating.
import fc from "fast-check";
import { at, type Contribution, type Edge, type Node, type Step, type Trace } from "#src/trace/schema";

type Instruction =
	| { kind: "leaf"; number: number; frozen: boolean }
	| { kind: "constant"; number: number }
	| { kind: "apply"; operation: "add" | "mul" | "detach"; picks: number[]; grad: boolean }
	| { kind: "backward"; pick: number; hooked: boolean }
	| { kind: "zero"; pick: number; toNone: boolean }
	| { kind: "update"; pick: number; ofGrad: boolean }
	| { kind: "print" };

const pick = fc.nat({ max: 1000 });

const instruction: fc.Arbitrary<Instruction> = fc.oneof(
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("leaf" as const),
			number: fc.integer({ min: -3, max: 3 }),
			frozen: fc.boolean(),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("constant" as const), number: fc.integer({ min: -3, max: 3 }) }),
	},
	{
		weight: 8,
		arbitrary: fc.record({
			kind: fc.constant("apply" as const),
			operation: fc.constantFrom("add" as const, "add" as const, "mul" as const, "mul" as const, "detach" as const),
			picks: fc.array(pick, { minLength: 2, maxLength: 2 }),
			grad: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("backward" as const), pick, hooked: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("zero" as const), pick, toNone: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("update" as const), pick, ofGrad: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.constant({ kind: "print" as const }) },
);

/** Any trace: at least one leaf, then up to 40 instructions. */
export const traces: fc.Arbitrary<Trace> = fc
	.array(instruction, { maxLength: 40, size: "max" })
	.map((instructions) => new Recorder().run([{ kind: "leaf", number: 2, frozen: false }, ...instructions]));

class Recorder {
	private readonly values: number[] = [];
	private readonly nodes: Node[] = [];
	private readonly edges: Edge[] = [];
	private readonly steps: Step[] = [];
	private readonly dotGrad = new Map<number, number>();
	private passes = 0;

	run(instructions: readonly Instruction[]): Trace {
		for (const each of instructions) this.carryOut(each);
		return {
			format: "tapedeck/trace",
			version: 1,
			engine: { tapedeck: "test", torch: "test" },
			program: { language: "torch", source: "", inputs: {}, frozen: [], dtype: "float64", seed: 0, setup: "" },
			values: this.values.map((data) => ({ shape: [], dtype: "float64", data })),
			nodes: this.nodes,
			edges: this.edges,
			steps: this.steps,
			autograd: [],
			variables: Object.fromEntries(
				this.nodes.map(({ id, value, requires_grad, kind, grad_fn }) => [
					`v${id}`,
					{ value, grad: this.dotGrad.get(id) ?? null, requires_grad, is_leaf: kind === "leaf", grad_fn },
				]),
			),
			stdout: this.steps.map((step) => (step.kind === "output" ? step.text : "")).join(""),
			error: null,
		};
	}

	private carryOut(each: Instruction): void {
		const leaves = this.nodes.filter(({ kind, requires_grad }) => kind === "leaf" && requires_grad);
		switch (each.kind) {
			case "leaf":
				this.node("leaf", null, each.number, !each.frozen);
				return;
			case "constant":
				this.node("constant", null, each.number, false);
				return;
			case "apply":
				this.apply(each);
				return;
			case "backward": {
				const roots = this.nodes.filter(({ kind, requires_grad }) => kind === "operation" && requires_grad);
				if (roots.length > 0) this.backward(at(roots, each.pick % roots.length), each.hooked);
				return;
			}
			case "zero": {
				const { id } = at(leaves, each.pick % leaves.length);
				const before = this.dotGrad.get(id) ?? null;
				const after = each.toNone || before === null ? null : this.value(0);
				this.steps.push({ kind: "zero", node: id, before, after });
				if (after === null) this.dotGrad.delete(id);
				else this.dotGrad.set(id, after);
				return;
			}
			case "update": {
				const { id, value } = at(leaves, each.pick % leaves.length);
				const before = each.ofGrad ? this.dotGrad.get(id) : (value as number);
				if (before === undefined) return;
				const after = this.value(1);
				if (each.ofGrad) this.dotGrad.set(id, after);
				this.steps.push({ kind: "update", node: id, before, after, line: null, of_grad: each.ofGrad });
				return;
			}
			case "print":
				this.steps.push({ kind: "output", text: `line ${this.steps.length}\n`, line: null });
		}
	}

	private apply({ operation, picks, grad }: Extract<Instruction, { kind: "apply" }>): void {
		const sources = picks
			.slice(0, operation === "detach" ? 1 : 2)
			.map((chosen) => at(this.nodes, chosen % this.nodes.length));
		const numbers = sources.map((source) => at(this.values, source.value as number));
		const number = operation === "mul" ? numbers.reduce((x, y) => x * y) : numbers.reduce((x, y) => x + y);
		const requires = grad && operation !== "detach" && sources.some((source) => source.requires_grad);
		const { id } = this.node("operation", operation, number, requires);
		sources.forEach((source, slot) => {
			const differentiable = requires && source.requires_grad;
			this.edges.push({ id: this.edges.length, source: source.id, target: id, slot, output: 0, differentiable });
		});
		this.steps.push({ kind: "forward", node: id, line: null });
	}

	private backward(root: Node, hooked: boolean): void {
		const pass = this.passes++;
		const seed = this.value(1);
		const sums = new Map([[root.id, seed]]);
		this.steps.push({ kind: "seed", pass, node: root.id, output: 0, value: seed });
		for (let id = root.id; id >= 0; id--) {
			let grad = sums.get(id);
			if (grad === undefined) continue;
			if (hooked && id % 3 === 0) {
				const after = this.value(2 * at(this.values, grad));
				this.steps.push({ kind: "hook", pass, node: id, output: 0, before: grad, after });
				grad = after;
			}
			if (at(this.nodes, id).kind === "leaf") this.accumulate(pass, id, grad);
			else
				this.steps.push({ kind: "backward", pass, node: id, grad, contributions: this.contributions(id, grad, sums) });
		}
	}

	private contributions(target: number, grad: number, sums: Map<number, number>): Contribution[] {
		const operands = this.edges.filter((edge) => edge.target === target);
		return operands
			.filter((edge) => edge.differentiable)
			.map((edge) => {
				const others = operands
					.filter((other) => other !== edge)
					.map((other) => at(this.nodes, other.source).value as number);
				const local = at(this.nodes, target).operation === "mul" ? at(this.values, at(others, 0)) : 1;
				const value = this.value(at(this.values, grad) * local);
				const before = sums.get(edge.source);
				const sum = before === undefined ? value : this.value(at(this.values, before) + at(this.values, value));
				sums.set(edge.source, sum);
				return { edge: edge.id, value, sum, local: null };
			});
	}

	private accumulate(pass: number, node: number, contribution: number): void {
		const before = this.dotGrad.get(node) ?? null;
		const after = before === null ? contribution : this.value(at(this.values, before) + at(this.values, contribution));
		this.steps.push({ kind: "accumulate", pass, node, contribution, before, after });
		this.dotGrad.set(node, after);
	}

	private node(kind: Node["kind"], operation: string | null, number: number, requires_grad: boolean): Node {
		const id = this.nodes.length;
		const grad_fn = kind === "operation" && requires_grad ? `${operation}Backward0` : null;
		const node: Node = {
			id,
			kind,
			operation,
			name: null,
			label: `v${id}`,
			span: null,
			value: this.value(number),
			requires_grad,
			grad_fn,
			is_parameter: false,
			scope: [],
			autograd: [],
		};
		this.nodes.push(node);
		return node;
	}

	private value(number: number): number {
		return this.values.push(number) - 1;
	}
}
