// The room of a node's numbers: it holds every number the node ever shows, or as many digits of it as there is room for.
import { describe, expect, test } from "vitest";
import { cellWidth, roomOf } from "#src/layout/cell";
import { gridOf } from "#src/layout/grid";
import { frameAt, shownBy } from "#src/trace/frame";
import { at } from "#src/trace/schema";
import { DIGITS, fitted, type Scalar } from "#src/words/number";
import { made, names } from "../fixtures";

const LONGEST = 13;

describe.each(names())("%s", (name) => {
	const trace = made(name);

	test("values shown by a node are those of its states at every cursor", () => {
		const seen = trace.nodes.map(() => new Set<number>());
		for (let cursor = 0; cursor <= trace.steps.length; cursor++) {
			frameAt(trace, cursor).nodes.forEach(({ value, sum, grad, dotGrad }, node) => {
				for (const id of [value, sum, grad, dotGrad]) if (id !== null) at(seen, node).add(id);
			});
		}
		for (const node of trace.nodes) expect(shownBy(trace, node.id)).toEqual(at(seen, node.id));
	});

	test("every number written finds room", () => {
		for (const node of trace.nodes) {
			const room = roomOf(trace, node, DIGITS);
			expect(room).toBeLessThanOrEqual(LONGEST);
			expect(cellWidth(room)).toBeGreaterThan(0);
			for (const id of shownBy(trace, node.id)) {
				const value = at(trace.values, id);
				if (!gridOf(value).numbers) continue;
				const numbers = [value.data].flat(Number.POSITIVE_INFINITY) as Scalar[];
				for (const x of numbers) {
					const text = fitted(x, DIGITS, room);
					expect(text.length <= room || text === fitted(x, 1, room)).toBe(true);
				}
			}
		}
	});
});
