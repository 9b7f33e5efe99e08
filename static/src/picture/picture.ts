// The picture: nodes and edges of a layout as SVG, patched from frame to frame, seen through a camera.
import type { Box, Direction, Layout } from "#src/layout/place";
import type { Frame } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import type { Item, View } from "#src/trace/view";
import {
	type Camera,
	type Detail,
	detailAt,
	hold,
	inView,
	marginOf,
	near,
	overlaps,
	overview,
	type Rect,
	reveal,
	type Size,
	zoomAt,
} from "./camera";
import { Card } from "./card";
import { Edges } from "./edges";
import { stateOf } from "./members";
import type * as Moves from "./moves";
import type { Overlay } from "./overlay";
import type { Inks } from "./packets";
import { mark, svg } from "./svg";
import type { Texts } from "./texts";

/** How far outside the box nodes are kept, so that a pan shows them at once. */
const BEYOND = 200;
/** Layer space around the layout: halos and notes reach beyond it. */
const BLEED = 200;

/** What is drawn. `key` stays the same where only what fills the places changes: numbers and names. */
export interface Subject {
	readonly key: string;
	readonly lookup: Lookup;
	readonly view: View;
	/** Boxes by node id, ways by edge id. */
	readonly layout: Layout;
	readonly direction: Direction;
	readonly opened: ReadonlySet<number>;
	readonly texts: Texts;
}

export class Picture {
	private readonly layer: HTMLElement;
	private readonly canvas: HTMLCanvasElement;
	subject: Subject;
	private readonly inks: () => Inks;
	/** By the node that its item shows. */
	private readonly cards = new Map<number, Card>();
	private readonly nodes = svg("g", { class: "nodes" });
	private readonly edges: Edges;
	private readonly drawing: SVGSVGElement;
	/** Comes after the first picture, since nothing moves before. */
	private overlay: Overlay | null = null;
	private camera: Camera = { x: 0, y: 0, scale: 1 };
	private size: Size = { width: 1, height: 1 };
	private fitted = true;
	/** Whether the camera goes with the steps; someone who asked for the whole picture is left with it. */
	private following = true;
	private frame: Frame | null = null;
	private progress = 0;
	private stop: number | null = null;
	private flags: { selected: number | null; highlight: number | null } = { selected: null, highlight: null };

	/** Draws `subject` into `layer`, packets into a canvas above it. */
	constructor(layer: HTMLElement, canvas: HTMLCanvasElement, subject: Subject, inks: () => Inks) {
		this.layer = layer;
		this.canvas = canvas;
		this.subject = subject;
		this.inks = inks;
		const { lookup, layout, direction } = subject;
		this.edges = new Edges(lookup.trace, layout, direction);
		const [width, height] = [layout.width + 2 * BLEED, layout.height + 2 * BLEED];
		const viewBox = `${-BLEED} ${-BLEED} ${width} ${height}`;
		this.drawing = svg("svg", { class: "drawing", width, height, viewBox }, this.edges.element, this.nodes);
		layer.replaceChildren(this.drawing);
		void this.cover();
		if ((lookup.trace.groups ?? []).length > 0) void this.enclose();
	}

	/** Puts frames behind the picture; like their layout they come in a script of their own. */
	private async enclose(): Promise<void> {
		const { Frames, sheet } = await import("./frames");
		const { adoptedStyleSheets } = this.drawing.getRootNode() as ShadowRoot;
		if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
		this.drawing.prepend(new Frames(this.subject).element);
	}

	/** Patches the document to `frame`, with `progress` 0…1 of the step behind it. */
	draw(frame: Frame, progress: number): void {
		this.frame = frame;
		this.progress = progress;
		const { view } = this.subject;
		const changes = this.overlay?.show(frame, progress, this.camera, this.size);
		for (const [id, card] of this.cards) card.draw(stateOf(view, frame, id), changes?.get(id) ?? null);
		this.edges.patch(frame.edges);
	}

