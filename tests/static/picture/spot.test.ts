// Where notes stand: on the side that is liked best, else where they cover nothing and can be seen.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlaps, type Rect } from "#src/picture/camera";
import { spotFor } from "#src/picture/spot";

const size = { width: 80, height: 40 };
const anchor = { x: 500, y: 500, width: 100, height: 60 };
const everywhere = { x: -5000, y: -5000, width: 10000, height: 10000 };
const sides = ["above", "below", "left", "right"] as const;

describe("spotFor", () => {
	test("takes the side that is liked best, in the middle, at the gap", () => {
		expect(spotFor(size, anchor, 9, sides, [], [], everywhere)).toEqual({ ...size, x: 510, y: 451 });
		expect(spotFor(size, anchor, 9, ["right", "left"], [], [], everywhere)).toEqual({ ...size, x: 609, y: 510 });
	});

	test("turns to the other side where a box is in the way", () => {
		const above = { x: 400, y: 300, width: 300, height: 180 };
		expect(spotFor(size, anchor, 9, ["above", "below"], [above], [], everywhere)).toEqual({ ...size, x: 510, y: 569 });
	});

	test("rather covers a node than another note", () => {
		const above = { x: 0, y: 0, width: 1000, height: 480 };
		const below = { x: 0, y: 570, width: 1000, height: 1000 };
		const spot = spotFor(size, anchor, 9, ["above", "below"], [below], [above], everywhere);
		expect(overlaps(spot, below)).toBe(true);
		expect(overlaps(spot, above)).toBe(false);
	});

	test("stays in the room that is seen", () => {
		const room = { x: 0, y: 495, width: 2000, height: 1000 };
		const { y } = spotFor(size, anchor, 9, ["above", "below"], [], [], room);
		expect(y).toBe(569);
	});

	test("covers no box where a free place is near", () => {
		const box = fc.record({
			x: fc.integer({ min: 300, max: 700 }),
			y: fc.integer({ min: 300, max: 500 - 40 }),
			width: fc.integer({ min: 10, max: 150 }),
			height: fc.constant(40),
		});
		fc.assert(
			fc.property(fc.array(box, { maxLength: 6 }), (boxes: Rect[]) => {
				const spot = spotFor(size, anchor, 9, ["above", "below"], boxes, [], everywhere);
				expect(boxes.some((each) => overlaps(each, spot))).toBe(false);
				expect(overlaps(anchor, spot)).toBe(false);
			}),
		);
	});
});
