// The step reducer: what each kind of step does to the picture. Frames and histories are both made of it.
import type { EdgeState, Frame, NodeState } from "./frame";
import type { Lookup, Pass } from "./lookup";
import { assertNever, at, type Contribution, type Step, type StepOf } from "./schema";

/** What a frame holds beside nodes and edges; `printed` counts characters. */
export interface Tally {
	readonly head: number;
	readonly printed: number;
	readonly pass: number | null;
	readonly error: StepOf<"error"> | null;
}

/** Ids whose state the last step replaced. */
export interface Changes {
	readonly nodes: ReadonlySet<number>;
	readonly edges: ReadonlySet<number>;
}

const GHOST_EDGE: EdgeState = { phase: "ghost", contribution: null, sum: null };
const NO_GRADIENT = { reason: null, arrived: 0, due: 0, sum: null, grad: null } as const;
const UNTOUCHED: NodeState = { phase: "ghost", ...NO_GRADIENT, value: null, dotGrad: null, version: 0 };

/** States are immutable and replaced; the arrays that hold them belong to the scene. */
export class Scene {
	nodes: NodeState[];
	edges: EdgeState[];
	tally: Tally;
	printed: string;
	private cursor: number;
	private readonly lookup: Lookup;
	private changedNodes = new Set<number>();
	private changedEdges = new Set<number>();
	/** What the next pass finds changed: nodes that have run and may get a gradient, edges that something came along. */
	private readonly awake = new Set<number>();
	private readonly walked = new Set<number>();

	/** The scene at the start, or at a frame made earlier. */
	constructor(lookup: Lookup, from?: Frame) {
		this.lookup = lookup;
		this.cursor = from?.cursor ?? 0;
		this.nodes = from ? [...from.nodes] : lookup.trace.nodes.map((node) => this.firstState(node.id));
		this.edges = from ? [...from.edges] : lookup.trace.edges.map(() => GHOST_EDGE);
		this.nodes.forEach((state, id) => {
			if (isAwake(state)) this.awake.add(id);
		});
		this.edges.forEach((state, id) => {
			if (state.contribution !== null) this.walked.add(id);
		});
		this.printed = from?.stdout ?? "";
		this.tally = {
			head: from?.head ?? 0,
			printed: this.printed.length,
			pass: from?.pass ?? null,
			error: from?.error ?? null,
		};
	}

	frame(): Frame {
		return {
			cursor: this.cursor,
			step: this.cursor === 0 ? null : at(this.lookup.trace.steps, this.cursor - 1),
			nodes: [...this.nodes],
			edges: [...this.edges],
			head: this.tally.head,
			stdout: this.printed,
			pass: this.tally.pass,
			error: this.tally.error,
		};
	}

	/** Lets the next step happen. */
	advance(): Changes {
		const steps = this.lookup.trace.steps;
		this.changedNodes = new Set();
		this.changedEdges = new Set();
		if (this.cursor > 0) this.settle(at(steps, this.cursor - 1));
		this.apply(at(steps, this.cursor));
		this.cursor += 1;
		return { nodes: this.changedNodes, edges: this.changedEdges };
	}

	/** What was under way in the last step rests now. */
	private settle(step: Step): void {
		if (step.kind === "forward") {
			const reason = at(this.lookup.reasons, step.node);
			this.setNode(step.node, reason === null ? { phase: "recorded" } : { phase: "never", reason });
			for (const edge of at(this.lookup.operands, step.node)) this.setEdge(edge.id, { phase: "recorded" });
		} else if (step.kind === "backward") {
			for (const { edge } of step.contributions) this.setEdge(edge, { phase: "done" });
		}
	}

