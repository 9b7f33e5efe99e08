// The playground's state and what may happen to it: session, answers of the server, deck. Panels watch its signals.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Deck } from "#src/player/deck";
import { encode } from "#src/player/link";
import { readLandscape } from "#src/trace/landscape";
import { load, TraceError } from "#src/trace/load";
import type { Trace } from "#src/trace/schema";
import { unfold } from "#src/trace/unfold";
import { figuresOf } from "#src/training/figures";
import { type Operations, operationsByKey } from "#src/words/operation";
import { createWords, type Facts, type Words } from "#src/words/words";
import type { Boot } from "./boot";
import { type Certificate, readCertificate } from "./certificate";
import { type Answer, createEvaluator, type Evaluator, NOW, type Pace, type Progress } from "./evaluator";
import { type Kind, kindOf } from "./kind";
import { toLink } from "./link";
import type { Span } from "./offsets";
import { fromTrace, type Problem } from "./problem";
import { begin, type Edit, EMPTY, edit, type Program, type Session, toRequest } from "./session";
import { keep } from "./storage";
import type { Tensor } from "./tensor";

/** An expression follows typing and dragging; a program runs once its author rests; a certificate or a landscape waits for the picture (ms). */
const PACES: Readonly<Record<Kind | "certificate", Pace>> = {
	expression: { pause: 150, steady: true },
	torch: { pause: 400, steady: false },
	certificate: { pause: 400, steady: false },
};
/** Edits that are done with one click: nobody is about to go on. */
const AT_ONCE: readonly Edit["type"][] = ["open", "undo", "redo", "language", "window"];
/** A run that takes longer than this (ms) shows how far it is, and can be cancelled. */
const SLOW = 300;
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
	/** The run under way, once it is worth a word; `progress` where it goes round a loop. */
	readonly run: Signal<{ readonly progress: Progress | null } | null> = signal(null);
	/** The text as it stands was not run to its end, because somebody cancelled it. */
	readonly cancelled = signal(false);
	/** A piece of the source, in code points, that somebody wants to see; the editor goes there. */
	readonly look: Signal<Span | null> = signal(null);
	/** Attempts in vain since the server was last heard of. */
	readonly unreachable = signal(0);
	/** Why the server asks to wait, where it is there and says so. */
	readonly asksToWait: Signal<Problem | null> = signal(null);
	/** The certificate of what is drawn; `null` while it is being worked out. */
	readonly certificate: Signal<Certificate | Problem | null> = signal(null);
	readonly kind: ReadonlySignal<Kind> = computed(() => kindOf(this.program.value, this.deck.trace.value));
	/** The text that the picture shows. */
	readonly drawn: ReadonlySignal<string | null> = computed(() => this.deck.trace.value?.program.source ?? null);
	/** The text cannot be drawn, and the picture is of an earlier one. */
	readonly isOld: ReadonlySignal<boolean> = computed(
		() => this.problem.value !== null && this.drawn.value !== null && this.drawn.value !== this.program.value.source,
	);

	/** The picture shows how far a run had come that was told of no more. */
	readonly brokenOff: ReadonlySignal<boolean> = computed(
		() =>
			this.run.value === null &&
			this.deck.trace.value?.partial === true &&
			this.drawn.value === this.program.value.source,
	);

	private readonly evaluator: Evaluator;
	private readonly certifier: Evaluator;
	private readonly surveyor: Evaluator;
	private saving: ReturnType<typeof setTimeout> | undefined;
	private patience: ReturnType<typeof setTimeout> | undefined;
	/** Where the cursor goes when the next trace arrives; `null`: where the edit rule says. */
	private landing: number | null = null;
	/** The picture shows what the run under way has done so far. */
	private partly = false;
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
			unreadable,
			onAnswer: (answer) => this.answered(answer),
			onBusy: (busy) => this.wait(busy),
			onProgress: (progress) => {
				if (this.run.value !== null) this.run.value = { progress };
			},
			onPartial: (body) => this.go(body),
		});
		this.surveyor = createEvaluator({
			url: `${boot.api}/landscapes?lang=${boot.lang}`,
			unreadable,
			onAnswer: (answer) => {
				if (answer.kind === "ok") this.deck.landscape.value = readLandscape(answer.body);
			},
		});
		this.certifier = createEvaluator({
			url: `${boot.api}/certificates?lang=${boot.lang}`,
			unreadable,
			onAnswer: (answer) => {
				if (answer.kind === "ok") this.certificate.value = readCertificate(answer.body);
				else if (answer.kind === "problem") this.certificate.value = answer.problem;
			},
		});
	}

	/** Opens the lesson that came with the page: no request, the picture stands at once. */
	openLesson(): void {
		const trace = load(unfold(this.boot.trace));
		this.session.value = begin(programOf(trace));
		this.draw(trace, 0);
	}

	/** Opens a program from a link or from the last visit; `cursor` is where it was left, `null` the end. */
	open(program: Program, cursor: number | null): void {
		this.landing = cursor ?? Number.POSITIVE_INFINITY;
		this.session.value = begin(program);
		this.evaluate(null, NOW);
	}

	edit(change: Change): void {
		const before = this.session.value;
		this.session.value = edit(before, { ...change, at: performance.now() } as Edit);
		if (this.session.value === before) return;
		this.certifier.stop();
		this.surveyor.stop();
		this.cancelled.value = false;
		this.evaluate(null, AT_ONCE.includes(change.type) ? NOW : undefined);
		this.save();
	}

	/** Runs the text as it stands, at once. */
	start(): void {
		this.cancelled.value = false;
		this.evaluate(null, NOW);
	}

	/** Stops the run under way; the last picture stays. */
	cancel(): void {
		this.evaluator.stop();
		this.cancelled.value = true;
	}

	lookAt(span: Span): void {
		this.look.value = span;
	}

	/** Asks again at once, after the way was blocked. */
	retry(): void {
		this.evaluator.retry();
	}

	private wait(busy: boolean): void {
		clearTimeout(this.patience);
		this.run.value = null;
		if (busy) {
			this.patience = setTimeout(() => {
				this.run.value = { progress: null };
			}, SLOW);
		}
	}

	/** The word for a link to what is on the screen. */
	link(cursor = this.deck.cursor.value): Promise<string> {
		return encode(toLink(this.program.value, cursor));
	}

	/** Asks for the program; with `frozen`, where the text no longer has all inputs that a person froze, for these alone. */
	private evaluate(frozen: readonly string[] | null = null, pace = PACES[this.kind.value]): void {
		this.frozen = frozen;
		this.partly = false;
		if (this.kind.value === "torch" && this.program.value.source.trim() === "") {
			this.evaluator.stop();
			this.problem.value = null;
			return;
		}
		const request = toRequest(this.program.value);
		this.evaluator.ask(frozen === null ? request : { ...request, frozen }, pace);
	}

	private answered(answer: Answer): void {
		if (answer.kind === "unreachable") {
			this.unreachable.value = answer.attempt;
			this.asksToWait.value = answer.why;
			return;
		}
		this.unreachable.value = 0;
		if (answer.kind === "problem") {
			if (answer.problem.code === UNKNOWN_FROZEN && this.frozen === null) this.evaluate([]);
			else this.problem.value = answer.problem;
			return;
		}
		this.shown(() => {
			const trace = load(unfold(answer.body));
			const known = this.program.value.frozen.filter((name) => Object.hasOwn(trace.program.inputs, name));
			if (this.frozen?.length === 0 && known.length > 0) {
				this.evaluate(known);
				return;
			}
			// Where nothing ran there is nothing to draw, and the last picture stays.
			if (trace.error !== null && trace.nodes.length === 0) this.problem.value = fromTrace(trace.error);
			else this.draw(trace, this.landing ?? this.cursorFor(trace));
			this.landing = null;
		});
	}

	/** Does `show`; says so where it meets what is no trace. */
	private shown(show: () => void): void {
		try {
			show();
		} catch (error) {
			if (!(error instanceof TraceError)) throw error;
			this.complain(error.code, error.facts);
		}
	}

	/** Draws what the run under way has done so far. */
	private go(body: unknown): void {
		this.shown(() => {
			const trace = load(unfold(body));
			if (trace.nodes.length === 0) return;
			this.draw(trace, this.landing ?? this.cursorFor(trace));
			this.partly = true;
			// From the end the cursor follows by itself.
			if (this.landing === Number.POSITIVE_INFINITY || (this.landing ?? 0) <= trace.steps.length) this.landing = null;
		});
	}

	/** Shows an error that this page found itself; its sentence is `ui.problem.<code>`. */
	complain(code: string, facts: Facts = {}): void {
		this.problem.value = { ...NOTHING, code, message: this.words.say(`ui.problem.${code}`, facts) };
	}

	/**
	 * After an edit the result is seen: the cursor stays in the middle of a trace of the same length, or of a run that
	 * goes on; else it is at the end.
	 */
	private cursorFor(trace: Trace): number {
		const { cursor, length } = this.deck.state.value;
		const { length: steps } = trace.steps;
		if (this.partly) return cursor < length ? cursor : steps;
		return steps === length && cursor > 0 ? cursor : steps;
	}

	private draw(trace: Trace, cursor: number): void {
		this.deck.load(trace, cursor, this.partly);
		this.problem.value = trace.error === null ? null : fromTrace(trace.error);
		this.certificate.value = null;
		if (trace.error !== null || trace.partial) return;
		const request = { ...toRequest(this.program.value), frozen: trace.program.frozen };
		if (trace.program.language === "expression") this.certifier.ask(request, PACES.certificate);
		else if (figuresOf(trace).some(({ kind }) => kind === "path")) this.surveyor.ask(request, PACES.certificate);
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
	setup: null,
	input: null,
	requestId: null,
};

/** The program of a trace as a person would have typed it: what was defaulted stays open. */
export function programOf({ program }: Trace): Program {
	const given = Object.entries(program.inputs).filter(([name]) => !program.defaulted?.includes(name));
	return {
		...EMPTY,
		source: program.source,
		inputs: new Map(given as [string, Tensor][]),
		frozen: program.frozen,
		dtype: program.dtype,
		seed: program.seed,
		setup: program.setup ?? "",
	};
}
