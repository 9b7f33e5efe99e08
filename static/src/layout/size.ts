// How large a node's box is, from its content alone: fixed metrics, no DOM. The picture draws to these figures.
import { at, type Node, type Trace, type Value } from "#src/trace/schema";

/** CSS pixels. Text is set in a fixed-width face, so that its width is a count of characters. */
export const CARD = {
	/** Distance from the border to what is inside. */
	padding: 8,
	/** Height of the line with symbol and source piece, and of a line of text. */
	header: 24,
	/** One line of numbers. */
	line: 18,
	/** Between value and gradient. */
	gap: 4,
	/** The sign before value and gradient lines. */
	sign: 14,
	/** One number in a grid. */
	cell: 54,
	/** Width of one character of a header. */
	character: 8,
	/** The badge with shape and dtype stands at the right of the header. */
	badgeCharacter: 6,
	minWidth: 92,
	maxWidth: 280,
	/** A heat map's largest sides, in place of a grid that would be too large. */
	mapWidth: 96,
	mapHeight: 54,
	/** Longest piece of source shown, in characters; the rest is an ellipsis. */
	sourceLength: 14,
} as const;

/** A constant: a plain number beside the card it goes into. */
export const CONSTANT = { height: 22, character: 8, padding: 6, maxCharacters: 8 } as const;

/** Up to this many rows and columns, numbers stand in a grid; above, a heat map. */
export const GRID = 4;

export interface Size {
	readonly w: number;
	readonly h: number;
}

export interface Grid {
	readonly rows: number;
	readonly columns: number;
	/** Whether each number is written. */
	readonly numbers: boolean;
}

/** A vector longer than this is folded into rows of a heat map. */
export const FOLD = 16;

/** How a value is laid out: scalars and vectors take one row. Leading axes of a larger tensor are stacked as rows. */
export function gridOf(value: Value): Grid {
	const last = value.shape.at(-1) ?? 1;
	const columns = value.shape.length === 1 ? Math.min(last, FOLD) : last;
	const rows = last === 0 ? 0 : Math.ceil(value.shape.reduce((product, length) => product * length, 1) / columns);
	return { rows, columns, numbers: rows <= GRID && columns <= GRID && value.shape.length <= 2 && value.data !== null };
}

/** Width and height of the numbers of one value. An empty tensor takes one line, which says so. */
export function gridSize(grid: Grid): Size {
	if (grid.rows * grid.columns === 0) return { w: CARD.cell, h: CARD.line };
	if (grid.numbers) return { w: grid.columns * CARD.cell, h: grid.rows * CARD.line };
	const scale = Math.min(CARD.mapWidth / grid.columns, CARD.mapHeight / grid.rows, CARD.line);
	return { w: Math.max(CARD.cell, grid.columns * scale), h: Math.max(CARD.line, grid.rows * scale) };
}

/** The badge of a value: empty for a scalar of the usual kind, else its shape: `2×3`. */
export function badgeOf(value: Value): string {
	return value.shape.join("×");
}

/** The box of a node. `opened` shows one more line for each autograd node inside. */
export function sizeOf(trace: Trace, node: Node, opened: boolean): Size {
	const value = node.value === null ? null : at(trace.values, node.value);
	if (node.kind === "constant") return constantSize(node);
	const numbers = value ? gridSize(gridOf(value)) : { w: 0, h: CARD.line };
	const badge = value ? badgeOf(value).length * CARD.badgeCharacter : 0;
	const header = headerLength(node) * CARD.character + (badge > 0 ? badge + CARD.padding : 0);
	const lines = node.requires_grad ? 2 * numbers.h + CARD.gap : numbers.h;
	const inside = opened ? node.autograd.length * CARD.line : 0;
	const width = Math.max(header, CARD.sign + numbers.w) + 2 * CARD.padding;
	return {
		w: Math.ceil(Math.min(Math.max(width, CARD.minWidth), CARD.maxWidth)),
		h: Math.ceil(CARD.header + lines + inside + 2 * CARD.padding),
	};
}

/** Characters of the header: name, or symbol and source piece. The symbol has room for three. */
function headerLength(node: Node): number {
	if (node.kind === "leaf") return columns(node.label);
	const source = node.span ? Math.min(node.span[1] - node.span[0], CARD.sourceLength) : columns(node.label);
	return 3 + source;
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
