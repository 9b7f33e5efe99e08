// Spans on the wire count Unicode code points; the browser's text counts UTF-16 units. The way between the two.

export type Span = readonly [start: number, end: number];

/** The UTF-16 offset of code point `point` in `text`; offsets beyond the end are the end. */
export function toUnits(text: string, point: number): number {
	let units = 0;
	let points = 0;
	for (const character of text) {
		if (points >= point) break;
		units += character.length;
		points += 1;
	}
	return units;
}

/** The code point that holds UTF-16 offset `unit` of `text`. */
export function toPoints(text: string, unit: number): number {
	let units = 0;
	let points = 0;
	for (const character of text) {
		if (units + character.length > unit) break;
		units += character.length;
		points += 1;
	}
	return points;
}

/** A span of code points as UTF-16 offsets of `text`. */
export function spanToUnits(text: string, [start, end]: Span): Span {
	return [toUnits(text, start), toUnits(text, end)];
}

/** The piece of `text` that a span of code points covers. */
export function piece(text: string, span: Span): string {
	return text.slice(...spanToUnits(text, span));
}

/** `text` with `replacement` in place of a span of code points. */
export function replaceSpan(text: string, span: Span, replacement: string): string {
	const [start, end] = spanToUnits(text, span);
	return text.slice(0, start) + replacement + text.slice(end);
}