	/** Other nodes and edges fill the same places. */
	refill(subject: Subject): void {
		const { view } = this.subject;
		const focused = this.focused();
		this.subject = subject;
		view.items.forEach(({ node }, place) => {
			const next = at(subject.view.items, place).node;
			const card = this.cards.get(node);
			if (next === node || !card) return;
			card.element.remove();
			this.cards.delete(node);
			if (this.stop === node) this.stop = null;
			if (card.control === focused) this.flags = { ...this.flags, highlight: next };
		});
		this.edges.refill(
			subject.layout,
			new Map(view.links.map(({ edge }, link) => [edge.id, at(subject.view.links, link).edge.id])),
		);
		this.populate(detailAt(this.camera.scale));
		const place = focused
			? view.items.findIndex(({ node }) => Number(focused.parentElement?.dataset.node) === node)
			: -1;
		if (place >= 0) this.cards.get(at(subject.view.items, place).node)?.control.focus({ preventScroll: true });
		this.overlay?.refill(subject);
		if (this.frame) this.draw(this.frame, this.progress);
	}

	/** Lays what moves over the picture, as soon as its script is there. */
	private async cover(): Promise<void> {
		const { Overlay } = await import("./overlay");
		this.overlay = new Overlay(this.canvas, this.drawing, this.subject, this.inks);
		this.overlay.resize(this.size);
		if (this.frame) this.draw(this.frame, this.progress);
	}

	/** Lights the node under the pointer and marks the one that the inspector shows, by what stands for them. */
	flag(selected: number | null, highlight: number | null): void {
		const { flags } = this;
		this.flags = { selected: this.standIn(selected), highlight: this.standIn(highlight) };
		for (const name of ["selected", "highlight"] as const) {
			const [before, now] = [flags[name], this.flags[name]];
			if (before === now) continue;
			if (before !== null) this.cards.get(before)?.flag(name, false);
			if (now !== null) this.cards.get(now)?.flag(name, true);
		}
		if (flags.highlight !== this.flags.highlight) this.light();
	}

	private light(): void {
		const { view } = this.subject;
		const { highlight } = this.flags;
		const place = highlight === null ? undefined : view.placeOf.get(highlight);
		this.edges.light(new Set(place === undefined ? [] : at(view.items, place).members));
	}

	/** The node whose card stands for a node. */
	private standIn(node: number | null): number | null {
		const place = node === null ? undefined : this.subject.view.placeOf.get(node);
		return place === undefined ? null : at(this.subject.view.items, place).node;
	}

	/** The box has another size; a picture that was fitted stays fitted. */
	resize(size: Size): void {
		this.size = size;
		this.overlay?.resize(size);
		if (this.fitted) this.fit();
		else this.look(this.camera);
	}

	/** Takes the place of a picture of the same trace: the camera stays with what both show, and what moved glides there. */
	follows(before: Picture, { anchorOf, glide }: typeof Moves, calm: boolean): void {
		this.following = before.following;
		if (!before.fitted) {
			const anchor = anchorOf(before.subject, this.subject, inView(before.camera, before.size, 0));
			const { scale, x, y } = before.camera;
			this.look({ scale, x: x + anchor[0] * scale, y: y + anchor[1] * scale });
		}
		if (!calm) glide(before.subject, this.subject, (node) => this.cards.get(node)?.element ?? null, this.edges.element);
	}

	/** Shows everything, and goes on showing it while it plays. */
	survey(): void {
		this.following = false;
		this.fit();
	}

	/** Comes so near to a node that its numbers can be read, or does nothing where they can be. */
	follow(node: number): void {
		const box = this.boxOf(node);
		if (!this.following || !box) return;
		if (detailAt(this.camera.scale) !== "full") this.look(near(rectOf(box), this.size));
		else this.show(node, false);
	}

	private boxOf(node: number): Box | undefined {
		const shown = this.standIn(node);
		return shown === null ? undefined : this.subject.layout.nodes.get(shown);
	}

	private fit(): void {
		this.look(overview(this.subject.layout, this.size));
		this.fitted = true;
	}

