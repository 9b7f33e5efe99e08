// Frames: each holds what belongs to it and nothing else, and what crosses a border goes on where it came to it.
import { describe, expect, test } from "vitest";
import { arrangeFrames } from "#src/layout/compound";
import type { Box, Direction, Layout } from "#src/layout/place";
import { type Sketch, sketchOf } from "#src/layout/sketch";
import { closedAtFirst, pathsOf } from "#src/trace/groups";
import { index } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import { viewOf } from "#src/trace/view";
import { DIGITS } from "#src/words/number";
import { network, Program } from "../programs";

function residual(layers: number, wide: number) {
	const program = new Program();
	const x = program.leaf("x", { requires_grad: false, is_parameter: false });
	program.operation("loss", network(program, x, layers, wide), program.leaf("y", { requires_grad: false }));
	return program.trace();
}

function drawn(layers: number, wide: number, direction: Direction, ...closed: string[]) {
	const lookup = index(residual(layers, wide));
	const view = viewOf(lookup, [], new Set(closed));
	const sketch = sketchOf(lookup, view, { direction, opened: new Set(), digits: DIGITS });
	return { sketch, layout: arrangeFrames(sketch) };
}

const holds = (outer: Box, inner: Box) =>
	inner.x >= outer.x &&
	inner.y >= outer.y &&
	inner.x + inner.w <= outer.x + outer.w + 1e-6 &&
	inner.y + inner.h <= outer.y + outer.h + 1e-6;
const apart = (one: Box, other: Box) =>
	one.x + one.w <= other.x || other.x + other.w <= one.x || one.y + one.h <= other.y || other.y + other.h <= one.y;

function laws({ frames = [], frameOf = [], links, direction }: Sketch, layout: Layout): void {
	const ancestors = (frame: number): number[] => (frame < 0 ? [] : [frame, ...ancestors(at(frames, frame).parent)]);
	const boxes = [...layout.nodes];
	for (const [item, box] of boxes) {
		const inside = ancestors(at(frameOf, item));
		layout.frames.forEach((frame, number) => {
			expect(inside.includes(number) ? holds(frame, box) : apart(frame, box)).toBe(true);
		});
		for (const [other, otherBox] of boxes) if (other > item) expect(apart(box, otherBox)).toBe(true);
	}
	layout.frames.forEach((frame, number) => {
		const { parent } = at(frames, number);
		if (parent >= 0) expect(holds(at(layout.frames, parent), frame)).toBe(true);
		layout.frames.forEach((other, otherNumber) => {
			const nested = ancestors(number).includes(otherNumber) || ancestors(otherNumber).includes(number);
			if (!nested) expect(apart(frame, other)).toBe(true);
		});
	});
	const axis = direction === "right" ? 0 : 1;
	links.forEach(({ source, target }, link) => {
		const points = layout.edges.get(link)?.points ?? [];
		const [from, to] = [layout.nodes.get(source) as Box, layout.nodes.get(target) as Box];
		const [start, end] = [at(points, 0), at(points, points.length - 1)];
		expect(start[axis]).toBeCloseTo(axis === 0 ? from.x + from.w : from.y + from.h);
		expect(end[axis]).toBeCloseTo(axis === 0 ? to.x : to.y);
		for (let point = 1; point < points.length; point++) {
			expect(at(points, point)[axis]).toBeGreaterThan(at(points, point - 1)[axis]);
		}
	});
}

describe.each(["right", "down"] as const)("time to the %s", (direction) => {
	test.each([
		[1, 1],
		[3, 2],
		[6, 3],
	])("%i layers of %i units, all open", (layers, wide) => {
		const { sketch, layout } = drawn(layers, wide, direction);
		expect(layout.frames.length).toBeGreaterThan(0);
		laws(sketch, layout);
	});

	test("any one group closed", () => {
		for (const path of pathsOf(residual(3, 2).groups ?? [])) {
			const { sketch, layout } = drawn(3, 2, direction, path);
			laws(sketch, layout);
		}
	});
});

test("the same frames every time", () => {
	expect(drawn(4, 2, "right").layout).toEqual(drawn(4, 2, "right").layout);
});

describe("at first", () => {
	const count = (layers: number, wide: number) => {
		const lookup = index(residual(layers, wide));
		const groups = lookup.trace.groups ?? [];
		const cards = (closed: readonly string[]) => viewOf(lookup, [], new Set(closed)).items.length;
		const closed = closedAtFirst(groups, cards);
		return { closed, cards: cards(closed), all: cards([]) };
	};

	test("everything is open where it can be surveyed", () => {
		expect(count(3, 2).closed).toEqual([]);
	});

	test("a large network shows its layers, closed", () => {
		const { closed, cards, all } = count(8, 6);
		expect(all).toBeGreaterThan(60);
		expect(cards).toBeLessThanOrEqual(60);
		expect(cards).toBeGreaterThanOrEqual(8);
		expect(closed).toContain("model/layer0");
		expect(closed).not.toContain("model");
	});
});
