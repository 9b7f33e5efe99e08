// One embed: puts the parts around the player, loads what the address names, and tells the host what happens.
import { effect } from "@preact/signals-core";
import { TapedeckPlayer } from "#src/element";
import type { Boot } from "#src/panels/boot";
import type { Tensor } from "#src/panels/tensor";
import { Deck } from "#src/player/deck";
import { actionOf } from "#src/player/keys";
import type { LinkState } from "#src/player/link";
import { index } from "#src/trace/lookup";
import type { Trace } from "#src/trace/schema";
import { operationsByKey } from "#src/words/operation";
import { createWords, type Words } from "#src/words/words";
import { broughtBy, EmbedError, programOf, traceOf, withInput } from "./content";
import type { Messages } from "./messages";
import type { Parameters } from "./parameters";
import { Code, failure, formula, inputs, title } from "./parts";

export class EmbedFrame {
	private readonly root: HTMLElement;
	private readonly boot: Boot;
	private readonly words: Words;
	private readonly parameters: Parameters;
	private readonly messages: Messages;
	private readonly deck = new Deck();
	private readonly player = new TapedeckPlayer();
	private program: LinkState | null = null;
	private alert: HTMLElement | null = null;

	constructor(root: HTMLElement, boot: Boot, parameters: Parameters, messages: Messages) {
		this.root = root;
		this.boot = boot;
		this.words = createWords(boot.lang, boot.words);
		this.parameters = parameters;
		this.messages = messages;
		this.deck.dispatch({ type: "speed", speed: parameters.speed });
		this.player.setAttribute("digits", String(parameters.digits));
		this.player.setAttribute("wheel", parameters.wheel);
		const hidden = (["tape", "transport"] as const).filter((part) => !parameters.parts.has(part));
		this.player.setAttribute("without", [...hidden, ...(parameters.parts.has("graph") ? [] : ["picture"])].join(" "));
		this.player.equip({ deck: this.deck, words: this.words, operations: operationsByKey(boot.operations) });
	}

	/** A key was pressed where nothing in the embed has the focus, as after a click into the picture: it is the player's. */
	press(event: KeyboardEvent): void {
		if (event.defaultPrevented) return;
		const asked = actionOf(event, { single: false });
		if (asked === null || asked.type === "command") return;
		event.preventDefault();
		this.deck.dispatch(asked);
	}

	/** Shows what an address names; an error as one sentence. Never rejects for what a person may have written. */
	async open(query: URLSearchParams, hash: string): Promise<void> {
		await this.attempt(async () => {
			const brought = await broughtBy(this.boot.trace, this.words);
			this.program = await programOf(query, hash, this.words, brought);
			const trace = brought ?? (await this.trace(this.program));
			const { step, autoplay } = this.parameters;
			this.deck.load(trace, cursorOf(trace, query.has("step") ? step : (this.program.step ?? step)));
			this.compose(trace);
			if (autoplay) this.deck.dispatch({ type: "play" });
			this.messages.send("loaded", { steps: trace.steps.length, error: trace.error?.code ?? null });
		});
	}

	/** Gives an input another value. Where that cannot be run the last good picture stays, under the reason. */
	private async change(name: string, tensor: Tensor): Promise<void> {
		await this.attempt(async () => {
			const program = withInput(this.program as LinkState, name, tensor);
			this.program = program;
			const trace = await this.trace(program);
			if (this.program !== program) return;
			this.deck.load(trace, this.deck.cursor.peek());
			this.alert?.remove();
		});
	}

	private trace(program: LinkState): Promise<Trace> {
		return traceOf(program, `${this.boot.api}/traces?lang=${this.boot.lang}`, this.words);
	}

	private async attempt(act: () => Promise<void>): Promise<void> {
		try {
			await act();
		} catch (error) {
			if (!(error instanceof EmbedError)) throw error;
			this.alert?.remove();
			this.alert = failure(this.words, error.message, this.playground());
			if (this.deck.trace.peek() === null) this.root.replaceChildren();
			this.root.prepend(this.alert);
			this.messages.send("error", { code: error.code, message: error.message });
		}
	}

	private compose(trace: Trace): void {
		const { parts, mode, digits } = this.parameters;
		const code = new Code(this.words);
		const changed = mode === "edit" ? (name: string, tensor: Tensor) => void this.change(name, tensor) : null;
		this.root.replaceChildren(
			...(parts.has("code") ? [code.element] : []),
			...(parts.has("formula") ? [formula(trace)] : []),
			...(parts.has("inputs") ? [inputs(this.words, trace, digits, changed)] : []),
			this.player,
			...(parts.has("title") ? [title(this.words, this.playground())] : []),
		);
		this.report(code);
	}

	/** Marks the code, and tells the host of each step, of playing and of the node that is chosen. */
	private report(code: Code): void {
		const { deck, messages } = this;
		effect(() => {
			const trace = deck.trace.value;
			if (trace) code.draw(trace, deck.frame.value?.step ?? null);
		});
		onChange(
			() => deck.cursor.value,
			(cursor) => messages.send("step", { cursor, kind: deck.frame.peek()?.step?.kind ?? null }),
		);
		onChange(
			() => deck.state.value.playing,
			(playing) => messages.send("play", { playing }),
		);
		onChange(
			() => deck.state.value.selected,
			(node) => messages.send("node", { node }),
		);
	}

	/** The address of the playground with this program. */
	private async playground(): Promise<string> {
		const page = `/?lang=${this.boot.lang}`;
		if (this.program === null) return page;
		const { encode } = await import("#src/player/link");
		return `${page}#s=${await encode(this.program)}`;
	}
}

function cursorOf(trace: Trace, step: Parameters["step"]): number {
	if (step === "last") return trace.steps.length;
	if (step === "backward") return index(trace).backward ?? trace.steps.length;
	return step;
}

/** Calls `tell` with each new value of `read`, but not with the first. */
function onChange<Value>(read: () => Value, tell: (value: Value) => void): void {
	let known: { value: Value } | null = null;
	effect(() => {
		const value = read();
		const told = known;
		known = { value };
		if (told !== null && told.value !== value) tell(value);
	});
}
