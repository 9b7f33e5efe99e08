// What stands inside a node's outline: of a leaf its name, value and `.grad`; of an operation symbol, source, value, gradient.
import { pieceOf } from "#src/layout/piece";
import type { Box } from "#src/layout/place";
import {
	badgeOf,
	CARD,
	columns,
	footerOf,
	LEAF,
	labelWidth,
	leafNameWidth,
	linesOf,
	nameIn,
	WHOLE,
} from "#src/layout/size";
import { at, type Node, type Trace } from "#src/trace/schema";
import type { Item } from "#src/trace/view";
import { labelOf } from "#src/words/sentence";
import { LOCK, OPENER } from "./glyphs";
import { Line } from "./line";
import { svg } from "./svg";
import type { Texts } from "./texts";
import { titleOf } from "./title";

/** The parts that change with the state, and all parts in drawing order. */
export interface Body {
	elements: readonly SVGElement[];
	value: Line | null;
	gradient: Line | null;
	/** Where it is said why there is no gradient, and how many contributions have come. */
	note: SVGTextElement | null;
	count: SVGTextElement | null;
}

const NOTHING: Body = { elements: [], value: null, gradient: null, note: null, count: null };

/** The outline alone: what is left of a node that is too small to be read. */
export function outlineOf(texts: Texts, item: Item, box: Box): SVGElement[] {
	const { trace } = texts.lookup;
	const node = texts.nodeAt(item.node);
	if (item.role === "group") return stack(box);
	if (item.role === "entry") {
		const h = linesOf(trace, node) + 2 * LEAF.margin;
		return [svg("rect", { class: "outline", width: box.w, height: h, rx: Math.min(h / 2, 22) })];
	}
	if (node.kind === "constant") return [];
	if (node.kind === "operation") return [svg("rect", { class: "outline", width: box.w, height: box.h, rx: 10 })];
	const pill = linesOf(trace, node) + 2 * LEAF.margin;
	const outline = svg("rect", { class: "outline", width: box.w, height: pill, rx: Math.min(pill / 2, 22) });
	if (!node.requires_grad) return [outline];
	const x = LEAF.padding - 8;
	const d = `M${x} ${pill}V${box.h - 9}Q${x} ${box.h} ${x + 9} ${box.h}H${box.w - x - 9}Q${box.w - x} ${box.h} ${box.w - x} ${box.h - 9}V${pill}`;
	return [svg("path", { class: "tray", d }), outline];
}

/** A pile of cards: there is more inside. */
function stack({ w, h }: Box): SVGElement[] {
	const behind = [6, 3].map((step) =>
		svg("rect", { class: "behind", x: step, y: step, width: w - 3, height: h - 3, rx: 10 }),
	);
	return [...behind, svg("rect", { class: "outline", width: w, height: h, rx: 10 })];
}

/** Symbol and source piece, or a leaf's name: legible when numbers are not. */
export function headingOf(texts: Texts, item: Item, box: Box): SVGElement[] {
	const { trace } = texts.lookup;
	const node = texts.nodeAt(item.node);
	if (item.group !== null) {
		const title = titleOf(at(trace.groups ?? [], item.group), texts, false);
		return [svg("rect", { class: "turner-touch", width: box.w, height: CARD.header, rx: 10 }), ...title];
	}
	if (item.role === "entry") {
		const y = linesOf(trace, node) / 2 + LEAF.margin + 5.5;
		return [svg("text", { class: "name", x: LEAF.padding, y }, node.label)];
	}
	if (node.kind === "constant") {
		const text = labelOf(trace, node);
		return [svg("text", { class: "number", x: box.w / 2, y: box.h / 2 + 5, "text-anchor": "middle" }, text)];
	}
	if (node.kind === "leaf") {
		const middle = linesOf(trace, node) / 2 + LEAF.margin;
		const lock = svg("path", { class: "lock", d: LOCK, transform: `translate(${LEAF.padding - 2} ${middle - 6})` });
		const x = LEAF.padding + (node.requires_grad ? 0 : LEAF.lock);
		const name = svg("text", { class: "name", x, y: middle + 5.5 }, nameIn(item.frame >= 0, node));
		return node.requires_grad ? [name] : [lock, name];
	}
	const y = CARD.padding + 13;
	const x = CARD.padding + CARD.symbol;
	const title = texts.title(node);
	return [
		svg("circle", { class: "disc", cx: CARD.padding + 12, cy: CARD.padding + 9, r: 13 }),
		symbolOf(texts.symbol(node), CARD.padding + 12, y + 1.5),
		svg("text", { class: "piece", x, y: title === null ? y : y - 6 }, pieceOf(trace, node)),
		...(title === null ? [] : [titleLine(title, x, y + 6, box.w - CARD.padding - x)]),
		svg(
			"text",
			{ class: "name", x: box.w - CARD.padding, y: title === null ? y : y - 6, "text-anchor": "end" },
			node.label,
		),
	];
}

