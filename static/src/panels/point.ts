// The node that a place in the source belongs to: what lights up under the pointer.
import type { Trace } from "#src/trace/schema";

/** The node with the shortest piece of source around code point `point`; null where no node's piece holds it. */
export function nodeAtPoint(trace: Trace, point: number): number | null {
	let found: number | null = null;
	let shortest = Number.POSITIVE_INFINITY;
	for (const { id, span } of trace.nodes) {
		if (!span || point < span[0] || point >= span[1] || span[1] - span[0] >= shortest) continue;
		found = id;
		shortest = span[1] - span[0];
	}
	return found;
}