	move(x: number, y: number): void {
		this.following = true;
		this.look({ ...this.camera, x: this.camera.x + x, y: this.camera.y + y });
	}

	zoom(x: number, y: number, factor: number): void {
		this.following = true;
		const whole = overview(this.subject.layout, this.size).scale;
		this.look(zoomAt(this.camera, x, y, factor, whole));
	}

	/** Zooms at the middle of the box. */
	zoomBy(factor: number): void {
		this.zoom(this.size.width / 2, this.size.height / 2, factor);
	}

	/** Brings a node into view, if it is not, and gives it the keyboard focus where `focus` says so. */
	show(node: number, focus: boolean): void {
		const box = this.boxOf(node);
		if (!box) return;
		const shown = reveal(this.camera, rectOf(box), this.size, marginOf(this.size.width));
		if (shown.x !== this.camera.x || shown.y !== this.camera.y) this.look(shown);
		if (focus) this.cards.get(node)?.control.focus({ preventScroll: true });
	}

	/** Makes `node` the one tab stop of the picture; a node that is not in the document yields to the first that is. */
	tabStop(node: number | null): void {
		const next = node !== null && this.cards.has(node) ? node : (this.cards.keys().next().value ?? null);
		if (this.stop !== null) this.cards.get(this.stop)?.control.setAttribute("tabindex", "-1");
		if (next !== null) this.cards.get(next)?.control.setAttribute("tabindex", "0");
		this.stop = next;
	}

	private look(camera: Camera): void {
		this.fitted = false;
		this.camera = hold(camera, this.subject.layout, this.size);
		const { x, y, scale } = this.camera;
		this.layer.style.setProperty(
			"transform",
			`translate(${x - BLEED * scale}px, ${y - BLEED * scale}px) scale(${scale})`,
		);
		const detail = detailAt(scale);
		mark(this.drawing, "data-detail", detail);
		this.populate(detail);
		if (this.frame) this.draw(this.frame, this.progress);
	}

	private focused(): Element | null {
		return (this.nodes.getRootNode() as ShadowRoot).activeElement;
	}

	/** Keeps in the document what is in view or near it, in as much detail as can be read. */
	private populate(detail: Detail): void {
		const { view: shown, layout, opened } = this.subject;
		const view = inView(this.camera, this.size, BEYOND);
		const focused = this.focused();
		for (const item of shown.items) {
			const box = layout.nodes.get(item.node) as Box;
			const card = this.cards.get(item.node);
			if (overlaps(view, rectOf(box))) {
				(card ?? this.add(item, box, opened.has(item.node))).look(detail);
			} else if (card && card.control !== focused) {
				card.element.remove();
				this.cards.delete(item.node);
			}
		}
		const spans = shown.links.filter(({ source, target }) =>
			overlaps(view, spanOf(layout, at(shown.items, source).node, at(shown.items, target).node)),
		);
		this.edges.keep(new Set(spans.map(({ edge }) => edge.id)));
		this.light();
		if (this.stop === null || !this.cards.has(this.stop)) this.tabStop(this.stop);
	}

	private add(item: Item, box: Box, opened: boolean): Card {
		const card = new Card(this.subject.texts, item, box, opened);
		this.cards.set(item.node, card);
		card.flag("selected", item.node === this.flags.selected);
		card.flag("highlight", item.node === this.flags.highlight);
		this.nodes.append(card.element);
		return card;
	}
}

function rectOf({ x, y, w, h }: Box): Rect {
	return { x, y, width: w, height: h };
}

/** The rectangle around two nodes, in which the edge between them runs. */
function spanOf(layout: Layout, source: number, target: number): Rect {
	const one = layout.nodes.get(source) as Box;
	const other = layout.nodes.get(target) as Box;
	const x = Math.min(one.x, other.x);
	const y = Math.min(one.y, other.y);
	return {
		x,
		y,
		width: Math.max(one.x + one.w, other.x + other.w) - x,
		height: Math.max(one.y + one.h, other.y + other.h) - y,
	};
}