/** What is left to be read from afar: the symbol and the name, large. */
export function gistOf(texts: Texts, item: Item, box: Box): SVGElement[] {
	const { trace } = texts.lookup;
	const node = texts.nodeAt(item.node);
	const middle = { x: box.w / 2, "text-anchor": "middle" };
	if (item.group !== null) {
		const { type, name } = at(trace.groups ?? [], item.group);
		return [
			svg("text", { ...middle, class: "name", y: box.h / 2 }, texts.groupName(at(trace.groups ?? [], item.group))),
			svg("text", { ...middle, class: "kind", y: box.h / 2 + 26 }, type ?? name),
		];
	}
	if (node.kind === "constant") return [];
	if (node.kind === "leaf" || item.role === "entry") {
		const y = linesOf(trace, node) / 2 + LEAF.margin + 9;
		return [svg("text", { ...middle, class: "name", y }, nameIn(item.frame >= 0, node))];
	}
	const title = texts.title(node);
	return [
		title === null
			? svg("text", { ...middle, class: "symbol", y: box.h / 2 - 2 }, texts.symbol(node))
			: svg("text", { ...middle, class: "kind", y: box.h / 2 - 2, ...squeezed(title, WHOLE.large, box.w) }, title),
		svg("text", { ...middle, class: "name", y: box.h / 2 + 30 }, node.label),
	];
}

/** The whole name of an operation that has no symbol, however long: letters are squeezed where they must. */
function titleLine(title: string, x: number, y: number, room: number): SVGElement {
	return svg("text", { class: "whole", x, y, ...squeezed(title, WHOLE.small, room) }, title);
}

/** What makes a text as wide as its room at most. */
function squeezed(text: string, character: number, room: number): Record<string, string | number> {
	return columns(text) * character > room ? { textLength: room, lengthAdjust: "spacingAndGlyphs" } : {};
}

/** The symbol in its disc: one character is large, a word is squeezed to fit. */
function symbolOf(symbol: string, x: number, y: number): SVGElement {
	const { length } = Array.from(symbol);
	const size = length === 1 ? 20 : length === 2 ? 15 : 11;
	const squeezed = length > 4 ? { textLength: 28, lengthAdjust: "spacingAndGlyphs" } : {};
	const up = (20 - size) / 4;
	return svg(
		"text",
		{ class: "symbol", x, y: y - up, "font-size": size, "text-anchor": "middle", ...squeezed },
		symbol,
	);
}

/** The numbers. */
export function bodyOf(texts: Texts, item: Item, box: Box, opened: boolean): Body {
	const { trace } = texts.lookup;
	const node = texts.nodeAt(item.node);
	if (item.role === "entry") return entry(trace, node, texts);
	if (item.role === "group") return node.kind === "operation" ? group(trace, node, box, texts, item) : NOTHING;
	if (node.kind === "constant") return NOTHING;
	return node.kind === "leaf" ? leaf(trace, node, texts, item.frame >= 0) : operation(trace, node, box, texts, opened);
}

