// Asks the server: after a pause, or steadily while a person types; the last answer wins; again when the way is blocked.
import { fromResponse, type Problem } from "./problem";

export type Answer =
	| { kind: "ok"; body: unknown }
	| { kind: "problem"; problem: Problem }
	/** Nobody answered; the next attempt comes by itself. */
	| { kind: "unreachable"; attempt: number };

export interface Evaluator {
	/** Asks for `body`; whatever was asked before is forgotten. */
	ask(body: unknown): void;
	/** Asks at once what was asked last, if it has no answer yet. */
	retry(): void;
	/** Forgets everything under way. */
	stop(): void;
}

interface Settings {
	url: string;
	/** Milliseconds of quiet before a request leaves, and before a person in the middle of typing is told of a mistake. */
	pause: number;
	/** Requests leave at once, one a pause at the most: the picture follows a key press and a slider that is dragged. */
	steady?: boolean;
	/** Says that an answer came with a body that is none of ours. */
	unreadable: string;
	onAnswer(answer: Answer): void;
	/** Called when a request leaves and, with `false`, when nothing is under way any more. */
	onBusy?(busy: boolean): void;
	fetch?: typeof fetch;
}

/** First wait before another attempt, and the longest (ms). */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const SECOND = 1000;

export function createEvaluator(settings: Settings): Evaluator {
	const ask = settings.fetch ?? fetch.bind(globalThis);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let under: AbortController | undefined;
	let open: { body: unknown; attempt: number } | undefined;
	let asked = Number.NEGATIVE_INFINITY;
	let sent = Number.NEGATIVE_INFINITY;

	const clear = () => {
		clearTimeout(timer);
		under?.abort();
		under = undefined;
	};

	const later = (wait: number) => {
		clearTimeout(timer);
		timer = setTimeout(send, wait);
	};

	const finish = (answer: Answer) => {
		open = undefined;
		settings.onBusy?.(false);
		const quiet = performance.now() - asked;
		if (answer.kind === "ok" || quiet >= settings.pause) settings.onAnswer(answer);
		else timer = setTimeout(() => settings.onAnswer(answer), settings.pause - quiet);
	};

	const blocked = (wait: number | null) => {
		if (open === undefined) return;
		open.attempt += 1;
		settings.onBusy?.(false);
		settings.onAnswer({ kind: "unreachable", attempt: open.attempt });
		later(wait ?? Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (open.attempt - 1)));
	};

	async function send(): Promise<void> {
		if (open === undefined) return;
		under?.abort();
		const mine = new AbortController();
		under = mine;
		sent = performance.now();
		settings.onBusy?.(true);
		try {
			const response = await ask(settings.url, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(open.body),
				signal: mine.signal,
			});
			const body: unknown = await response.json().catch(() => null);
			if (mine !== under) return;
			if (response.status === 429 || response.status === 503) blocked(waitOf(response));
			else if (response.ok && body !== null) finish({ kind: "ok", body });
			else finish({ kind: "problem", problem: fromResponse(body, settings.unreadable) });
		} catch {
			if (mine === under) blocked(null);
		}
	}

	return {
		ask(body) {
			clear();
			open = { body, attempt: 0 };
			asked = performance.now();
			const wait = settings.steady ? sent + settings.pause - asked : settings.pause;
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
