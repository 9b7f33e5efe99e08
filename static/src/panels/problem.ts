// What went wrong, as the server says it (RFC 9457): code, sentence, place, hint and repairs.
import type { TraceFailure } from "#src/trace/schema";
import { unbroken } from "#src/words/particle";
import type { Span } from "./offsets";

export interface Repair {
	span: Span;
	text: string;
}

/** An error a person can do something about, wherever it was found: reading, running, or on the way to the server. */
export interface Problem {
	code: string;
	message: string;
	hint: string | null;
	span: Span | null;
	line: number | null;
	repairs: readonly Repair[];
	related: readonly { message: string; span: Span; line: number }[];
	/** torch's own words, where it has some. */
	torch: string | null;
	/** Program text that, run first, gives what is missing. */
	setup: string | null;
	/** The input it is about, where it is about one. */
	input: string | null;
	requestId: string | null;
}

/** The error of a run that stopped, which comes inside a trace. */
export function fromTrace(error: TraceFailure): Problem {
	return {
		code: error.code,
		message: unbroken(error.message),
		hint: error.hint ? unbroken(error.hint) : null,
		span: error.where?.span ?? null,
		line: error.where?.line ?? null,
		repairs: error.repairs ?? [],
		related: (error.related ?? []).map(({ message, where }) => ({ message, span: where.span, line: where.line })),
		torch: error.torch ?? null,
		setup: error.setup ?? null,
		input: null,
		requestId: null,
	};
}

interface Wire extends Partial<Omit<TraceFailure, "message">> {
	title?: string;
	detail?: string;
	/** The field of the request that is to blame: `inputs.a`, `grad_output`. */
	field?: string | null;
	request_id?: string;
}

/** A problem document; `fallback` speaks where the body is none of ours (a proxy's page). */
export function fromResponse(body: unknown, fallback: string): Problem {
	const wire: Wire = typeof body === "object" && body !== null ? body : {};
	const code = typeof wire.code === "string" ? wire.code : "unreadable-answer";
	return {
		...fromTrace({
			code,
			message: wire.detail ?? wire.title ?? fallback,
			hint: wire.hint ?? null,
			where: wire.where ?? null,
			related: wire.related ?? [],
			repairs: wire.repairs ?? [],
			torch: wire.torch ?? null,
			setup: wire.setup ?? null,
		}),
		input: wire.field?.replace(/^inputs\./, "") ?? null,
		requestId: wire.request_id ?? null,
	};
}
