// The buttons that move the tape: to the start, back, play, one step, to the end, to the backward pass, speed, fit.
import type { Deck } from "#src/player/deck";
import type { Action, PlayerState, Speed } from "#src/player/player";
import type { Words } from "#src/words/words";
import { mark, svg, write } from "./svg";

/** Glyphs in a box of 16 × 16, drawn since fonts draw them as emoji. */
const GLYPHS = {
	start: "M3 3H5V13H3ZM14 3V13L6 8Z",
	back: "M11 3V13L4 8ZM12 3H13.5V13H12Z",
	play: "M4 2.5L14 8L4 13.5Z",
	pause: "M3.5 3H6.5V13H3.5ZM9.5 3H12.5V13H9.5Z",
	step: "M5 3V13L12 8ZM2.5 3H4V13H2.5Z",
	end: "M2 3V13L10 8ZM11 3H13V13H11Z",
	backward: "M13 4.5H6.5V2L1.5 6L6.5 10V7.5H11.5V12H4V14H13Z",
	"groups-open": "M2 2H14V14H2ZM3.5 3.5V12.5H12.5V3.5ZM7.25 5H8.75V7.25H11V8.75H8.75V11H7.25V8.75H5V7.25H7.25Z",
	"groups-close": "M2 2H14V14H2ZM3.5 3.5V12.5H12.5V3.5ZM5 7.25H11V8.75H5Z",
	fit: "M2 2H6.5V3.5H3.5V6.5H2ZM9.5 2H14V6.5H12.5V3.5H9.5ZM2 9.5H3.5V12.5H6.5V14H2ZM12.5 9.5H14V14H9.5V12.5H12.5Z",
} as const;
type Glyph = keyof typeof GLYPHS;

const SPEEDS: readonly Speed[] = [0.5, 1, 2, 4];

export interface TransportOptions {
	readonly deck: Deck;
	readonly words: Words;
	/** Shows the whole picture. */
	fit(): void;
}

export class Transport {
	private readonly options: TransportOptions;
	private readonly play: HTMLButtonElement;
	private readonly position: HTMLOutputElement;
	private readonly buttons: ReadonlyMap<Glyph, HTMLButtonElement>;
	private readonly speeds: ReadonlyMap<Speed, HTMLButtonElement>;
	private readonly groups: readonly HTMLButtonElement[];

	/** Fills `root` with buttons; `play` glows until something was played for the first time. */
	constructor(root: HTMLElement, options: TransportOptions) {
		this.options = options;
		const { deck, words, fit } = options;
		const send = (action: Action) => () => deck.dispatch(action);
		this.play = this.button("play", send({ type: "toggle" }));
		this.play.classList.add("primary", "inviting");
		this.buttons = new Map<Glyph, HTMLButtonElement>([
			["start", this.button("start", send({ type: "jump", to: "start" }))],
			["back", this.button("back", send({ type: "step", by: -1 }))],
			["play", this.play],
			["step", this.button("step", send({ type: "advance" }))],
			["end", this.button("end", send({ type: "jump", to: "end" }))],
			["backward", this.button("backward", send({ type: "jump", to: "backward" }))],
		]);
		this.position = document.createElement("output");
		this.position.className = "position";
		this.speeds = new Map(SPEEDS.map((speed) => [speed, this.speedButton(speed)]));
		const speeds = document.createElement("div");
		speeds.className = "speeds";
		speeds.setAttribute("role", "group");
		speeds.setAttribute("aria-label", words.say("ui.transport.speed"));
		speeds.append(...this.speeds.values());
		const moves = document.createElement("div");
		moves.className = "moves";
		moves.append(...this.buttons.values());
		root.setAttribute("role", "group");
		root.setAttribute("aria-label", words.say("ui.transport.title"));
		const settings = document.createElement("div");
		settings.className = "settings";
		this.groups = [
			this.button("groups-open", send({ type: "fold-all", closed: false })),
			this.button("groups-close", send({ type: "fold-all", closed: true })),
		];
		settings.append(this.position, speeds, ...this.groups, this.button("fit", fit));
		root.replaceChildren(moves, settings);
	}

	/** Brings the buttons up to the player's state. */
	draw(state: PlayerState): void {
		const { words } = this.options;
		const running = state.playing;
		const again = !running && state.cursor === state.length && state.length > 0;
		const key = running ? "pause" : again ? "again" : "play";
		write(this.play.querySelector("span") as Element, words.say(`ui.transport.${key}`));
		mark(this.play.querySelector("path") as Element, "d", GLYPHS[running ? "pause" : "play"]);
		mark(this.play, "aria-keyshortcuts", "Space");
		if (running || state.cursor > 0) this.play.classList.remove("inviting");
		const off: Partial<Record<Glyph, boolean>> = {
			start: state.cursor === 0,
			back: state.cursor === 0,
			play: state.length === 0,
			step: state.cursor === state.length,
			end: state.cursor === state.length,
			backward: state.backward === null,
		};
		for (const [glyph, button] of this.buttons) mark(button, "aria-disabled", String(off[glyph] === true));
		for (const [speed, button] of this.speeds) mark(button, "aria-pressed", String(speed === state.speed));
		for (const button of this.groups) button.hidden = state.groups.length === 0;
		write(this.position, words.say("ui.transport.position", { cursor: state.cursor, length: state.length }));
	}

	private button(glyph: Glyph, act: () => void): HTMLButtonElement {
		const label = this.options.words.say(`ui.transport.${glyph}`);
		const button = document.createElement("button");
		button.type = "button";
		button.className = glyph;
		button.title = label;
		const text = document.createElement("span");
		text.textContent = label;
		const icon = svg(
			"svg",
			{ viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
			svg("path", { d: GLYPHS[glyph] }),
		);
		button.append(icon, text);
		// Stays focusable while it can do nothing, so that the keyboard does not lose its place.
		button.addEventListener("click", () => {
			if (button.getAttribute("aria-disabled") !== "true") act();
		});
		return button;
	}

	private speedButton(speed: Speed): HTMLButtonElement {
		const button = document.createElement("button");
		button.type = "button";
		button.textContent = `${speed === 0.5 ? "½" : speed}×`;
		button.addEventListener("click", () => this.options.deck.dispatch({ type: "speed", speed }));
		return button;
	}
}
