// Asks the server: after a pause, or steadily while a person types; the last answer wins; again when the way is blocked.
import { fromResponse, type Problem } from "./problem";
import { readLines, STREAM } from "./stream";

export type Answer =
	| { kind: "ok"; body: unknown }
	| { kind: "problem"; problem: Problem }
	/** Nobody answered, or the server asks to wait and says why; the next attempt comes by itself. */
	| { kind: "unreachable"; attempt: number; why: Problem | null };

/** How far a run has come: what the server says of it while it lasts. */
export interface Progress {
	/** The line of the source that runs. */
	readonly line: number | null;
	/** Of the outermost loop, from 0; null outside of one. */
	readonly iteration: number | null;
	readonly total: number | null;
	/** Of that loop, 0 … 1. */
	readonly share: number | null;
}

/** How soon a request leaves. */
export interface Pace {
	/** Milliseconds of quiet before a request leaves, and before a person in the middle of typing is told of a mistake. */
	readonly pause: number;
	/** Requests leave at once, one a pause at the most: the picture follows a key press and a slider that is dragged. */
	readonly steady: boolean;
}

/** At once, and with a mistake told at once: somebody asked for it. */
export const NOW: Pace = { pause: 0, steady: true };

export interface Evaluator {
	/** Asks for `body`; whatever was asked before is forgotten. */
	ask(body: unknown, pace: Pace): void;
	/** Asks at once what was asked last, if it has no answer yet. */
	retry(): void;
	/** Forgets everything under way. */
	stop(): void;
}

interface Settings {
	url: string;
	/** Says that an answer came with a body that is none of ours. */
	unreadable: string;
	onAnswer(answer: Answer): void;
	/** Called when a request leaves and, with `false`, when nothing is under way any more. */
	onBusy?(busy: boolean): void;
	/** Given, the answer is asked for as a stream, and this is called while it comes. */
	onProgress?(progress: Progress): void;
	/** Called with what a long run has done so far: a trace, of a program that has not ended. */
	onPartial?(trace: unknown): void;
	fetch?: typeof fetch;
}

type Line =
	| ({ kind: "progress" } & Progress)
	| { kind: "partial"; trace: unknown }
	| { kind: "trace"; trace: unknown }
	| { kind: "problem"; problem: { status?: number } };

/** What comes before the answer. */
type Meanwhile = Extract<Line, { kind: "progress" | "partial" }>;

/** First wait before another attempt, and the longest (ms). */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const SECOND = 1000;

export function createEvaluator(settings: Settings): Evaluator {
	const ask = settings.fetch ?? fetch.bind(globalThis);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let under: AbortController | undefined;
	let open: { body: unknown; attempt: number; pace: Pace } | undefined;
	let asked = Number.NEGATIVE_INFINITY;
	let sent = Number.NEGATIVE_INFINITY;

	const clear = () => {
		clearTimeout(timer);
		if (under === undefined) return;
		under.abort();
		under = undefined;
		settings.onBusy?.(false);
	};

	const later = (wait: number) => {
		clearTimeout(timer);
		timer = setTimeout(send, wait);
	};

	const finish = (answer: Answer, { pause }: Pace) => {
		open = undefined;
		under = undefined;
		settings.onBusy?.(false);
		const quiet = performance.now() - asked;
		if (answer.kind === "ok" || quiet >= pause) settings.onAnswer(answer);
		else timer = setTimeout(() => settings.onAnswer(answer), pause - quiet);
	};

	const blocked = (wait: number | null, why: Problem | null = null) => {
		if (open === undefined) return;
		open.attempt += 1;
		under = undefined;
		settings.onBusy?.(false);
		settings.onAnswer({ kind: "unreachable", attempt: open.attempt, why });
		later(wait ?? Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (open.attempt - 1)));
	};

	async function send(): Promise<void> {
		if (open === undefined) return;
		under?.abort();
		const mine = new AbortController();
		under = mine;
		sent = performance.now();
		settings.onBusy?.(true);
		const { body, pace } = open;
		try {
			const response = await ask(settings.url, {
				method: "POST",
				headers: { "content-type": "application/json", ...(settings.onProgress && { accept: STREAM }) },
				body: JSON.stringify(body),
				signal: mine.signal,
			});
			const { answer, status } = await read(response, (line) => {
				if (mine !== under) return;
				if (line.kind === "progress") settings.onProgress?.(line);
				else settings.onPartial?.(line.trace);
			});
			if (mine !== under) return;
			if (status === 429 || status === 503)
				blocked(waitOf(response), answer.kind === "problem" ? answer.problem : null);
			else finish(answer, pace);
		} catch {
			if (mine === under) blocked(null);
		}
	}

	/** The answer in a response, and its status, which a stream tells at its end. Throws where the connection breaks. */
	async function read(
		response: Response,
		onMeanwhile: (line: Meanwhile) => void,
	): Promise<{ answer: Answer; status: number }> {
		const problem = (body: unknown): Answer => ({ kind: "problem", problem: fromResponse(body, settings.unreadable) });
		const { body, status } = response;
		if (!response.ok || body === null || !response.headers.get("content-type")?.startsWith(STREAM)) {
			const whole: unknown = await response.json().catch(() => null);
			return { answer: response.ok && whole !== null ? { kind: "ok", body: whole } : problem(whole), status };
		}
		let last: { answer: Answer; status: number } = { answer: problem(null), status };
		const told = (line: Line) => {
			if (line.kind === "progress" || line.kind === "partial") onMeanwhile(line);
			else if (line.kind === "trace") last = { answer: { kind: "ok", body: line.trace }, status };
			else last = { answer: problem(line.problem), status: line.problem.status ?? status };
		};
		try {
			await readLines(body, (line) => told(line as Line));
		} catch (error) {
			if (!(error instanceof SyntaxError)) throw error;
		}
		return last;
	}

	return {
		ask(body, pace) {
			clear();
			open = { body, attempt: 0, pace };
			asked = performance.now();
			const wait = pace.steady ? sent + pace.pause - asked : pace.pause;
			if (wait > 0) later(wait);
			else void send();
		},
		retry() {
			if (open === undefined) return;
			clear();
			void send();
		},
		stop() {
			clear();
			open = undefined;
		},
	};
}

/** Retry-After in milliseconds; `null` where it is absent or a date. */
function waitOf(response: Response): number | null {
	const seconds = Number(response.headers.get("retry-after"));
	return Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND : null;
}
