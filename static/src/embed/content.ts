// What an embed shows: what the page brought along, or a program from its address and the trace the server makes of it.
import { fromResponse } from "#src/panels/problem";
import type { Tensor } from "#src/panels/tensor";
import type { LinkState } from "#src/player/link";
import { load, TraceError } from "#src/trace/load";
import type { Elements, Trace } from "#src/trace/schema";
import type { Words } from "#src/words/words";
import { AtError, readInputs } from "./at";

/** Why there is nothing to show, in one sentence for the reader; `code` is stable. */
export class EmbedError extends Error {
	readonly code: string;

	constructor(code: string, sentence: string) {
		super(sentence);
		this.code = code;
		this.name = "EmbedError";
	}
}

/** Before a program in a fragment. */
const FRAGMENT = "#s=";
/** The program of an address: exactly one of `?lesson=…`, `?id=…`, `?expr=…&at=…` and `#s=…`. Throws EmbedError. */
export async function programOf(
	query: URLSearchParams,
	hash: string,
	words: Words,
	brought: Trace | null,
): Promise<LinkState> {
	const [lesson, id, source] = [query.get("lesson"), query.get("id"), query.get("expr")];
	const word = hash.startsWith(FRAGMENT) ? hash.slice(FRAGMENT.length) : null;
	const named = [lesson, id, source, word].filter((one) => one !== null).length;
	if (named !== 1) throw refused(named === 0 ? "embed-empty" : "embed-ambiguous", words);
	if (lesson !== null || id !== null) {
		if (brought === null) throw refused(lesson === null ? "embed-id-unknown" : "embed-lesson-unknown", words);
		return stateOf(brought);
	}
	if (word !== null) return fromWord(word, words);
	try {
		const inputs = readInputs(query.get("at") ?? "");
		return { source: source ?? "", inputs: Object.fromEntries(inputs) as Record<string, Elements> };
	} catch (error) {
		if (error instanceof AtError)
			throw new EmbedError("embed-at", words.say("ui.embed.embed-at", { piece: error.piece }));
		throw error;
	}
}

function refused(code: string, words: Words): EmbedError {
	return new EmbedError(code, words.say(`ui.embed.${code}`));
}

/** The trace that the page brought along; `null` where it brought none. Throws EmbedError. */
export async function broughtBy(json: unknown, words: Words): Promise<Trace | null> {
	if (json === null) return null;
	const { unfold } = await import("#src/trace/unfold");
	return readable(unfold(json), words);
}

/** What a link to the program of `trace` holds. */
function stateOf({ program }: Trace): LinkState {
	const { source, language, frozen, dtype, seed, setup } = program;
	const inputs = program.inputs as Record<string, Elements>;
	return { source, language, inputs, frozen, grad_output: program.grad_output as Elements | null, dtype, seed, setup };
}

async function fromWord(word: string, words: Words): Promise<LinkState> {
	const { decode, LinkError } = await import("#src/player/link");
	try {
		return await decode(word);
	} catch (error) {
		if (error instanceof LinkError) throw new EmbedError(error.code, words.say(`ui.embed.${error.code}`));
		throw error;
	}
}

/** The program with another value for one input. */
export function withInput(program: LinkState, name: string, tensor: Tensor): LinkState {
	const inputs = new Map(Object.entries(program.inputs ?? {})).set(name, tensor as Elements);
	return { ...program, inputs: Object.fromEntries(inputs) };
}

/** The server's trace of a program. Throws EmbedError: where the text cannot be read, in the server's own words. */
export async function traceOf({ step: _, ...request }: LinkState, url: string, words: Words): Promise<Trace> {
	const unreachable = () => new EmbedError("embed-unreachable", words.say("ui.embed.embed-unreachable"));
	const response = await fetch(url, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(request),
	}).catch(() => {
		throw unreachable();
	});
	const body: unknown = await response.json().catch(() => null);
	if (!response.ok) {
		const problem = fromResponse(body, unreachable().message);
		throw new EmbedError(problem.code, problem.message);
	}
	return readable(body, words);
}

function readable(body: unknown, words: Words): Trace {
	try {
		return load(body);
	} catch (error) {
		if (error instanceof TraceError) throw new EmbedError(error.code, words.say("ui.embed.embed-unreadable"));
		throw error;
	}
}
