// What lights up under the pointer: the smallest piece of source around it.
import { describe, expect, it } from "vitest";
import { nodeAtPoint } from "#src/panels/point";
import { at } from "#src/trace/schema";
import { made } from "../fixtures";

describe("nodeAtPoint", () => {
	const trace = made("q");
	const source = Array.from(trace.program.source);
	const labelAt = (point: number) => {
		const node = nodeAtPoint(trace, point);
		return node === null ? null : at(trace.nodes, node).label;
	};

	it("finds the innermost piece", () => {
		for (const [point] of source.entries()) {
			const node = nodeAtPoint(trace, point);
			const around = trace.nodes.filter(({ span }) => span && span[0] <= point && point < span[1]);
			if (node === null) {
				expect(around).toEqual([]);
				continue;
			}
			const length = (id: number) => {
				const { span } = at(trace.nodes, id);
				return span ? span[1] - span[0] : Number.POSITIVE_INFINITY;
			};
			expect(length(node)).toBe(Math.min(...around.map(({ id }) => length(id))));
		}
	});

	it("finds nothing outside the text", () => {
		expect(labelAt(-1)).toBeNull();
		expect(labelAt(source.length)).toBeNull();
	});
});
