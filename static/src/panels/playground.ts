// The playground's state and what may happen to it: session, answers of the server, deck. Panels watch its signals.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Deck } from "#src/player/deck";
import { encode } from "#src/player/link";
import { load, TraceError } from "#src/trace/load";
import type { Trace } from "#src/trace/schema";
import { type Operations, operationsByKey } from "#src/words/operation";
import { createWords, type Facts, type Words } from "#src/words/words";
import type { Boot } from "./boot";
import { type Certificate, readCertificate } from "./certificate";
import { type Answer, createEvaluator, type Evaluator } from "./evaluator";
import { toLink } from "./link";
import { fromTrace, type Problem } from "./problem";
import { begin, type Edit, EMPTY, edit, type Program, type Session, toRequest } from "./session";
import { keep } from "./storage";
import type { Tensor } from "./tensor";

/** Between two evaluations while a person types or drags, and quiet after a picture before it is certified (ms). */
const TYPING_PAUSE = 150;
const CERTIFICATE_PAUSE = 400;
/** Quiet before the state is written into the address and kept in the browser (ms). */
const SAVE_PAUSE = 400;
export const SAVED = "session";
/** The server's word for: an input is to be frozen that the text does not have (any more). */
const UNKNOWN_FROZEN = "unknown-frozen";

/** An edit as a panel makes it; the playground adds the time. */
type Untimed<E> = E extends { at: number } ? Omit<E, "at"> : E;
export type Change = Untimed<Edit>;

export class Playground {
	readonly words: Words;
	readonly operations: Operations;
	readonly deck = new Deck();
	readonly session: Signal<Session>;
	readonly program: ReadonlySignal<Program>;
	/** What is wrong with the text as it stands; the picture is the last good one. */
	readonly problem: Signal<Problem | null> = signal(null);
	readonly busy = signal(false);
	/** Attempts in vain since the server was last heard of. */
	readonly unreachable = signal(0);
	/** The certificate of what is drawn; `null` while it is being worked out. */
	readonly certificate: Signal<Certificate | Problem | null> = signal(null);
	/** The text that the picture shows. */
	readonly drawn: ReadonlySignal<string | null> = computed(() => this.deck.trace.value?.program.source ?? null);
	/** The text cannot be drawn, and the picture is of an earlier one. */
	readonly isOld: ReadonlySignal<boolean> = computed(
		() => this.problem.value !== null && this.drawn.value !== null && this.drawn.value !== this.program.value.source,
	);

	private readonly evaluator: Evaluator;
	private readonly certifier: Evaluator;
	private saving: ReturnType<typeof setTimeout> | undefined;
	/** Where the cursor goes when the next trace arrives; `null`: where the edit rule says. */
	private landing: number | null = null;
	/** The frozen inputs of the request under way, where they are fewer than the session's. */
	private frozen: readonly string[] | null = null;

	readonly boot: Boot;

	constructor(boot: Boot) {
		this.boot = boot;
		this.words = createWords(boot.lang, boot.words);
		this.operations = operationsByKey(boot.operations);
		this.session = signal(begin(EMPTY));
		this.program = computed(() => this.session.value.program);
		const unreadable = this.words.say("ui.problem.unreadable");
		this.evaluator = createEvaluator({
			url: `${boot.api}/traces?lang=${boot.lang}`,
			pause: TYPING_PAUSE,
			steady: true,
			unreadable,
			onAnswer: (answer) => this.answered(answer),
			onBusy: (busy) => {
				this.busy.value = busy;
			},
		});
		this.certifier = createEvaluator({
			url: `${boot.api}/certificates?lang=${boot.lang}`,
			pause: CERTIFICATE_PAUSE,
			unreadable,
			onAnswer: (answer) => {
				if (answer.kind === "ok") this.certificate.value = readCertificate(answer.body);
				else if (answer.kind === "problem") this.certificate.value = answer.problem;
			},
		});
	}

