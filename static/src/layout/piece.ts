// The piece of source that stands on a node's card: its own span, or its formula where it has none of its own.
import { index } from "#src/trace/lookup";
import type { Node, Trace } from "#src/trace/schema";
import { formulaOf } from "#src/words/sentence";

/** Longest piece shown, in characters; the rest is an ellipsis. */
const LONGEST = 14;

const known = new WeakMap<Trace, { readonly letters: readonly string[]; readonly shared: ReadonlySet<string> }>();

/** The source as code points, and the spans that several operations have in common, so that they tell none of them. */
function sourceOf(trace: Trace) {
	const found = known.get(trace);
	if (found) return found;
	const seen = new Set<string>();
	const shared = new Set<string>();
	for (const { kind, span } of trace.nodes) {
		if (kind !== "operation" || !span) continue;
		const key = span.join();
		if (seen.has(key)) shared.add(key);
		seen.add(key);
	}
	const source = { letters: Array.from(trace.program.source), shared };
	known.set(trace, source);
	return source;
}

/** At most fourteen characters on one line. */
export function pieceOf(trace: Trace, node: Node): string {
	const { letters, shared } = sourceOf(trace);
	const own =
		node.span && !shared.has(node.span.join())
			? letters
					.slice(...node.span)
					.join("")
					.trim()
			: "";
	const text = own === "" || own.includes("\n") ? formulaOf(index(trace), node) : own;
	const shown = Array.from(text);
	return shown.length > LONGEST ? `${shown.slice(0, LONGEST - 1).join("")}…` : text;
}
