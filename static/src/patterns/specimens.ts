// One of everything that the picture can show: a small trace, and nodes and edges of it in every state. Pure.
import type { EdgePhase, NodeState } from "#src/trace/frame";
import { load } from "#src/trace/load";
import type { Edge, Node, Trace, Value } from "#src/trace/schema";

/** A node in a state, and the words key of what it shows. */
export interface NodeSpecimen {
	readonly key: string;
	readonly node: number;
	readonly state: NodeState;
	/** Where it does not stand for itself: for a closed group, or it comes from another iteration. */
	readonly role?: "node" | "group" | "entry";
}

/** An edge in a phase; `still` ones carry no gradient. */
export interface EdgeSpecimen {
	readonly phase: EdgePhase;
	readonly edge: number;
}

const REST: NodeState = {
	phase: "recorded",
	reason: null,
	value: null,
	arrived: 0,
	due: 0,
	sum: null,
	grad: null,
	dotGrad: null,
	version: 0,
};

const wave = (length: number) => Array.from({ length }, (_, index) => Math.sin(index * 0.7));
const DATA: readonly (readonly [shape: number[], data: unknown])[] = [
	[[2], [2, 3]],
	[[2], [36, 81]],
	[[], -1.5],
	[[], 0.1491],
	[
		[2, 2],
		[
			[1, 2],
			[3, -4.25],
		],
	],
	[[48], wave(48)],
	[[2], ["NaN", "-Infinity"]],
	[[0], []],
	[[], 3],
];
const VECTOR = 0;
const VECTOR_GRAD = 1;
const SCALAR = 2;
const SCALAR_GRAD = 3;
const MATRIX = 4;
const LONG = 5;
const SPECIAL = 6;
const EMPTY = 7;
const THREE = 8;
const LARGE = 9;

const HISTOGRAM = [1, 2, 5, 9, 15, 24, 33, 40, 41, 34, 25, 16, 9, 4, 2, 1];
const SUMMARY = { min: -3.1, max: 3.2, mean: 0, norm: 31.6, nan: 0, inf: 0, head: wave(8), histogram: HISTOGRAM };

function values(): Value[] {
	const whole = DATA.map(([shape, data]): Value => ({ shape, dtype: "float64", data, summary: null }));
	return [...whole, { shape: [40, 25], dtype: "float64", data: null, summary: SUMMARY }];
}

type Kind = Node["kind"];

function node(id: number, kind: Kind, label: string, value: number | null, more: Partial<Node> = {}): Node {
	return {
		id,
		kind,
		operation: null,
		name: label,
		label,
		span: null,
		line: null,
		value,
		outputs: null,
		requires_grad: kind !== "constant",
		grad_fn: null,
		is_parameter: false,
		scope: [],
		autograd: [],
		saved: [],
		...more,
	};
}

const LEAF = 0;
const FROZEN = 1;
export const PARAMETER = 2;
const CONSTANT = 3;
const POWER = 4;
const GROUP = 5;
const FAILED = 6;
const UNRECORDED = 7;
const NAMED = 8;
const FIRST_FACE = 9;

const FACES = [SCALAR, VECTOR, MATRIX, LONG, LARGE, SPECIAL, EMPTY] as const;
const FACE_KEYS = ["scalar", "vector", "matrix", "heat", "histogram", "special", "empty"] as const;

