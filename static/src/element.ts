// <tapedeck-player>: picture, tape and transport of one deck. The same element in playground, embed and exported page.
import { computed, effect, signal } from "@preact/signals-core";
import { Caption, captionOf } from "./picture/caption";
import type { WheelMode } from "./picture/gestures";
import { playerSheet } from "./picture/sheet";
import { Stage } from "./picture/stage";
import { Texts } from "./picture/texts";
import { Transport } from "./picture/transport";
import type { Deck } from "./player/deck";
import { actionOf, type Command } from "./player/keys";
import { DIGITS } from "./words/number";
import type { Operations } from "./words/operation";
import type { Words } from "./words/words";

/** What a player plays and speaks with. */
export interface PlayerParts {
	readonly deck: Deck;
	readonly words: Words;
	readonly operations: Operations;
}

const WHEEL: readonly WheelMode[] = ["ctrl", "on", "off"];
const MOST_DIGITS = 17;

/**
 * Attributes: `digits` (significant ones shown, 1 … 17), `wheel` (`ctrl`, `on`, `off`: what a turn of the wheel over the
 * picture does), `shortcuts` (`off`: keys of one character do nothing), `without` (parts that are left out, of `picture
 * tape transport training`). Slots: `header` above the picture, the unnamed one below the transport. Event: `tapedeck-command`,
 * detail `search` or `help`, and `tapedeck-iteration`, detail `line` and `iteration`, where one that was not recorded is
 * asked for: for what the page around it answers.
 */
export class TapedeckPlayer extends HTMLElement {
	static readonly observedAttributes = ["digits"];

	private readonly digits = signal(DIGITS);
	private parts: PlayerParts | null = null;
	private stop: (() => void) | null = null;
	private stage: Stage | null = null;

	/** The deck that is played; null before `play`. */
	get deck(): Deck | null {
		return this.parts?.deck ?? null;
	}

	/** Gives the element its deck, its language and the operations' symbols. A second call replaces the first. */
	equip(parts: PlayerParts): void {
		this.parts = parts;
		if (this.isConnected) this.start();
	}

	/** Shows the whole picture. */
	fit(): void {
		this.stage?.fit();
	}

	connectedCallback(): void {
		if (this.parts) this.start();
	}

	disconnectedCallback(): void {
		this.stop?.();
		this.stop = null;
	}

	attributeChangedCallback(_name: string, _before: string | null, value: string | null): void {
		const digits = Math.trunc(Number(value ?? DIGITS));
		this.digits.value = digits >= 1 && digits <= MOST_DIGITS ? digits : DIGITS;
	}

