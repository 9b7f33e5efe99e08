// A program ↔ the state of a link: what reload, share and autosave carry.
import type { LinkState } from "#src/player/link";
import type { Elements } from "#src/trace/schema";
import { EMPTY, type Program } from "./session";
import { shapeOf, type Tensor } from "./tensor";

/** What stands in a link; fields that hold their default are left out, so that links stay short. */
export function toLink(program: Program, cursor: number): LinkState {
	return {
		source: program.source,
		...(program.language === EMPTY.language ? {} : { language: program.language }),
		...(program.inputs.size === 0 ? {} : { inputs: Object.fromEntries(program.inputs) as Record<string, Elements> }),
		...(program.frozen.length === 0 ? {} : { frozen: program.frozen }),
		...(program.gradOutput === null ? {} : { grad_output: program.gradOutput as Elements }),
		...(program.dtype === EMPTY.dtype ? {} : { dtype: program.dtype }),
		...(program.seed === EMPTY.seed ? {} : { seed: program.seed }),
		...(program.setup === EMPTY.setup ? {} : { setup: program.setup }),
		...(program.window === null ? {} : { window: program.window }),
		...(cursor === 0 ? {} : { step: cursor }),
	};
}

/** The program of a link. An input that is no regular tensor of numbers is left out: the server takes its default. */
export function fromLink(state: LinkState): Program {
	const inputs = Object.entries(state.inputs ?? {}).flatMap(([name, value]) =>
		isTensor(value) ? [[name, value] as const] : [],
	);
	return {
		source: state.source,
		language: state.language ?? EMPTY.language,
		inputs: new Map(inputs),
		frozen: state.frozen ?? EMPTY.frozen,
		gradOutput: isTensor(state.grad_output) ? state.grad_output : EMPTY.gradOutput,
		dtype: state.dtype ?? EMPTY.dtype,
		seed: state.seed ?? EMPTY.seed,
		setup: state.setup ?? EMPTY.setup,
		window: state.window ?? EMPTY.window,
	};
}

function isTensor(value: unknown): value is Tensor {
	const numbers = (inner: unknown): boolean =>
		typeof inner === "number" || (Array.isArray(inner) && inner.every(numbers));
	return numbers(value) && shapeOf(value as Tensor) !== null;
}
