// Arrow keys follow edges, and lead nowhere that is not in the picture.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { place } from "#src/layout/place";
import { type Arrow, follow } from "#src/picture/navigate";
import { index } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import { viewOf } from "#src/trace/view";
import { DIGITS } from "#src/words/number";
import { traces } from "../arbitrary";

const ARROWS: readonly Arrow[] = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"];

describe("follow", () => {
	test.each([
		["right", "ArrowRight", "ArrowLeft"],
		["down", "ArrowDown", "ArrowUp"],
	] as const)("%s: %s leads to a user, %s to an operand", (direction, onward, back) => {
		fc.assert(
			fc.property(traces, (trace) => {
				const lookup = index(trace);
				const view = viewOf(lookup, [], new Set());
				const layout = place(trace, { direction, opened: new Set(), digits: DIGITS });
				for (const { id } of trace.nodes) {
					const users = at(lookup.users, id).map((edge) => edge.target);
					const operands = at(lookup.operands, id).map((edge) => edge.source);
					const user = follow(view, layout, direction, id, onward);
					const operand = follow(view, layout, direction, id, back);
					expect(user === null ? users : users.includes(user)).toEqual(user === null ? [] : true);
					expect(operand === null ? operands : operands.includes(operand)).toEqual(operand === null ? [] : true);
				}
			}),
			{ numRuns: 30 },
		);
	});

	test("across, it moves that way and never stays", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const view = viewOf(index(trace), [], new Set());
				const layout = place(trace, { direction: "right", opened: new Set(), digits: DIGITS });
				const middle = (node: number) => {
					const box = layout.nodes.get(node);
					return (box?.y ?? 0) + (box?.h ?? 0) / 2;
				};
				for (const { id } of trace.nodes) {
					const [, , up, down] = ARROWS.map((key) => follow(view, layout, "right", id, key));
					if (typeof up === "number") expect(middle(up)).toBeLessThan(middle(id));
					if (typeof down === "number") expect(middle(down)).toBeGreaterThan(middle(id));
				}
			}),
			{ numRuns: 30 },
		);
	});
});