	private start(): void {
		this.stop?.();
		const { deck, words, operations } = this.parts as PlayerParts;
		const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [playerSheet()];
		const picture = section("picture");
		const caption = section("caption");
		const tape = section("tape");
		const turns = section("turns");
		const transport = section("transport");
		const training = section("training");
		const spoken = section("spoken");
		spoken.setAttribute("aria-live", "polite");
		tape.setAttribute("aria-label", words.say("ui.tape.title"));
		caption.setAttribute("aria-hidden", "true");
		root.replaceChildren(slot("header"), picture, caption, tape, turns, transport, training, slot(), spoken);

		const calm = matchMedia("(prefers-reduced-motion: reduce)");
		const stage = new Stage(picture, deck, words.say("ui.picture.title"), () => this.wheel());
		const line = new Caption(caption, words);
		const buttons = new Transport(transport, { deck, words, fit: () => stage.fit() });
		const width = signal(0);
		const watching = new ResizeObserver(() => {
			width.value = tape.clientWidth;
		});
		watching.observe(tape);
		this.stage = stage;

		const texts = computed(() => {
			const lookup = deck.lookup.value;
			return lookup ? new Texts(words, operations, lookup, this.digits.value) : null;
		});
		const hasFigures = () => {
			const { series = [], charts = [] } = deck.trace.value ?? {};
			return series.length + charts.length > 0;
		};
		const hasLoops = () => (deck.lookup.value?.takes.list.length ?? 0) > 1;
		const stops = [
			onceWanted(
				() => deck.state.value.playing || deck.state.value.advancing,
				async () => {
					const { startClock } = await import("./player/clock");
					return startClock(deck, { reducedMotion: () => calm.matches });
				},
			),
			onceWanted(
				() => texts.value !== null,
				async () => {
					const { Strip, sheet } = await import("./tape/strip");
					root.adoptedStyleSheets.push(sheet);
					const strip = new Strip(tape, deck);
					return effect(() => {
						const { highlight, selected } = deck.state.value;
						const frame = deck.frame.value;
						const trace = deck.trace.value;
						const progress = deck.progress.value;
						if (!frame || !trace || !texts.value) return;
						strip.lay(texts.value, width.value, frame.cursor);
						strip.draw(frame, progress, captionOf(words, trace, frame, progress > 0).text);
						strip.light(highlight, selected);
					});
				},
			),
			effect(() => stage.speak(texts.value)),
			effect(() => {
				const frame = deck.frame.value;
				const trace = deck.trace.value;
				const progress = deck.progress.value;
				if (!frame || !trace || !texts.value) return;
				const told = captionOf(words, trace, frame, progress > 0);
				line.draw(told);
			}),
			onceWanted(
				() => deck.cursor.value > 0,
				async () => {
					const { Announcer } = await import("./picture/announcer");
					const announcer = new Announcer(spoken);
					const stop = effect(() => {
						const frame = deck.frame.value;
						const trace = deck.trace.value;
						if (!frame || !trace) return;
						if (deck.state.value.playing) announcer.hush();
						else if (deck.progress.value === 0) announcer.say(captionOf(words, trace, frame, false).text);
					});
					return () => {
						stop();
						announcer.hush();
					};
				},
			),
			effect(() => buttons.draw(deck.state.value)),
			effect(() => {
				turns.hidden = !hasLoops();
			}),
			onceWanted(hasLoops, async () => {
				const { Turns, sheet } = await import("./picture/turns");
				root.adoptedStyleSheets.push(sheet);
				const sliders = new Turns(turns, deck, words);
				return effect(() => sliders.draw());
			}),
			effect(() => {
				training.hidden = !hasFigures();
			}),
			onceWanted(hasFigures, async () => {
				const { Training, sheet } = await import("./training/training");
				root.adoptedStyleSheets.push(sheet);
				const figures = new Training(training, deck, words);
				const still = effect(() => figures.draw());
				return () => {
					still();
					figures.stop();
				};
			}),
			() => watching.disconnect(),
			() => stage.stop(),
		];
		const keys = (event: Event) => this.key(event as KeyboardEvent, deck);
		root.addEventListener("keydown", keys);
		stops.push(() => root.removeEventListener("keydown", keys));
		this.stop = () => {
			for (const stop of stops) stop();
		};
	}

	private wheel(): WheelMode {
		return WHEEL.find((mode) => mode === this.getAttribute("wheel")) ?? "ctrl";
	}

	/** Keys that nothing inside has used: a button keeps its Space, a focused node its arrows. */
	private key(event: KeyboardEvent, deck: Deck): void {
		if (event.defaultPrevented || isControl(event)) return;
		const asked = actionOf(event, { single: this.getAttribute("shortcuts") !== "off" });
		if (!asked) return;
		event.preventDefault();
		if (asked.type !== "command") deck.dispatch(asked);
		else if (asked.name === "fit") this.fit();
		else if (asked.name === "group") this.stage?.group();
		else this.command(asked);
	}

	private command({ name }: Command): void {
		this.dispatchEvent(new CustomEvent("tapedeck-command", { detail: name, bubbles: true, composed: true }));
	}
}

/** Starts what comes in a script of its own, as soon as it is `wanted` for the first time; the answer stops it. */
function onceWanted(wanted: () => boolean, start: () => Promise<() => void>): () => void {
	let stop: (() => void) | null = null;
	let isOver = false;
	let isAsked = false;
	const unwatch = effect(() => {
		if (isAsked || !wanted()) return;
		isAsked = true;
		void start().then((started) => {
			stop = started;
			if (isOver) started();
		});
	});
	return () => {
		isOver = true;
		unwatch();
		stop?.();
	};
}

/** Space and Enter belong to a focused button, what moves a slider to a focused slider. */
function isControl(event: KeyboardEvent): boolean {
	const focused = event.composedPath()[0];
	if (focused instanceof HTMLInputElement) return /^(Arrow|Page|Home$|End$)/.test(event.key);
	return (event.key === " " || event.key === "Enter") && focused instanceof HTMLButtonElement;
}

function section(name: string): HTMLDivElement {
	const element = document.createElement("div");
	element.className = name;
	return element;
}

function slot(name = ""): HTMLSlotElement {
	const element = document.createElement("slot");
	element.name = name;
	return element;
}

/** Makes the element known; harmless where it is known already. */
export function define(): void {
	if (!customElements.get("tapedeck-player")) customElements.define("tapedeck-player", TapedeckPlayer);
}
