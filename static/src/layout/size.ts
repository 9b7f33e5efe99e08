// How large a node's box is, from its content alone: fixed metrics, no DOM. The picture draws to these figures.
import { kinOf } from "#src/trace/kin";
import { index, type Lookup } from "#src/trace/lookup";
import { at, type Node, type Trace, type Value } from "#src/trace/schema";
import type { Item } from "#src/trace/view";
import { DIGITS } from "#src/words/number";
import { cellWidth, roomOf } from "./cell";
import { type Grid, gridOf } from "./grid";
import { pieceOf } from "./piece";

/** CSS pixels. Text is set in a fixed-width face, so that its width is a count of characters. */
export const CARD = {
	/** Distance from the border to what is inside. */
	padding: 10,
	/** The line with symbol, source piece and name. */
	header: 32,
	/** Room for the symbol at the left of the header. */
	symbol: 30,
	/** One line of numbers. */
	line: 20,
	/** Between value and gradient. */
	gap: 8,
	/** The sign before value and gradient. */
	sign: 16,
	/** Width of one character of a header. */
	character: 8,
	/** The line at the bottom with shape and dtype; width of one of its characters. */
	footer: 14,
	badgeCharacter: 6,
	/** At the left of the bottom line: how many contributions of a fork have come, how many autograd nodes are inside. */
	count: 62,
	opener: 36,
	/** What the opener needs, to be hit by a finger, above the other words of the bottom line. */
	openerAbove: 8,
	/** The line under a closed group's: how many parameters it has. */
	learned: 14,
	minWidth: 104,
	/** Room for the reason why there is no gradient. */
	reasonWidth: 164,
	maxWidth: 296,
	/** A heat map's least width and largest sides, in place of a grid that would be too large. */
	mapLeast: 48,
	mapWidth: 112,
	mapHeight: 56,
} as const;

/** A leaf: its name and value in a pill, and under it what its `.grad` holds. */
export const LEAF = {
	/** From the round ends of the pill to what is inside; above and below the numbers. */
	padding: 16,
	margin: 7,
	/** Name and `.grad` stand in one column, at least this wide. */
	name: 44,
	/** What stands beside it is at least this wide: a number, or that there is none. */
	value: 40,
	gap: 6,
	lock: 16,
	/** Room for where an entry comes from. */
	origin: 128,
} as const;

/** A constant: a plain number beside the card it goes into. */
export const CONSTANT = { height: 22, character: 8, padding: 6, maxCharacters: 8 } as const;

/** A group: what opens it, and the width of a character of its name and of its type. */
export const GROUP = { opener: 22, character: 9, small: 7.2 } as const;

/** The whole name of an operation that has no symbol: width of a character under the header, and from afar. */
export const WHOLE = { small: 5.5, large: 11 } as const;

export interface Size {
	readonly w: number;
	readonly h: number;
}

/** Width and height of the numbers of one value, each in a cell so wide. An empty tensor takes one line, which says so. */
export function gridSize(grid: Grid, cell: number): Size {
	if (grid.rows * grid.columns === 0) return { w: CARD.mapLeast, h: CARD.line };
	if (grid.numbers) return { w: grid.columns * cell, h: grid.rows * CARD.line };
	const scale = Math.min(CARD.mapWidth / grid.columns, CARD.mapHeight / grid.rows, CARD.line);
	return { w: Math.max(CARD.mapLeast, grid.columns * scale), h: Math.max(CARD.line, grid.rows * scale) };
}

/** The numbers of a node's value, `digits` significant ones; a node whose operation failed has one empty line. */
function numbersOf(trace: Trace, node: Node, digits: number): Size {
	if (node.value === null) return { w: 0, h: CARD.line };
	return gridSize(gridOf(at(trace.values, node.value)), cellWidth(roomOf(trace, node, digits)));
}

/** Height of the numbers of a node's value. */
export function linesOf(trace: Trace, node: Node): number {
	return numbersOf(trace, node, DIGITS).h;
}

/** The badge of a value: `float64[2, 3]`, of a scalar its dtype alone. */
export function badgeOf(value: Value): string {
	return value.shape.length === 0 ? value.dtype : `${value.dtype}[${value.shape.join(", ")}]`;
}

/** The box of a node, its numbers with `digits` significant ones. `opened`: one more line for each autograd node inside. */
export function sizeOf(trace: Trace, node: Node, opened: boolean, digits: number): Size {
	switch (node.kind) {
		case "constant":
			return constantSize(node);
		case "leaf":
			return leafSize(trace, node, digits, false);
		case "operation":
			return operationSize(trace, node, opened, digits);
	}
}