/** The trace that all specimens are taken from. */
export function specimenTrace(): Trace {
	const pow = { operation: "pow", grad_fn: "PowBackward0" };
	const nodes = [
		node(LEAF, "leaf", "a", VECTOR),
		node(FROZEN, "leaf", "x", SCALAR, { requires_grad: false }),
		node(PARAMETER, "leaf", "w", MATRIX, { is_parameter: true }),
		node(CONSTANT, "constant", "3", THREE),
		node(POWER, "operation", "t₁", VECTOR, pow),
		node(GROUP, "operation", "y", SCALAR, { operation: "linear", autograd: [0, 1] }),
		node(FAILED, "operation", "t₂", null, { operation: "matmul" }),
		node(UNRECORDED, "operation", "t₁", VECTOR, { operation: "pow", requires_grad: false }),
		node(NAMED, "operation", "t₃", VECTOR, { operation: "multilabel_soft_margin_loss" }),
		...FACES.map((value, index) => node(FIRST_FACE + index, "operation", `v${index}`, value, pow)),
	];
	const edge = (id: number, source: number, target: number, slot: number, differentiable: boolean): Edge => ({
		id,
		source,
		target,
		slot,
		output: 0,
		differentiable,
		local: null,
	});
	return load({
		format: "tapedeck/trace",
		version: 1,
		engine: { tapedeck: "", torch: "" },
		program: { language: "expression", source: "", inputs: {}, defaulted: [], frozen: [], dtype: "float64", seed: 0 },
		values: values(),
		nodes,
		edges: [
			edge(0, LEAF, POWER, 0, true),
			edge(1, CONSTANT, POWER, 1, false),
			edge(2, POWER, FIRST_FACE, 0, true),
			edge(3, POWER, FIRST_FACE, 1, true),
		],
		steps: [],
		autograd: ["AddmmBackward0", "TBackward0"].map((name, id) => ({ id, name, node: GROUP, next: [] })),
		variables: {},
		stdout: "",
		error: null,
		groups: [{ id: 0, kind: "module", parent: null, name: "fc", type: "Linear", line: 1 }],
	});
}

/** Leaves and constants. */
export const LEAVES: readonly NodeSpecimen[] = [
	{ key: "leaf-empty", node: LEAF, state: { ...REST, value: VECTOR } },
	{ key: "leaf-waiting", node: LEAF, state: { ...REST, value: VECTOR, phase: "waiting", arrived: 1, due: 2 } },
	{ key: "leaf-full", node: LEAF, state: { ...REST, value: VECTOR, phase: "complete", dotGrad: VECTOR_GRAD } },
	{ key: "leaf-frozen", node: FROZEN, state: { ...REST, value: SCALAR, phase: "never", reason: "frozen" } },
	{ key: "leaf-parameter", node: PARAMETER, state: { ...REST, value: MATRIX } },
	{ key: "constant", node: CONSTANT, state: { ...REST, value: THREE, phase: "never", reason: "constant" } },
];

/** An operation in every phase, and in the last for every reason. */
export const OPERATIONS: readonly NodeSpecimen[] = [
	{ key: "ghost", node: POWER, state: { ...REST, phase: "ghost" } },
	{ key: "running", node: POWER, state: { ...REST, phase: "running", value: VECTOR } },
	{ key: "recorded", node: POWER, state: { ...REST, value: VECTOR } },
	{
		key: "waiting",
		node: POWER,
		state: { ...REST, phase: "waiting", value: VECTOR, arrived: 1, due: 2, sum: VECTOR_GRAD },
	},
	{
		key: "complete",
		node: POWER,
		state: { ...REST, phase: "complete", value: VECTOR, arrived: 2, due: 2, sum: VECTOR_GRAD, grad: VECTOR_GRAD },
	},
	...(["constant", "frozen", "data", "detached", "no-grad", "integer", "gradient", "unreached"] as const).map(
		(reason) => ({
			key: `never-${reason}`,
			node: reason === "unreached" ? POWER : UNRECORDED,
			state: { ...REST, phase: "never" as const, reason, value: VECTOR },
		}),
	),
	{ key: "named", node: NAMED, state: { ...REST, value: VECTOR } },
	{ key: "group", node: GROUP, state: { ...REST, value: SCALAR, phase: "complete", grad: SCALAR_GRAD } },
	{
		key: "closed",
		node: GROUP,
		role: "group",
		state: { ...REST, value: SCALAR, phase: "complete", grad: SCALAR_GRAD },
	},
	{ key: "entry", node: POWER, role: "entry", state: { ...REST, value: VECTOR } },
	{ key: "failed", node: FAILED, state: { ...REST, phase: "ghost" } },
];

/** Every way in which a value is shown, as value and as gradient. */
export const VALUES: readonly NodeSpecimen[] = FACES.map((value, index) => ({
	key: `value-${FACE_KEYS[index]}`,
	node: FIRST_FACE + index,
	state: { ...REST, phase: "complete", value, grad: value },
}));

export const EDGES: readonly EdgeSpecimen[] = [
	...(["ghost", "forward", "recorded", "backward", "done"] as const).map((phase) => ({ phase, edge: 0 })),
	{ phase: "recorded", edge: 1 },
];
