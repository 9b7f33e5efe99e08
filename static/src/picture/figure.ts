// Draws the face of a value: a grid of numbers between brackets, a heat map with its range, a histogram.
import { cellWidth } from "#src/layout/cell";
import { gridOf } from "#src/layout/grid";
import { CARD, gridSize } from "#src/layout/size";
import type { Value } from "#src/trace/schema";
import { fitted, number } from "#src/words/number";
import { type Cell, type Face, faceOf } from "./face";
import { svg } from "./svg";

/** Of a number that needs more room than there is: how wide one of the characters it is squeezed to. */
const CHARACTER = 7.4;
/** The lowest strength that is still seen, so that a small number does not look like zero. */
const FAINTEST = 0.12;

/**
 * The value as SVG, its corner at 0, 0, as large as `gridSize` says; `digits` significant ones, but of each number no more
 * than `room` characters.
 */
export function figure(value: Value, digits: number, room: number): SVGGElement {
	const { w, h } = gridSize(gridOf(value), cellWidth(room));
	const face = faceOf(value);
	const group = svg("g", { class: `figure ${face.kind}` });
	switch (face.kind) {
		case "grid":
			group.append(
				...grid(face, digits, room, value.shape.length === 0),
				...(value.shape.length > 0 ? brackets(w, h) : []),
			);
			break;
		case "heat":
			group.append(...heat(face, w, h), svg("title", {}, face.range.map((x) => number(x, digits)).join(" … ")));
			break;
		case "histogram":
			group.append(...histogram(face, w, h));
			break;
		case "empty":
			group.append(svg("text", { x: 2, y: CARD.line - 5 }, "[ ]"));
			break;
	}
	return group;
}

/** A number alone stands at the left, right after its sign. */
function grid(face: Extract<Face, { kind: "grid" }>, digits: number, room: number, alone: boolean): SVGElement[] {
	const cell = cellWidth(room);
	return face.rows.flatMap((cells, row) =>
		cells.map((scalar, column) => {
			const text = fitted(scalar, digits, room);
			const squeezed = text.length > room ? { textLength: room * CHARACTER, lengthAdjust: "spacingAndGlyphs" } : {};
			const place = alone ? { x: 3 } : { x: (column + 0.5) * cell, "text-anchor": "middle" };
			return svg("text", { ...place, y: (row + 1) * CARD.line - 5, ...squeezed }, text);
		}),
	);
}

function brackets(w: number, h: number): SVGElement[] {
	const d = `M4 1.5H0.5V${h - 1.5}H4M${w - 4} 1.5H${w - 0.5}V${h - 1.5}H${w - 4}`;
	return [svg("path", { class: "bracket", d })];
}

function heat(face: Extract<Face, { kind: "heat" }>, w: number, h: number): SVGElement[] {
	const width = w / face.columns;
	const height = h / face.rows;
	const gap = Math.min(width, height) > 4 ? 0.5 : 0;
	const at = (cell: Cell) => ({
		x: cell.column * width,
		y: cell.row * height,
		width: width - gap,
		height: height - gap,
	});
	const cells = face.cells.map((cell) => {
		const { x, y } = at(cell);
		if (cell.nan) {
			return svg("path", { class: "nan", d: `M${x} ${y}l${width} ${height}m${-width} 0l${width} ${-height}` });
		}
		const opacity = cell.strength === 0 ? 0 : FAINTEST + (1 - FAINTEST) * cell.strength;
		return svg("rect", { ...at(cell), class: cell.negative ? "negative" : "positive", "fill-opacity": opacity });
	});
	return [...cells, svg("rect", { class: "frame", width: w, height: h })];
}

function histogram(face: Extract<Face, { kind: "histogram" }>, w: number, h: number): SVGElement[] {
	const most = Math.max(1, ...face.bins);
	const width = w / Math.max(1, face.bins.length);
	const bars = face.bins.map((count, bin) => {
		const height = (h * count) / most;
		return svg("rect", { x: bin * width, y: h - height, width: width * 0.85, height, class: "positive" });
	});
	return [...bars, svg("path", { class: "frame", d: `M0 ${h}H${w}` })];
}