	private apply(step: Step): void {
		switch (step.kind) {
			case "forward": {
				this.setNode(step.node, { phase: "running", value: at(this.lookup.trace.nodes, step.node).value });
				for (const edge of at(this.lookup.operands, step.node)) this.setEdge(edge.id, { phase: "forward" });
				const cell = at(this.lookup.cell, step.node);
				if (cell >= 0) this.tally = { ...this.tally, head: cell + 1 };
				return;
			}
			case "seed":
				this.seed(step);
				return;
			case "backward": {
				this.setNode(step.node, { phase: "complete", grad: step.grad });
				for (const contribution of step.contributions) this.contribute(contribution);
				const cell = at(this.lookup.cell, step.node);
				if (cell >= 0) this.tally = { ...this.tally, head: cell };
				return;
			}
			case "hook":
				this.setNode(step.node, { grad: step.after });
				return;
			case "accumulate":
				if (step.contribution !== null) this.setNode(step.node, { phase: "complete", grad: step.contribution });
				this.setNode(step.node, { dotGrad: step.after });
				return;
			case "zero":
				this.setNode(step.node, { dotGrad: step.after ?? null });
				return;
			case "update":
				if (step.of_grad) this.setNode(step.node, { dotGrad: step.after });
				else this.setNode(step.node, { value: step.after, version: at(this.nodes, step.node).version + 1 });
				return;
			case "output":
				this.printed += step.text;
				this.tally = { ...this.tally, printed: this.printed.length };
				return;
			case "error":
				this.tally = { ...this.tally, error: step };
				return;
			default:
				assertNever(step);
		}
	}

	private seed(step: StepOf<"seed">): void {
		if (step.pass !== this.tally.pass) this.openPass(step.pass);
		const { due } = at(this.nodes, step.node);
		const whole = { phase: "complete", sum: step.value, grad: step.value } as const;
		this.setNode(step.node, due === 0 ? whole : { phase: "waiting", sum: step.value });
		const cell = at(this.lookup.cell, step.node);
		this.tally = { ...this.tally, pass: step.pass, head: cell >= 0 ? cell + 1 : this.tally.head };
	}

	/** The gradients of the pass before go; what recorded nodes are waiting for is counted from the trace. */
	private openPass(number: number): void {
		const { due } = this.lookup.passes.find((candidate) => candidate.pass === number) as Pass;
		for (const id of [...this.awake]) {
			if (due.has(id) || at(this.lookup.reasons, id) !== null) continue;
			this.setNode(id, { ...NO_GRADIENT, phase: "never", reason: "unreached" });
		}
		for (const [id, count] of due) {
			if (at(this.nodes, id).phase === "ghost" || at(this.lookup.reasons, id) !== null) continue;
			this.setNode(id, { ...NO_GRADIENT, phase: "waiting", due: count });
		}
		for (const id of [...this.walked]) this.setEdge(id, { phase: "recorded", contribution: null, sum: null });
	}

	private contribute(contribution: Contribution): void {
		const { edge, value, sum } = contribution;
		this.setEdge(edge, { phase: "backward", contribution: value, sum });
		const { source } = at(this.lookup.trace.edges, edge);
		const { arrived, due } = at(this.nodes, source);
		const whole = arrived + 1 >= due;
		this.setNode(source, {
			phase: whole ? "complete" : "waiting",
			reason: null,
			arrived: arrived + 1,
			sum,
			grad: whole ? sum : null,
		});
	}

	private firstState(id: number): NodeState {
		const node = at(this.lookup.trace.nodes, id);
		if (node.kind === "operation") return UNTOUCHED;
		const reason = at(this.lookup.reasons, id);
		return { ...UNTOUCHED, phase: reason === null ? "recorded" : "never", reason, value: node.value };
	}

	private setNode(id: number, change: Partial<NodeState>): void {
		const state = { ...at(this.nodes, id), ...change };
		this.nodes[id] = state;
		this.changedNodes.add(id);
		if (isAwake(state)) this.awake.add(id);
		else this.awake.delete(id);
	}

	private setEdge(id: number, change: Partial<EdgeState>): void {
		const state = { ...at(this.edges, id), ...change };
		this.edges[id] = state;
		this.changedEdges.add(id);
		if (state.contribution === null) this.walked.delete(id);
		else this.walked.add(id);
	}
}

function isAwake({ phase }: NodeState): boolean {
	return phase !== "ghost" && phase !== "never";
}
