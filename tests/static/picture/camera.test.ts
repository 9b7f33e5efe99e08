// Fitting, zooming and holding the picture.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	detailAt,
	heightFor,
	hold,
	inView,
	marginOf,
	near,
	overlaps,
	overview,
	reveal,
	zoomAt,
} from "#src/picture/camera";

const length = fc.integer({ min: 1, max: 5000 });
const size = fc.record({ width: length, height: length });
const roomy = fc.record({ width: fc.integer({ min: 60, max: 3000 }), height: fc.integer({ min: 60, max: 2000 }) });
const camera = fc.record({
	x: fc.integer({ min: -2000, max: 2000 }),
	y: fc.integer({ min: -2000, max: 2000 }),
	scale: fc.double({ min: 0.02, max: 4, noNaN: true }),
});

describe("overview", () => {
	test("shows the whole layout inside the margin, in the middle", () => {
		fc.assert(
			fc.property(size, roomy, (layout, box) => {
				const { x, y, scale } = overview(layout, box);
				const margin = marginOf(box.width) - 1e-6;
				expect(x).toBeGreaterThanOrEqual(margin);
				expect(y).toBeGreaterThanOrEqual(margin);
				expect(2 * x + layout.width * scale).toBeCloseTo(box.width, 6);
				expect(2 * y + layout.height * scale).toBeCloseTo(box.height, 6);
			}),
		);
	});

	test("fills the width of a box as high as heightFor says", () => {
		fc.assert(
			fc.property(size, fc.integer({ min: 60, max: 3000 }), (layout, width) => {
				const free = overview(layout, { width, height: 1e9 });
				expect(overview(layout, { width, height: heightFor(layout, width) }).scale).toBeCloseTo(free.scale, 9);
			}),
		);
	});
});

test("zooming keeps what is under the pointer", () => {
	fc.assert(
		fc.property(camera, length, length, fc.double({ min: 0.2, max: 5, noNaN: true }), (from, x, y, factor) => {
			const to = zoomAt(from, x, y, factor, 0.01);
			expect((x - to.x) / to.scale).toBeCloseTo((x - from.x) / from.scale, 5);
			expect((y - to.y) / to.scale).toBeCloseTo((y - from.y) / from.scale, 5);
		}),
	);
});

test("zooming out ends at half of what shows everything", () => {
	expect(zoomAt({ x: 0, y: 0, scale: 0.3 }, 0, 0, 0.01, 0.4).scale).toBeCloseTo(0.2);
});

test("the picture cannot be lost", () => {
	fc.assert(
		fc.property(camera, size, roomy, (from, layout, box) => {
			const held = hold(from, layout, box);
			const seen = { x: held.x, y: held.y, width: layout.width * held.scale, height: layout.height * held.scale };
			expect(overlaps(seen, { x: 0, y: 0, ...box })).toBe(true);
			expect(hold(held, layout, box)).toEqual(held);
		}),
	);
});

test("revealing brings what fits into the box, and leaves alone what is there", () => {
	fc.assert(
		fc.property(camera, roomy, (from, box) => {
			const rect = {
				x: 40,
				y: 30,
				width: (box.width - 40) / from.scale / 2,
				height: (box.height - 40) / from.scale / 2,
			};
			const to = reveal(from, rect, box, 10);
			const left = rect.x * to.scale + to.x;
			expect(left).toBeGreaterThan(10 - 1e-6);
			expect(left + rect.width * to.scale).toBeLessThan(box.width - 10 + 1e-6);
			expect(reveal(to, rect, box, 10).x).toBeCloseTo(to.x, 6);
		}),
	);
});

test("what is in view maps onto the box", () => {
	expect(inView({ x: 10, y: -20, scale: 2 }, { width: 100, height: 50 }, 0)).toEqual({
		x: -5,
		y: 10,
		width: 50,
		height: 25,
	});
});

test("detail falls with the scale", () => {
	expect([1, 0.55, 0.54, 0.16, 0.15].map(detailAt)).toEqual(["full", "full", "brief", "brief", "mark"]);
});

test("coming near puts a node in the middle, where its numbers can be read", () => {
	const { x, y, scale } = near({ x: 1000, y: 400, width: 100, height: 60 }, { width: 800, height: 300 });
	expect([1050 * scale + x, 430 * scale + y]).toEqual([400, 150]);
	expect(detailAt(scale)).toBe("full");
});
