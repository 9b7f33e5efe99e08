// The section under the transport: a training's curves and ways with the cursor marked in each, and the program's own charts.

import uplotText from "uplot/dist/uPlot.min.css?inline";
import { loopName } from "#src/picture/loop";
import { sheetOf } from "#src/picture/sheet";
import type { Deck } from "#src/player/deck";
import type { Landscape } from "#src/trace/landscape";
import { at, type Trace } from "#src/trace/schema";
import { number } from "#src/words/number";
import type { Words } from "#src/words/words";
import { type Figure, figuresOf, pointAt } from "./figures";
import { Inks } from "./inks";
import { Plane } from "./plane";
import { Plot } from "./plot";
import text from "./training.css?inline";

interface Shown {
	readonly figure: Figure;
	readonly element: HTMLElement;
	readonly told: HTMLElement;
	readonly drawing: Plot | Plane;
}

/** The styles that this section brings. */
export const sheet = sheetOf(uplotText + text);

export class Training {
	private readonly root: HTMLElement;
	private readonly deck: Deck;
	private readonly words: Words;
	private readonly inks = new Inks();
	private readonly title = document.createElement("h3");
	private readonly grid = document.createElement("div");
	private readonly watching: ResizeObserver;
	private readonly listening = new AbortController();
	private trace: Trace | null = null;
	private landscape: Landscape | null = null;
	private shown: readonly Shown[] = [];

	/** Fills `root`. */
	constructor(root: HTMLElement, deck: Deck, words: Words) {
		this.root = root;
		this.deck = deck;
		this.words = words;
		this.grid.className = "figures";
		root.setAttribute("role", "group");
		root.replaceChildren(this.title, this.grid, this.inks.element);
		this.watching = new ResizeObserver((entries) => {
			for (const { target, contentRect } of entries) {
				this.shown.find(({ element }) => element === target)?.drawing.resize(Math.floor(contentRect.width));
			}
		});
		const recolour = () => this.recolour();
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour, this.listening);
		root.addEventListener("transitionend", recolour, this.listening);
	}

	/** Brings every figure to where the cursor stands; a chart is there once the program has shown it. */
	draw(): void {
		const trace = this.deck.trace.value;
		const cursor = this.deck.cursor.value;
		if (!trace) return;
		const landscape = this.deck.landscape.value;
		if (trace !== this.trace || landscape !== this.landscape) this.compose(trace, landscape);
		for (const { figure, element, told, drawing } of this.shown) {
			element.hidden = figure.kind === "curves" && figure.from > cursor;
			if (!(drawing instanceof Plot) || figure.kind !== "curves" || figure.line !== null) drawing.draw(cursor);
			const sentence = this.sentence(figure, cursor);
			if (told.textContent !== sentence) told.textContent = sentence;
		}
	}

	stop(): void {
		this.clear();
		this.watching.disconnect();
		this.listening.abort();
	}

	private clear(): void {
		this.watching.disconnect();
		for (const { drawing } of this.shown) if (drawing instanceof Plot) drawing.stop();
	}

	private compose(trace: Trace, landscape: Landscape | null): void {
		this.clear();
		this.trace = trace;
		this.landscape = landscape;
		const figures = figuresOf(trace, landscape);
		this.shown = figures.map((figure) => this.figure(trace, figure));
		this.head(figures);
		this.grid.replaceChildren(...this.shown.map(({ element }) => element));
		for (const { element } of this.shown) this.watching.observe(element);
	}

	/** Names the section: a program that draws need not train. */
	private head(figures: readonly Figure[]): void {
		const trains = figures.some((figure) => figure.kind === "path" || figure.line !== null);
		this.title.textContent = this.words.say(trains ? "ui.training.title" : "ui.training.charts");
		this.root.setAttribute("aria-label", this.title.textContent);
	}

	private figure(trace: Trace, figure: Figure): Shown {
		const element = document.createElement("figure");
		const caption = document.createElement("figcaption");
		const told = document.createElement("p");
		told.className = "told";
		caption.textContent = this.captionOf(figure);
		const choose = (point: number) => this.choose(figure, point);
		const drawing =
			figure.kind === "path"
				? new Plane(figure, choose)
				: new Plot(figure, { inks: this.inks, xlabel: this.xlabel(trace, figure), choose });
		drawing.element.setAttribute("aria-hidden", "true");
		element.append(caption, drawing.element, told);
		return { figure, element, told, drawing };
	}

	/** The moment right after the point; one that was not recorded can be asked for by the page around. */
	private choose(figure: Figure, point: number): void {
		const step = figure.steps[point];
		if (typeof step === "number") this.deck.dispatch({ type: "seek", cursor: step + 1 });
		else if (figure.kind === "curves" && figure.line !== null) {
			const detail = { line: figure.line, iteration: at(figure.x, point) - 1 };
			this.root.dispatchEvent(new CustomEvent("tapedeck-iteration", { detail, bubbles: true, composed: true }));
		}
	}

	private recolour(): void {
		for (const { drawing } of this.shown) if (drawing instanceof Plot) drawing.recolour();
	}

	private xlabel(trace: Trace, figure: Extract<Figure, { kind: "curves" }>): string {
		return figure.line === null ? (figure.xlabel ?? "x") : loopName(this.words, trace, { line: figure.line });
	}

	private captionOf(figure: Figure): string {
		if (figure.kind === "path") {
			const [x, y] = figure.names;
			return this.words.say("ui.training.path", { x, y });
		}
		if (figure.topic === "watched" && figure.curves.length === 1) return at(figure.curves, 0).name;
		return figure.title ?? this.words.say(`ui.training.${figure.topic}`);
	}

	/** What a figure shows, for those who do not see it: where each curve begins and ends, and where it is now. */
	private sentence(figure: Figure, cursor: number): string {
		const now = pointAt(figure.steps, cursor);
		if (figure.kind === "path") {
			const [x, y] = figure.points[Math.max(0, now)] ?? [0, 0];
			const facts = { x: figure.names[0], y: figure.names[1], a: number(x), b: number(y) };
			return this.words.say("ui.training.told-path", facts);
		}
		const parts = figure.curves.map(({ name, y }) => {
			const known = y.filter((each) => each !== null);
			const facts = { name, first: told(known[0]), last: told(known.at(-1)), now: told(y[now]), count: known.length };
			return this.words.say(now < 0 ? "ui.training.told" : "ui.training.told-now", facts);
		});
		return parts.join(" ");
	}
}

function told(x: number | null | undefined): string {
	return x === null || x === undefined ? "–" : number(x);
}
