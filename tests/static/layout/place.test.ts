// Where nodes and edges stand: nothing overlaps, time runs one way, operands stand as written, the picture is stable.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrange, type Layout, place } from "#src/layout/place";
import type { Sketch } from "#src/layout/sketch";
import { at, type Trace } from "#src/trace/schema";
import { DIGITS } from "#src/words/number";
import { traces } from "../arbitrary";
import { made, names } from "../fixtures";
import { crossings, curved, flattened } from "./crossings";
import { GRAPHS } from "./graphs";
import { drawnByDot } from "./graphviz";

const none = new Set<number>();

/** The laws, for a layout in which time runs to the right. */
function laws(layout: Layout, links: readonly { source: number; target: number }[]): void {
	const boxes = [...layout.nodes.values()];
	for (const { x, y, w, h } of boxes) {
		expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-6);
		expect(x + w).toBeLessThanOrEqual(layout.width + 1e-6);
		expect(y + h).toBeLessThanOrEqual(layout.height + 1e-6);
	}
	apart(layout);
	links.forEach(({ source, target }, edge) => {
		const from = layout.nodes.get(source);
		const to = layout.nodes.get(target);
		const points = layout.edges.get(edge)?.points;
		if (!from || !to || !points) throw new Error(`edge ${edge} is not drawn`);
		expect(from.x + from.w).toBeLessThan(to.x);
		const [[startX, startY], [endX, endY]] = [at(points, 0), at(points, points.length - 1)];
		expect(startX).toBeCloseTo(from.x + from.w);
		expect(endX).toBeCloseTo(to.x);
		expect(startY).toBeGreaterThan(from.y);
		expect(startY).toBeLessThan(from.y + from.h);
		expect(endY).toBeGreaterThan(to.y);
		expect(endY).toBeLessThan(to.y + to.h);
		for (let point = 1; point < points.length; point++) {
			expect(at(points, point)[0]).toBeGreaterThan(at(points, point - 1)[0]);
		}
	});
}

/** No two boxes overlap, and no edge runs through a box that is not its end. Boxes are swept in order of x. */
function apart(layout: Layout): void {
	const boxes = [...layout.nodes].sort(([, one], [, other]) => one.x - other.x);
	boxes.forEach(([id, one], first) => {
		for (const [otherId, other] of boxes.slice(first + 1)) {
			if (other.x >= one.x + one.w) break;
			if (one.y < other.y + other.h && other.y < one.y + one.h) throw new Error(`boxes ${id} and ${otherId} overlap`);
		}
	});
	const pieces = [...layout.edges].flatMap(([edge, { points }]) => {
		const line = flattened(curved(points), 6);
		return line.map((point) => ({ edge, point })).slice(1, -1);
	});
	pieces.sort((one, other) => one.point[0] - other.point[0]);
	const xs = pieces.map(({ point }) => point[0]);
	for (const [id, { x, y, w, h }] of boxes) {
		for (let piece = firstAbove(xs, x); piece < pieces.length && at(xs, piece) < x + w; piece++) {
			const { edge, point } = at(pieces, piece);
			if (point[1] > y && point[1] < y + h) throw new Error(`edge ${edge} runs through box ${id}`);
		}
	}
}

function firstAbove(sorted: readonly number[], least: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (at(sorted, middle) > least) high = middle;
		else low = middle + 1;
	}
	return low;
}