/** Of what another iteration made: its value, and that it comes from there. */
function entry(trace: Trace, node: Node, texts: Texts): Body {
	const value = new Line(trace, node, texts, "value", "", LEAF.padding, LEAF.margin, labelWidth(trace, node, false));
	const y = linesOf(trace, node) + 2 * LEAF.margin + LEAF.gap + CARD.line - 6;
	const note = svg("text", { class: "note", x: LEAF.padding, y });
	return { elements: [value.element, note], value, gradient: null, note, count: null };
}

/** Of a closed group: the value and gradient of its result, and how many parameters it has. */
function group(trace: Trace, node: Node, box: Box, texts: Texts, item: Item): Body {
	const body = operation(trace, { ...node, autograd: [] }, box, texts, false);
	const y = box.h - CARD.padding;
	const learned = svg("text", { class: "learned", x: CARD.padding, y }, texts.parameters(item));
	return { ...body, elements: [...body.elements.filter((each) => each !== body.count), learned], count: null };
}

function leaf(trace: Trace, node: Node, texts: Texts, framed: boolean): Body {
	const room = leafNameWidth(trace, node, framed);
	const h = linesOf(trace, node);
	const under = h + 2 * LEAF.margin + LEAF.gap;
	const value = new Line(trace, node, texts, "value", "", LEAF.padding, LEAF.margin, room);
	const noteX = node.requires_grad ? LEAF.padding + room : LEAF.padding;
	const note = svg("text", { class: "note", x: noteX, y: under + CARD.line - 6 });
	if (!node.requires_grad) return { elements: [value.element, note], value, gradient: null, note, count: null };
	const gradient = new Line(trace, node, texts, "gradient", ".grad", LEAF.padding, under, room);
	return { elements: [value.element, gradient.element, note], value, gradient, note, count: null };
}

function operation(trace: Trace, node: Node, box: Box, texts: Texts, opened: boolean): Body {
	const h = linesOf(trace, node);
	const top = CARD.padding + CARD.header - 4;
	const under = top + h + CARD.gap;
	const value = new Line(trace, node, texts, "value", "=", CARD.padding, top, CARD.sign);
	const note = svg("text", { class: "note", x: CARD.padding + CARD.sign, y: under + CARD.line - 6 });
	const y = under - CARD.gap / 2;
	const rule = svg("path", { class: "rule", d: `M${CARD.padding} ${y}H${box.w - CARD.padding}` });
	const gradient = node.requires_grad
		? new Line(trace, node, texts, "gradient", "∂", CARD.padding, under, CARD.sign)
		: null;
	const elements: SVGElement[] = [value.element, rule, ...(gradient ? [gradient.element] : []), note];
	const bottom = under + (node.requires_grad ? h : CARD.line) + footerOf(node) - 1;
	if (node.value !== null) {
		const badge = badgeOf(at(trace.values, node.value));
		elements.push(svg("text", { class: "badge", x: box.w - CARD.padding, y: bottom, "text-anchor": "end" }, badge));
	}
	if (node.autograd.length > 1) elements.push(...inside(trace, node, bottom, opened));
	const countX = CARD.padding + (node.autograd.length > 1 ? CARD.opener : 0);
	const count = svg("text", { class: "count", x: countX, y: bottom });
	elements.push(count);
	return { elements, value, gradient, note, count };
}

/** The autograd nodes of which an operation is made: how many there are, and their names once it is opened. */
function inside(trace: Trace, node: Node, bottom: number, opened: boolean): SVGElement[] {
	const opener = svg(
		"g",
		{ class: "opener", transform: `translate(${CARD.padding} ${bottom - 11})` },
		svg("rect", { x: -6, y: -6, width: CARD.opener, height: 24, rx: 6 }),
		svg("path", { d: OPENER, transform: opened ? "translate(0 3) rotate(180 4 2.5)" : "translate(0 3)" }),
		svg("text", { x: 13, y: 10 }, String(node.autograd.length)),
	);
	if (!opened) return [opener];
	const names = node.autograd.map((id, row) =>
		svg(
			"text",
			{ class: "autograd", x: CARD.padding, y: bottom + (row + 1) * CARD.line - 4 },
			at(trace.autograd, id).name,
		),
	);
	return [opener, ...names];
}
