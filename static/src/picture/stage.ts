// The box of the picture: its layer and canvas, what pointer and keys do in it, and which way time runs in its width.
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { type Direction, filled, type Layout } from "#src/layout/place";
import { sketchOf } from "#src/layout/sketch";
import type { Deck } from "#src/player/deck";
import { eldest, kinIn } from "#src/trace/kin";
import { nodeOf } from "#src/trace/schema";
import { heightFor } from "./camera";
import type { WheelMode } from "./gestures";
import type * as Ways from "./navigate";
import type { Inks } from "./packets";
import { Picture, type Subject } from "./picture";
import { Planner } from "./planner";
import type { Texts } from "./texts";

/** Narrower than this, time runs from top to bottom. CSS pixels. */
const NARROW = 600;
/** What `+` and `−` zoom by. */
const ZOOM = 1.25;
/** So many layouts of one trace are kept: iterations of a few kinds, each with some groups closed. */
const KEPT = 24;

export class Stage {
	private readonly box: HTMLElement;
	private readonly deck: Deck;
	private readonly layer = document.createElement("div");
	private readonly canvas = document.createElement("canvas");
	private readonly planner = new Planner();
	private readonly size = signal({ width: 0, height: 0 });
	private readonly texts = signal<Texts | null>(null);
	private readonly picture = signal<Picture | null>(null);
	/** Null until the box has a size. */
	private readonly direction: ReadonlySignal<Direction | null> = computed(() => {
		const { width } = this.size.value;
		return width === 0 ? null : width < NARROW ? "down" : "right";
	});
	private readonly opened = computed(() => this.deck.state.value.open);
	/** By structure, direction and digits; of the trace that is shown. */
	private layouts: { of: Texts | null; known: Map<string, Layout> } = { of: null, known: new Map() };
	private followed: { picture: Picture | null; cursor: number } = { picture: null, cursor: 0 };
	private readonly stops: readonly (() => void)[];
	private isOver = false;
	/** Where arrow keys lead; comes after the first picture, since nothing has the focus before. */
	private ways: typeof Ways | null = null;
	private deaf: () => void = () => {};

	/** Fills `box`. `wheel` is asked at each turn of the wheel. */
	constructor(box: HTMLElement, deck: Deck, title: string, wheel: () => WheelMode) {
		this.box = box;
		this.deck = deck;
		this.layer.className = "layer";
		this.canvas.className = "packets";
		box.setAttribute("role", "group");
		box.setAttribute("aria-label", title);
		box.append(this.layer, this.canvas);
		const watching = new ResizeObserver(() => {
			this.size.value = { width: box.clientWidth, height: box.clientHeight };
		});
		watching.observe(box);
		box.addEventListener("pointerover", (event) => this.deck.dispatch({ type: "highlight", node: nodeAt(event) }));
		box.addEventListener("pointerleave", () => this.deck.dispatch({ type: "highlight", node: null }));
		box.addEventListener("focusin", (event) => this.focused(event));
		box.addEventListener("focusout", () => this.deck.dispatch({ type: "highlight", node: null }));
		box.addEventListener("click", (event) => this.clicked(event));
		box.addEventListener("keydown", (event) => this.pressed(event));
		box.addEventListener("pointerenter", () => void this.listen(wheel), { once: true });
		this.stops = [() => watching.disconnect(), () => this.planner.stop(), () => this.deaf(), ...this.effects()];
	}

	/** Gestures come when a pointer does. */
	private async listen(wheel: () => WheelMode): Promise<void> {
		const { listen } = await import("./gestures");
		this.deaf = listen(this.box, wheel, {
			move: (x, y) => this.picture.peek()?.move(x, y),
			zoom: (x, y, factor) => this.picture.peek()?.zoom(x, y, factor),
			start: () => this.layer.classList.add("moving"),
			rest: () => this.layer.classList.remove("moving"),
		});
		if (this.isOver) this.deaf();
	}

	/** Shows the deck's trace with these texts. */
	speak(texts: Texts | null): void {
		this.texts.value = texts;
	}

	fit(): void {
		this.picture.peek()?.survey();
	}

	stop(): void {
		this.isOver = true;
		for (const stop of this.stops) stop();
	}

	private effects(): (() => void)[] {
		return [
			effect(() => this.compose()),
			effect(() => this.keepSelection()),
			effect(() => this.picture.value?.resize(this.size.value)),
			effect(() => {
				const frame = this.deck.frame.value;
				const picture = this.picture.value;
				if (frame && picture?.subject.lookup === this.deck.lookup.value) picture.draw(frame, this.deck.progress.value);
			}),
			effect(() => this.follow()),
			effect(() => {
				const { selected, highlight } = this.deck.state.value;
				this.picture.value?.flag(selected, highlight);
			}),
		];
	}

	/**
	 * Another trace, direction, language, closed or opened group is another picture; another iteration of the same
	 * structure fills the one there is.
	 */
	private compose(): void {
		const lookup = this.deck.lookup.value;
		const view = this.deck.view.value;
		const texts = this.texts.value;
		const direction = this.direction.value;
		const open = this.opened.value;
		if (!lookup || !view || texts?.lookup !== lookup || !direction) return;
		const wanted = new Set(open.map((node) => eldest(lookup, node)));
		const isOpen = (node: number) => wanted.size > 0 && wanted.has(eldest(lookup, node));
		const opened = new Set(view.items.flatMap(({ node, role }) => (role === "node" && isOpen(node) ? [node] : [])));
		const places = view.items.flatMap(({ node }, place) => (opened.has(node) ? [place] : []));
		const key = `${direction} ${texts.digits} ${places}\n${view.key}`;
		if (this.layouts.of !== texts) this.layouts = { of: texts, known: new Map() };
		const { known } = this.layouts;
		const show = (layout: Layout) => {
			if (known.size >= KEPT) known.clear();
			known.set(key, layout);
			this.present({ key, lookup, view, layout: filled(layout, view), direction, opened, texts }, layout);
		};
		const found = known.get(key);
		if (found) {
			this.planner.stop();
			show(found);
		} else this.planner.plan(sketchOf(lookup, view, { direction, opened, digits: texts.digits }), show);
	}

