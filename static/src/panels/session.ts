// What a person has typed: the program, its inputs, and the way back. Pure; one reducer, no clock of its own.
import type { Tensor } from "./tensor";

export type Language = "auto" | "expression" | "torch";
export type Dtype = "float32" | "float64";

/** A request as a person edits it. Inputs nobody gave are absent: the server takes its documented default. */
export interface Program {
	readonly source: string;
	readonly language: Language;
	readonly inputs: ReadonlyMap<string, Tensor>;
	readonly frozen: readonly string[];
	/** The vector v of vᵀJ; `null`: ones. */
	readonly gradOutput: Tensor | null;
	readonly dtype: Dtype;
	readonly seed: number;
	/** PyTorch code that runs before `source`, as the cells above it in a notebook. */
	readonly setup: string;
	/** Iterations of the outermost long loop to record in full, half-open; `null`: the server chooses. */
	readonly window: Window | null;
}

/** Half-open, as on the wire. */
export type Window = readonly [from: number, end: number];

export interface Session {
	readonly program: Program;
	readonly past: readonly Program[];
	readonly future: readonly Program[];
	/** The field that was edited last and when (ms): edits of one field in quick succession are one step of undo. */
	readonly latest: { readonly field: string; readonly at: number } | null;
}

export type Edit =
	| { type: "source"; source: string; at: number }
	| { type: "input"; name: string; tensor: Tensor | null; at: number }
	| { type: "freeze"; name: string; frozen: boolean; at: number }
	| { type: "grad-output"; tensor: Tensor | null; at: number }
	| { type: "dtype"; dtype: Dtype; at: number }
	| { type: "language"; language: Language; at: number }
	| { type: "seed"; seed: number; at: number }
	| { type: "setup"; setup: string; at: number }
	| { type: "window"; window: Window | null; at: number }
	/** The block joins the set-up, and the next one begins. */
	| { type: "keep"; at: number }
	| { type: "open"; program: Program; at: number }
	| { type: "undo" }
	| { type: "redo" };

/** Edits of one field closer together than this (ms) are undone together. */
const ONE_GO = 800;
/** What is undone by itself, however quickly it follows what was before. */
const WHOLE: readonly string[] = ["open", "keep"];
/** Steps of undo that are kept. */
const DEPTH = 200;

export const EMPTY: Program = {
	source: "",
	language: "auto",
	inputs: new Map(),
	frozen: [],
	gradOutput: null,
	dtype: "float64",
	seed: 0,
	setup: "",
	window: null,
};

export function begin(program: Program): Session {
	return { program, past: [], future: [], latest: null };
}

/** The session after `edit`; the same object where nothing changed. */
export function edit(session: Session, change: Edit): Session {
	if (change.type === "undo") return undo(session);
	if (change.type === "redo") return redo(session);
	const program = changed(session.program, change);
	if (program === session.program) return session;
	const field = fieldOf(change);
	const together =
		session.latest !== null &&
		session.latest.field === field &&
		change.at - session.latest.at < ONE_GO &&
		!WHOLE.includes(field);
	const past = together ? session.past : [...session.past, session.program].slice(-DEPTH);
	return { program, past, future: [], latest: { field, at: change.at } };
}

function undo(session: Session): Session {
	const program = session.past.at(-1);
	if (program === undefined) return session;
	return { program, past: session.past.slice(0, -1), future: [session.program, ...session.future], latest: null };
}

function redo(session: Session): Session {
	const [program, ...future] = session.future;
	if (program === undefined) return session;
	return { program, past: [...session.past, session.program], future, latest: null };
}

type Change = Exclude<Edit, { type: "undo" | "redo" }>;

function fieldOf(change: Change): string {
	return change.type === "input" || change.type === "freeze" ? `${change.type} ${change.name}` : change.type;
}

function changed(program: Program, change: Change): Program {
	switch (change.type) {
		case "source":
			return change.source === program.source ? program : { ...program, source: change.source };
		case "input": {
			const inputs = new Map(program.inputs);
			if (change.tensor === null) inputs.delete(change.name);
			else inputs.set(change.name, change.tensor);
			return same(program.inputs.get(change.name) ?? null, change.tensor) ? program : { ...program, inputs };
		}
		case "freeze": {
			const others = program.frozen.filter((name) => name !== change.name);
			const frozen = change.frozen ? [...others, change.name] : others;
			return frozen.length === program.frozen.length ? program : { ...program, frozen };
		}
		case "grad-output":
			return same(program.gradOutput, change.tensor) ? program : { ...program, gradOutput: change.tensor };
		case "dtype":
			return change.dtype === program.dtype ? program : { ...program, dtype: change.dtype };
		case "language":
			return change.language === program.language ? program : { ...program, language: change.language };
		case "seed":
			return change.seed === program.seed ? program : { ...program, seed: change.seed };
		case "setup":
			return change.setup === program.setup ? program : { ...program, setup: change.setup };
		case "window":
			return change.window?.join() === program.window?.join() ? program : { ...program, window: change.window };
		case "keep":
			if (program.source.trim() === "") return program;
			return { ...program, source: "", setup: joined(program.setup, program.source), window: null };
		case "open":
			return change.program;
	}
}

/** Two pieces of code, one after the other; an empty line between them, as between the cells of a notebook. */
export function joined(before: string, after: string): string {
	return before.trim() === "" ? after : `${before.trimEnd()}\n\n${after}`;
}

function same(x: Tensor | null, y: Tensor | null): boolean {
	return JSON.stringify(x) === JSON.stringify(y);
}

/** The body of a request. A name such as `__proto__` stays an ordinary key. */
export function toRequest(program: Program): Record<string, unknown> {
	return {
		source: program.source,
		language: program.language,
		inputs: Object.fromEntries(program.inputs),
		frozen: program.frozen,
		grad_output: program.gradOutput,
		dtype: program.dtype,
		seed: program.seed,
		setup: program.setup,
		window: program.window,
	};
}
