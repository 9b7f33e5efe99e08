// The curve of an edge: it passes through its waypoints, and packets travel along it at an even pace.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Point } from "#src/layout/place";
import { outline } from "#src/picture/path";
import { track } from "#src/picture/track";

const coordinate = fc.integer({ min: -500, max: 500 });
const waypoints = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 6 });
const direction = fc.constantFrom("right" as const, "down" as const);
const distance = (one: Point, other: Point) => Math.hypot(one[0] - other[0], one[1] - other[1]);

describe("track", () => {
	test("starts and ends with the waypoints, also outside of 0 … 1", () => {
		fc.assert(
			fc.property(waypoints, direction, (points, way) => {
				const { at } = track(points, way);
				for (const t of [0, -1]) expect(distance(at(t), points[0] as Point)).toBeLessThan(1e-9);
				for (const t of [1, 2]) expect(distance(at(t), points.at(-1) as Point)).toBeLessThan(1e-9);
			}),
		);
	});

	test("is never shorter than the way from waypoint to waypoint", () => {
		fc.assert(
			fc.property(waypoints, direction, (points, way) => {
				const straight = points.slice(1).reduce((sum, point, i) => sum + distance(points[i] as Point, point), 0);
				expect(track(points, way).length).toBeGreaterThan(straight - 1e-6);
			}),
		);
	});

	test("moves at an even pace: no step is longer than its share of the length", () => {
		fc.assert(
			fc.property(waypoints, direction, (points, way) => {
				const { at, length } = track(points, way);
				for (let i = 0; i < 40; i++) expect(distance(at(i / 40), at((i + 1) / 40))).toBeLessThan(length / 40 + 1e-6);
			}),
		);
	});

	test("stays where a single waypoint is", () => {
		expect(track([[3, 4]], "right").at(0.5)).toEqual([3, 4]);
	});
});

describe("outline", () => {
	test("leaves and enters in the direction of time", () => {
		const points = [
			[0, 0],
			[100, 40],
		] as const;
		expect(outline(points, "right")).toBe("M0 0C50 0 50 40 100 40");
		expect(outline(points, "down")).toBe("M0 0C0 20 100 20 100 40");
	});

	test("has one piece for each pair of waypoints", () => {
		fc.assert(
			fc.property(waypoints, direction, (points, way) => {
				expect(outline(points, way).match(/C/g)).toHaveLength(points.length - 1);
			}),
		);
	});

	test("is empty without a second waypoint", () => {
		expect(outline([[1, 2]], "right")).toBe("");
	});
});