	private present(subject: Subject, layout: Layout): void {
		const before = this.picture.peek();
		if (before?.subject.key === subject.key && before.subject.texts === subject.texts) {
			before.refill(subject);
			return;
		}
		const { width } = this.size.peek();
		this.box.style.setProperty("--content-height", `${Math.ceil(heightFor(layout, width))}px`);
		const size = { width, height: this.box.clientHeight };
		const picture = new Picture(this.layer, this.canvas, subject, () => this.inks());
		if (this.ways === null) void this.findWays();
		picture.resize(size);
		if (before?.subject.texts === subject.texts && before.subject.direction === subject.direction) {
			void this.turn(before, picture);
		}
		batch(() => {
			this.size.value = size;
			this.picture.value = picture;
		});
	}

	private async findWays(): Promise<void> {
		this.ways = await import("./navigate");
	}

	/** One picture turns into the next, unless that was replaced meanwhile. */
	private async turn(before: Picture, picture: Picture): Promise<void> {
		const moves = await import("./moves");
		if (this.picture.peek() === picture) {
			picture.follows(before, moves, matchMedia("(prefers-reduced-motion: reduce)").matches);
		}
	}

	/** What is selected stays selected in another iteration: what stands in its place there. */
	private keepSelection(): void {
		const lookup = this.deck.lookup.value;
		const view = this.deck.view.value;
		const { selected } = this.deck.state.peek();
		if (!lookup || !view || selected === null || view.placeOf.has(selected)) return;
		const node = kinIn(lookup, selected, this.deck.drawn.peek());
		if (node !== null) this.deck.dispatch({ type: "refill", node });
	}

	/**
	 * In a picture too large for its box the camera goes with the steps: to what happens, or has just happened. A new
	 * picture is seen as a whole first.
	 */
	private follow(): void {
		const picture = this.picture.value;
		const cursor = this.deck.cursor.value;
		const { playing, advancing } = this.deck.state.value;
		const moving = playing || advancing;
		const known = this.followed;
		this.followed = { picture, cursor };
		if (!picture || (!moving && (known.picture !== picture || known.cursor === cursor))) return;
		const step = moving ? this.deck.coming.value : (this.deck.frame.value?.step ?? null);
		const node = step === null ? null : nodeOf(step);
		if (node !== null) picture.follow(node);
	}

	/** The canvas carries the colours it is painted with as its own styles; here they are read, resolved. */
	private inks(): Inks {
		const { color, caretColor, outlineColor, fontFamily } = getComputedStyle(this.canvas);
		return { value: color, gradient: caretColor, surface: outlineColor, font: fontFamily };
	}

	/** Opens or closes what is selected: the autograd nodes of an operation, else the group that it stands for or in. */
	group(): void {
		const { selected } = this.deck.state.peek();
		const subject = this.picture.peek()?.subject;
		const action = subject && selected !== null ? this.ways?.opening(subject.lookup, subject.view, selected) : null;
		if (action) this.deck.dispatch(action);
	}

	private clicked(event: MouseEvent): void {
		const node = nodeAt(event);
		const path = pathAt(event);
		if (path !== null) this.deck.dispatch({ type: "fold", path });
		else if (node !== null && (event.target as Element).closest(".opener")) this.deck.dispatch({ type: "group", node });
		else this.select(node);
	}

	private select(node: number | null): void {
		this.deck.dispatch({ type: "select", node });
		if (node !== null) this.picture.peek()?.tabStop(node);
	}

	private focused(event: FocusEvent): void {
		const node = nodeAt(event);
		if (node === null) return;
		this.picture.peek()?.tabStop(node);
		this.picture.peek()?.show(node, false);
		this.deck.dispatch({ type: "highlight", node });
	}

	private pressed(event: KeyboardEvent): void {
		if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
		const picture = this.picture.peek();
		const node = nodeAt(event);
		if (!picture || node === null) return;
		const { view, layout, direction } = picture.subject;
		if (event.key === "Enter") this.select(node);
		else if (event.key === "Escape") this.select(null);
		else if (event.key === "+") picture.zoomBy(ZOOM);
		else if (event.key === "-") picture.zoomBy(1 / ZOOM);
		else if (this.ways?.isArrow(event.key)) {
			const next = this.ways.follow(view, layout, direction, node, event.key);
			if (next !== null) picture.show(next, true);
		} else return;
		event.preventDefault();
	}
}

/** The path of the group whose title, or whose opener, an event is about. */
function pathAt(event: Event): string | null {
	const target = event.target as Element;
	if (!target.closest(".title, .turner-touch")) return null;
	return target.closest<SVGElement>("[data-group]")?.dataset.group ?? null;
}

function nodeAt(event: Event): number | null {
	const node = (event.target as Element).closest<SVGElement>("[data-node]")?.dataset.node;
	return node === undefined ? null : Number(node);
}
