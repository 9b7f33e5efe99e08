// What to begin with: expressions, each one idea of automatic differentiation in a line or two, and programs by title.
import { EMPTY, type Program } from "./session";
import type { Tensor } from "./tensor";

function example(source: string, inputs: Record<string, Tensor>, frozen: readonly string[] = []): Program {
	return { ...EMPTY, source, inputs: new Map(Object.entries(inputs)), frozen };
}

export const EXPRESSIONS: readonly Program[] = [
	// The chain rule on vectors: the first picture of PyTorch's own tutorial.
	example("Q = 3a³ − b²", { a: [2, 3], b: [6, 4] }),
	// A fork: two contributions meet in x and are added.
	example("f = x·x·(x + y)", { x: 3, y: 2 }),
	// One neuron, its data frozen.
	example("y = σ(wx + b)", { w: 2, x: -1, b: 0.5 }, ["x"]),
	// A loss, line by line.
	example("ŷ = σ(wx + b)\nL = (ŷ − t)²", { w: 2, x: -1, b: 0.5, t: 1 }, ["x", "t"]),
	// Matrix times vector, and a norm.
	example("f = ‖Wx − y‖²", {
		W: [
			[1, 2],
			[3, 4],
		],
		x: [1, -1],
		y: [0, 1],
	}),
	// Broadcasting: b is repeated, its gradient is summed.
	example("z = X + b", {
		X: [
			[1, 2],
			[3, 4],
			[5, 6],
		],
		b: [10, 20],
	}),
	// A kink: torch has to choose.
	example("y = max(0, x)", { x: 0 }),
	// Functions of functions.
	example("f = x²y + sin(xy)", { x: 2, y: 3 }),
];

/** In the order of the menu. The title of each is `ui.example.<name>`; its text stands in `programs.ts`. */
export const PROGRAM_NAMES = [
	"external-grad",
	"my-linear",
	"manual-sgd",
	"linear-regression",
	"model-class",
	"propagation",
	"freezing",
	"hook",
	"gather",
	"logistic",
	"momentum",
] as const;

export type ProgramName = (typeof PROGRAM_NAMES)[number];