describe("a layout", () => {
	test("holds its laws on random traces", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				laws(place(trace, { direction: "right", opened: none, digits: DIGITS }), trace.edges);
			}),
			{ numRuns: 100 },
		);
	});

	test.each(names())("holds its laws on %s", { timeout: 60_000 }, (name) => {
		const trace = made(name);
		laws(place(trace, { direction: "right", opened: none, digits: DIGITS }), trace.edges);
	});

	test.each([...GRAPHS.keys()])("holds its laws on %s", { timeout: 60_000 }, (name) => {
		const sketch = (GRAPHS.get(name) as () => Sketch)();
		laws(arrange(sketch), sketch.links);
	});

	test("is the same every time", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const again = structuredClone(trace) as Trace;
				expect(place(again, { direction: "down", opened: none, digits: DIGITS })).toEqual(
					place(trace, { direction: "down", opened: none, digits: DIGITS }),
				);
			}),
			{ numRuns: 30 },
		);
	});

	test("runs down as it runs right: turned, with boxes that keep their shape", () => {
		const trace = made("q");
		const right = place(trace, { direction: "right", opened: none, digits: DIGITS });
		const down = place(trace, { direction: "down", opened: none, digits: DIGITS });
		for (const [id, box] of down.nodes) {
			const turned = right.nodes.get(id);
			expect([box.w, box.h]).toEqual([turned?.w, turned?.h]);
		}
		for (const { source, target } of trace.edges) {
			const [from, to] = [down.nodes.get(source), down.nodes.get(target)];
			expect((from?.y ?? 0) + (from?.h ?? 0)).toBeLessThan(to?.y ?? 0);
		}
		expect(down.height).toBeGreaterThan(down.width);
	});

	test("an opened node is larger, and the others make room", () => {
		const trace = structuredClone(made("q")) as Trace;
		const target = at(trace.nodes, trace.nodes.length - 1);
		target.autograd = [0, 1, 2];
		const closed = place(trace, { direction: "right", opened: none, digits: DIGITS });
		const open = place(trace, { direction: "right", opened: new Set([target.id]), digits: DIGITS });
		expect(open.nodes.get(target.id)?.h).toBeGreaterThan(closed.nodes.get(target.id)?.h ?? 0);
		laws(open, trace.edges);
	});

	test("of nothing is empty", () => {
		const empty = { direction: "right", lengths: [], breadths: [], light: [], links: [] } as const;
		expect(arrange(empty)).toMatchObject({ width: 0, height: 0, crossings: 0 });
	});
});

describe("operands stand as they are written", () => {
	const layout = place(made("q"), { direction: "right", opened: none, digits: DIGITS });
	const trace = made("q");

	test("in Q = 3a³ − b², a³ above b², 3 above a³, a above its exponent", () => {
		for (const { id } of trace.nodes) {
			const operands = trace.edges.filter((edge) => edge.target === id).sort((one, other) => one.slot - other.slot);
			const rows = operands.map(({ source }) => {
				const box = layout.nodes.get(source);
				return (box?.y ?? 0) + (box?.h ?? 0) / 2;
			});
			expect(rows).toEqual([...rows].sort((one, other) => one - other));
		}
	});

	test("and so do the ends of their edges, always", () => {
		fc.assert(
			fc.property(traces, (random) => {
				const { edges } = place(random, { direction: "right", opened: none, digits: DIGITS });
				for (const { id } of random.nodes) {
					const operands = random.edges
						.filter((edge) => edge.target === id)
						.sort((one, other) => one.slot - other.slot);
					const ends = operands.map((edge) => edges.get(edge.id)?.points.at(-1)?.[1] ?? 0);
					for (let slot = 1; slot < ends.length; slot++) expect(ends[slot]).toBeGreaterThan(at(ends, slot - 1));
				}
			}),
			{ numRuns: 50 },
		);
	});

	test("a constant stands beside what it goes into", () => {
		for (const { kind, id } of trace.nodes) {
			if (kind !== "constant") continue;
			const { target } = at(
				trace.edges.filter((edge) => edge.source === id),
				0,
			);
			const [constant, card] = [layout.nodes.get(id), layout.nodes.get(target)];
			expect((card?.x ?? 0) - (constant?.x ?? 0) - (constant?.w ?? 0)).toBeLessThan(120);
		}
	});
});

describe("edges cross about as seldom as in Graphviz", () => {
	const small = [...GRAPHS].slice(0, 7);
	test.each(small)("%s", { timeout: 60_000 }, async (_, make) => {
		const sketch = make();
		const { edges } = arrange(sketch);
		const ours = crossings(
			sketch.links.map(({ source, target }, edge) => ({
				source,
				target,
				line: flattened(curved(edges.get(edge)?.points ?? [])),
			})),
		);
		const dots = crossings(await drawnByDot(sketch));
		expect(ours).toBeLessThanOrEqual(Math.ceil(1.3 * dots));
	});
});
