// Code points and UTF-16 units of one text.
import fc from "fast-check";
import { expect, it } from "vitest";
import { piece, replaceSpan, toPoints, toUnits } from "#src/panels/offsets";

it("counts astral characters once and combining marks by themselves", () => {
	const text = "𝑥 + y\u0302𝑧";
	expect(piece(text, [0, 1])).toBe("𝑥");
	expect(piece(text, [4, 6])).toBe("y\u0302");
	expect(piece(text, [6, 9])).toBe("𝑧");
	expect(toUnits(text, 1)).toBe(2);
	expect(replaceSpan("𝑥 + b", [4, 5], "c")).toBe("𝑥 + c");
});

it("agrees with the list of code points, both ways", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), fc.nat(40), fc.nat(40), (text, x, y) => {
			const points = Array.from(text);
			const start = Math.min(x, y);
			const end = Math.max(x, y);
			expect(piece(text, [start, end])).toBe(points.slice(start, end).join(""));
			const within = Math.min(start, points.length);
			expect(toPoints(text, toUnits(text, within))).toBe(within);
		}),
	);
});
