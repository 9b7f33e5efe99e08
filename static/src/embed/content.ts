// What an embed shows: a program, from its address or from its fragment, and the trace that the server makes of it.
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

/** The program of an address: exactly one of `?expr=…&at=…` and `#s=…`. Throws EmbedError. */
export async function programOf(query: URLSearchParams, hash: string, words: Words): Promise<LinkState> {
	const source = query.get("expr");
	const word = hash.startsWith(FRAGMENT) ? hash.slice(FRAGMENT.length) : null;
	if ((source === null) === (word === null)) {
		const code = source === null ? "embed-empty" : "embed-ambiguous";
		throw new EmbedError(code, words.say(`ui.embed.${code}`));
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
	try {
		return load(body);
	} catch (error) {
		if (error instanceof TraceError) throw new EmbedError(error.code, words.say("ui.embed.embed-unreadable"));
		throw error;
	}
}
