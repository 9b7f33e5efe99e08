// What stands inside a node's outline: of a leaf its name, value and `.grad`; of an operation symbol, source, value, gradient.
import { pieceOf } from "#src/layout/piece";
import type { Box } from "#src/layout/place";
import { badgeOf, CARD, LEAF, leafNameWidth, linesOf } from "#src/layout/size";
import { at, type Node, type Trace } from "#src/trace/schema";
import { labelOf } from "#src/words/sentence";
import { LOCK, OPENER } from "./glyphs";
import { Line } from "./line";
import { svg } from "./svg";
import type { Texts } from "./texts";

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
export function outlineOf(trace: Trace, node: Node, box: Box): SVGElement[] {
	if (node.kind === "constant") return [];
	if (node.kind === "operation") return [svg("rect", { class: "outline", width: box.w, height: box.h, rx: 10 })];
	const pill = linesOf(trace, node) + 2 * LEAF.margin;
	const outline = svg("rect", { class: "outline", width: box.w, height: pill, rx: Math.min(pill / 2, 22) });
	if (!node.requires_grad) return [outline];
	const x = LEAF.padding - 8;
	const d = `M${x} ${pill}V${box.h - 9}Q${x} ${box.h} ${x + 9} ${box.h}H${box.w - x - 9}Q${box.w - x} ${box.h} ${box.w - x} ${box.h - 9}V${pill}`;
	return [svg("path", { class: "tray", d }), outline];
}

/** Symbol and source piece, or a leaf's name: legible when numbers are not. */
export function headingOf(trace: Trace, node: Node, box: Box, texts: Texts): SVGElement[] {
	if (node.kind === "constant") {
		const text = labelOf(trace, node);
		return [svg("text", { class: "number", x: box.w / 2, y: box.h / 2 + 5, "text-anchor": "middle" }, text)];
	}
	if (node.kind === "leaf") {
		const middle = linesOf(trace, node) / 2 + LEAF.margin;
		const lock = svg("path", { class: "lock", d: LOCK, transform: `translate(${LEAF.padding - 2} ${middle - 6})` });
		const x = LEAF.padding + (node.requires_grad ? 0 : LEAF.lock);
		const name = svg("text", { class: "name", x, y: middle + 5.5 }, node.label);
		return node.requires_grad ? [name] : [lock, name];
	}
	const y = CARD.padding + 13;
	return [
		svg("circle", { class: "disc", cx: CARD.padding + 12, cy: CARD.padding + 9, r: 13 }),
		symbolOf(texts.symbol(node), CARD.padding + 12, y + 1.5),
		svg("text", { class: "piece", x: CARD.padding + CARD.symbol, y }, pieceOf(trace, node)),
		svg("text", { class: "name", x: box.w - CARD.padding, y, "text-anchor": "end" }, node.label),
	];
}

/** What is left to be read from afar: the symbol and the name, large. */
export function gistOf(trace: Trace, node: Node, box: Box, texts: Texts): SVGElement[] {
	if (node.kind === "constant") return [];
	const middle = { x: box.w / 2, "text-anchor": "middle" };
	if (node.kind === "leaf") {
		const y = linesOf(trace, node) / 2 + LEAF.margin + 9;
		return [svg("text", { ...middle, class: "name", y }, node.label)];
	}
	return [
		svg("text", { ...middle, class: "symbol", y: box.h / 2 - 2 }, texts.symbol(node)),
		svg("text", { ...middle, class: "name", y: box.h / 2 + 30 }, node.label),
	];
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
export function bodyOf(trace: Trace, node: Node, box: Box, texts: Texts, opened: boolean): Body {
	if (node.kind === "constant") return NOTHING;
	return node.kind === "leaf" ? leaf(trace, node, texts) : operation(trace, node, box, texts, opened);
}

function leaf(trace: Trace, node: Node, texts: Texts): Body {
	const room = leafNameWidth(node);
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
	const bottom = under + (node.requires_grad ? h : CARD.line) + CARD.footer - 1;
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