	/** Opens the lesson that came with the page: no request, the picture stands at once. */
	openLesson(): void {
		const trace = load(this.boot.trace);
		this.session.value = begin(programOf(trace));
		this.draw(trace, 0);
	}

	/** Opens a program from a link or from the last visit; `cursor` is where it was left, `null` the end. */
	open(program: Program, cursor: number | null): void {
		this.landing = cursor ?? Number.POSITIVE_INFINITY;
		this.session.value = begin(program);
		this.evaluate();
	}

	edit(change: Change): void {
		const before = this.session.value;
		this.session.value = edit(before, { ...change, at: performance.now() } as Edit);
		if (this.session.value === before) return;
		this.certifier.stop();
		this.evaluate();
		this.save();
	}

	/** Asks again at once, after the way was blocked. */
	retry(): void {
		this.evaluator.retry();
	}

	/** The word for a link to what is on the screen. */
	link(cursor = this.deck.cursor.value): Promise<string> {
		return encode(toLink(this.program.value, cursor));
	}

	/** Asks for the program; with `frozen`, where the text no longer has all inputs that a person froze, for these alone. */
	private evaluate(frozen: readonly string[] | null = null): void {
		this.frozen = frozen;
		const request = toRequest(this.program.value);
		this.evaluator.ask(frozen === null ? request : { ...request, frozen });
	}

	private answered(answer: Answer): void {
		if (answer.kind === "unreachable") {
			this.unreachable.value = answer.attempt;
			return;
		}
		this.unreachable.value = 0;
		if (answer.kind === "problem") {
			if (answer.problem.code === UNKNOWN_FROZEN && this.frozen === null) this.evaluate([]);
			else this.problem.value = answer.problem;
			return;
		}
		try {
			const trace = load(answer.body);
			const known = this.program.value.frozen.filter((name) => Object.hasOwn(trace.program.inputs, name));
			if (this.frozen?.length === 0 && known.length > 0) {
				this.evaluate(known);
				return;
			}
			this.draw(trace, this.landing ?? this.cursorFor(trace));
			this.landing = null;
		} catch (error) {
			if (!(error instanceof TraceError)) throw error;
			this.complain(error.code, error.facts);
		}
	}

	/** Shows an error that this page found itself; its sentence is `ui.problem.<code>`. */
	complain(code: string, facts: Facts = {}): void {
		this.problem.value = { ...NOTHING, code, message: this.words.say(`ui.problem.${code}`, facts) };
	}

	/** After an edit the result is seen: the cursor stays in the middle of a trace of the same length, else at its end. */
	private cursorFor(trace: Trace): number {
		const { cursor, length } = this.deck.state.value;
		const { length: steps } = trace.steps;
		return steps === length && cursor > 0 ? cursor : steps;
	}

	private draw(trace: Trace, cursor: number): void {
		this.deck.load(trace, cursor);
		this.problem.value = trace.error === null ? null : fromTrace(trace.error);
		this.certificate.value = null;
		if (trace.error === null) this.certifier.ask({ ...toRequest(this.program.value), frozen: trace.program.frozen });
	}

	private save(): void {
		clearTimeout(this.saving);
		this.saving = setTimeout(async () => {
			const word = await this.link(0);
			keep(SAVED, word);
			history.replaceState(history.state, "", `#s=${word}`);
		}, SAVE_PAUSE);
	}
}

const NOTHING: Problem = {
	code: "",
	message: "",
	hint: null,
	span: null,
	line: null,
	repairs: [],
	related: [],
	torch: null,
	input: null,
	requestId: null,
};

/** The program of a trace as a person would have typed it: what was defaulted stays open. */
export function programOf({ program }: Trace): Program {
	const given = Object.entries(program.inputs).filter(([name]) => !program.defaulted?.includes(name));
	return {
		source: program.source,
		language: "auto",
		inputs: new Map(given as [string, Tensor][]),
		frozen: program.frozen,
		gradOutput: null,
		dtype: program.dtype,
		seed: program.seed,
	};
}