/** The box of an item: of a node, of one that comes from another iteration, or of a closed group. */
export function itemSize(lookup: Lookup, item: Item, opened: boolean, digits: number): Size {
	const node = at(lookup.trace.nodes, item.node);
	if (item.role === "entry") return entrySize(lookup.trace, node, digits);
	if (item.group === null && node.kind === "leaf") return leafSize(lookup.trace, node, digits, item.frame >= 0);
	if (item.group === null) return sizeOf(lookup.trace, node, opened, digits);
	const title = titleWidth(lookup, item.group);
	const { w, h } = node.kind === "operation" ? operationSize(lookup.trace, node, false, digits) : { w: 0, h: 0 };
	return { w: Math.min(Math.max(w, title), CARD.maxWidth), h: Math.max(h + CARD.learned, CARD.header + CARD.padding) };
}

/** A pill with name and value, and under it where it comes from. */
function entrySize(trace: Trace, node: Node, digits: number): Size {
	const numbers = numbersOf(trace, node, digits);
	const width = labelWidth(trace, node, false) + Math.max(numbers.w, LEAF.value) + 2 * LEAF.padding;
	return {
		w: Math.ceil(Math.max(width, LEAF.origin)),
		h: Math.ceil(numbers.h + 2 * LEAF.margin + LEAF.gap + CARD.line),
	};
}

/** The line with a group's name and what kind of module it is. */
export function titleWidth({ trace }: Lookup, group: number): number {
	const { name, type } = at(trace.groups ?? [], group);
	return GROUP.opener + (columns(name) + 1) * GROUP.character + columns(type ?? "") * GROUP.small + 2 * CARD.padding;
}

/** Symbol, source piece and name; value; gradient or the reason why there is none; shape and dtype. */
function operationSize(trace: Trace, node: Node, opened: boolean, digits: number): Size {
	const numbers = numbersOf(trace, node, digits);
	const header = CARD.symbol + (columns(pieceOf(trace, node)) + 1 + labelColumns(trace, node)) * CARD.character;
	const badge = node.value === null ? 0 : badgeOf(at(trace.values, node.value)).length * CARD.badgeCharacter;
	const count = at(index(trace).users, node.id).length > 1 ? CARD.count : 0;
	const opener = node.autograd.length > 1 ? CARD.opener : 0;
	const width = Math.max(header, CARD.sign + numbers.w, opener + count + badge) + 2 * CARD.padding;
	const gradient = node.requires_grad ? numbers.h : CARD.line;
	const inside = opened ? node.autograd.length * CARD.line : 0;
	return {
		w: Math.ceil(Math.min(Math.max(width, node.requires_grad ? CARD.minWidth : CARD.reasonWidth), CARD.maxWidth)),
		h: Math.ceil(CARD.header + numbers.h + CARD.gap + gradient + footerOf(node) + inside + CARD.padding),
	};
}

/** The line at the bottom, with room for what opens the node. */
export function footerOf(node: Node): number {
	return CARD.footer + (node.autograd.length > 1 ? CARD.openerAbove : 0);
}

/** A node's name; within a frame, that of a parameter without the names of the modules around it. */
export function nameIn(framed: boolean, { kind, label }: Node): string {
	return framed && kind === "leaf" ? label.slice(label.lastIndexOf(".") + 1) : label;
}

/** Width of the column in which a leaf's name and `.grad` stand. */
export function leafNameWidth(trace: Trace, node: Node, framed: boolean): number {
	return labelWidth(trace, node, framed) + (node.requires_grad ? 0 : LEAF.lock);
}

export function labelWidth(trace: Trace, node: Node, framed: boolean): number {
	return Math.max(LEAF.name, labelColumns(trace, node, framed) * CARD.character + 8);
}

/** The longest name that the place of a node has in any iteration. */
function labelColumns(trace: Trace, node: Node, framed = false): number {
	const kin = kinOf(index(trace), node.id);
	return kin.reduce((most, id) => Math.max(most, columns(nameIn(framed, at(trace.nodes, id)))), 0);
}

function leafSize(trace: Trace, node: Node, digits: number, framed: boolean): Size {
	const numbers = numbersOf(trace, node, digits);
	const pill = numbers.h + 2 * LEAF.margin;
	const grad = node.requires_grad ? numbers.h + LEAF.margin : CARD.line;
	const least = node.requires_grad && at(index(trace).users, node.id).length > 1 ? CARD.count : LEAF.value;
	const width = leafNameWidth(trace, node, framed) + Math.max(numbers.w, least) + 2 * LEAF.padding;
	return { w: Math.ceil(width), h: Math.ceil(pill + LEAF.gap + grad) };
}

function constantSize(node: Node): Size {
	const characters = Math.min(columns(node.label), CONSTANT.maxCharacters);
	return { w: characters * CONSTANT.character + 2 * CONSTANT.padding, h: CONSTANT.height };
}

/** Columns a text takes: East Asian wide characters take two, combining marks none. */
export function columns(text: string): number {
	let total = 0;
	for (const character of text) {
		if (/\p{Mark}/u.test(character)) continue;
		total += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
			character,
		)
			? 2
			: 1;
	}
	return total;
}
