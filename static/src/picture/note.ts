// Draws the arithmetic that is written beside an edge or a node: rows in columns, a rule above the result, a caption.
import { columns as columnsOf } from "#src/layout/size";
import type { Arithmetic } from "./arithmetic";
import text from "./notes.css?inline";
import { sheetOf } from "./sheet";
import { svg } from "./svg";

/** The styles that notes bring. */
export const sheet = sheetOf(text);

const LINE = 18;
const CHARACTER = 7.3;
const SIGN = 16;
const PADDING = 8;
const CAPTION = 15;
const CAPTION_CHARACTER = 6.7;

/** A note and its size, its corner at 0, 0. */
export interface Drawn {
	element: SVGGElement;
	w: number;
	h: number;
}

function written(text: string, { answer }: Arithmetic[number]): string {
	return answer === undefined ? text : `${text} ${answer}`;
}

/** `caption` stands above the rows; empty for none. */
export function drawNote(arithmetic: Arithmetic, caption: string, kind: "product" | "sum" | "seed" | "change"): Drawn {
	const columns = Math.max(...arithmetic.map((row) => row.cells.length));
	const longest = Math.max(...arithmetic.flatMap((row) => row.cells.map((text) => written(text, row).length)));
	const cell = columns > 1 ? longest * CHARACTER + 10 : longest * CHARACTER;
	const sign = arithmetic.some((row) => row.operator !== "") ? SIGN : 0;
	const head = caption === "" ? 0 : CAPTION;
	const w = Math.max(sign + columns * cell, columnsOf(caption) * CAPTION_CHARACTER) + 2 * PADDING;
	const h = head + arithmetic.length * LINE + PADDING;
	const element = svg("g", { class: `aside ${kind}` }, svg("rect", { class: "sheet", width: w, height: h, rx: 7 }));
	if (head > 0) element.append(svg("text", { class: "caption", x: w / 2, y: 14, "text-anchor": "middle" }, caption));
	const left = (w - sign - columns * cell) / 2;
	arithmetic.forEach((row, index) => {
		const y = head + PADDING / 2 + (index + 1) * LINE - 5;
		if (row.result && index > 0) {
			element.append(svg("path", { class: "rule", d: `M${left} ${y - 14.5}H${w - left}` }));
		}
		if (row.operator !== "") element.append(svg("text", { class: "operator", x: left, y }, row.operator));
		row.cells.forEach((text, column) => {
			const x = left + sign + (column + 0.5) * cell;
			const role = row.result ? "result" : "term";
			const answer = row.answer === undefined ? [] : [svg("tspan", { class: "result" }, ` ${row.answer}`)];
			element.append(svg("text", { class: role, x, y, "text-anchor": "middle" }, text, ...answer));
		});
	});
	return { element, w, h };
}
