// One place as SVG: a pill for a leaf, a card for an operation or a closed group, a plain number for a constant.
import type { Box } from "#src/layout/place";
import type { NodeState } from "#src/trace/frame";
import { pathOf } from "#src/trace/groups";
import { at, type Node } from "#src/trace/schema";
import type { Item } from "#src/trace/view";
import { type Body, bodyOf, gistOf, headingOf, outlineOf } from "./body";
import type { Detail } from "./camera";
import { mark, svg, write } from "./svg";
import type { Texts } from "./texts";

/** What the step under way does to a node right now; all shares are 0…1. */
export interface Change {
	/** Light around the card, and in which colour. */
	readonly glow: number;
	readonly kind: "value" | "gradient";
	/** Another value or gradient than the state's, and how much of it is there. */
	readonly value?: number | null;
	readonly gradient?: number | null;
	readonly share: number;
}

export class Card {
	private readonly texts: Texts;
	private readonly item: Item;
	private readonly node: Node;
	private readonly box: Box;
	private readonly opened: boolean;
	readonly element: SVGGElement;
	/** What is focused and pressed. It holds no text of its own: its name says what the drawing shows. */
	readonly control: SVGRectElement;
	private readonly halo: SVGRectElement | null;
	private body: Body | null = null;
	private headed = false;
	private detail: Detail | null = null;
	private state: NodeState | null = null;
	private change: Change | null = null;

	constructor(texts: Texts, item: Item, box: Box, opened: boolean) {
		const { trace } = texts.lookup;
		const node = texts.nodeAt(item.node);
		this.texts = texts;
		this.item = item;
		this.node = node;
		this.box = box;
		this.opened = opened;
		const { w, h, x, y } = box;
		this.element = svg("g", {
			class: item.role === "node" ? `node ${node.kind}` : `node ${item.role}`,
			"data-node": node.id,
			transform: `translate(${x} ${y})`,
		});
		if (item.group !== null) {
			const groups = trace.groups ?? [];
			mark(this.element, "data-group", pathOf(groups, at(groups, item.group)));
			this.element.classList.add("operation", at(groups, item.group).kind);
		}
		this.element.classList.toggle("frozen", item.role === "node" && node.kind === "leaf" && !node.requires_grad);
		this.element.classList.toggle("parameter", node.is_parameter);
		this.halo = svg("rect", { class: "halo", x: -6, y: -6, width: w + 12, height: h + 12, rx: 18, opacity: 0 });
		this.control = svg("rect", {
			class: "touch",
			x: -2,
			y: -2,
			width: w + 4,
			height: h + 4,
			role: "button",
			tabindex: -1,
			"aria-pressed": "false",
		});
		this.element.append(this.halo, ...outlineOf(texts, item, box), this.control);
	}

	/** Draws as much as can be read at this scale; parts are made when they are first to be seen. */
	look(detail: Detail): void {
		if (detail === this.detail) return;
		this.detail = detail;
		if (detail === "mark") return;
		const { item, box, texts } = this;
		if (!this.headed) {
			this.headed = true;
			this.element.append(
				svg("g", { class: "heading", "aria-hidden": "true" }, ...headingOf(texts, item, box)),
				svg("g", { class: "gist", "aria-hidden": "true" }, ...gistOf(texts, item, box)),
			);
		}
		if (detail === "full" && !this.body) {
			this.body = bodyOf(texts, item, box, this.opened);
			this.element.append(svg("g", { class: "body", "aria-hidden": "true" }, ...this.body.elements));
			this.patch(true);
		}
	}

	/** Brings the element up to `state` and `change`; nothing is touched where neither differs. */
	draw(state: NodeState, change: Change | null): void {
		if (state === this.state && change === this.change) return;
		const stateIsNew = state !== this.state;
		this.state = state;
		this.change = change;
		this.patch(stateIsNew);
	}

	/** Lit from here or from a panel beside; open in the inspector. */
	flag(name: "selected" | "highlight", on: boolean): void {
		this.element.classList.toggle(name, on);
		if (name === "selected") mark(this.control, "aria-pressed", String(on));
	}

	private patch(stateIsNew: boolean): void {
		const { state, change, node, item, body } = this;
		if (state === null) return;
		if (stateIsNew) {
			mark(this.element, "data-phase", state.phase);
			mark(this.control, "aria-label", this.texts.place(item, state));
			if (body?.note) write(body.note, item.role === "entry" ? this.texts.origin() : this.texts.note(node, state));
			if (body?.count) write(body.count, this.texts.count(state));
		}
		mark(this.halo as SVGRectElement, "opacity", String(Math.round((change?.glow ?? 0) * 100) / 100));
		if (change) mark(this.halo as SVGRectElement, "data-kind", change.kind);
		const value = change?.value;
		const gradient = change?.gradient;
		body?.value?.show(value === undefined ? state.value : value, value === undefined ? 1 : (change?.share ?? 1));
		body?.gradient?.show(
			gradient === undefined ? shownGradient(node, state) : gradient,
			gradient === undefined ? 1 : (change?.share ?? 1),
		);
	}
}

/** A leaf shows what its `.grad` holds, all others what has arrived so far. */
function shownGradient(node: Node, state: NodeState): number | null {
	return node.kind === "leaf" ? state.dotGrad : (state.grad ?? state.sum);
}
