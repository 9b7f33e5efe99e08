// A repair as a person sees it before it is made: one phrase where it is short, else the lines that go and come.
import { piece, replaceSpan, toUnits } from "./offsets";
import type { Repair } from "./problem";

/** Characters that still fit into the words of a button. */
const SHORT = 40;

/** Whether a repair can be said in the words of a button. */
export function isShort(source: string, { span, text }: Repair): boolean {
	const from = piece(source, span);
	return !`${from}${text}`.includes("\n") && from.length + text.length <= SHORT;
}

/** The whole lines that a repair touches, before and after, without those at either end that stay as they are. */
export function replacedLines(
	source: string,
	repair: Repair,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
	const repaired = replaceSpan(source, repair.span, repair.text);
	const before = source.split("\n");
	const after = repaired.split("\n");
	const most = Math.min(before.length, after.length);
	let start = source.slice(0, toUnits(source, repair.span[0])).split("\n").length - 1;
	while (start < most && before[start] === after[start]) start += 1;
	let end = 0;
	while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
	return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}
