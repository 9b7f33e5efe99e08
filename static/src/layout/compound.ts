// Phase 0: frames around items. Each is laid out by itself, then stands in what is around it as one box; so none overlap.
import { at } from "#src/trace/schema";
import type { Box, Flat, Nested, Point } from "./flat";
import { type Layout, lay, layoutOf } from "./place";
import type { Direction, Link, Sketch } from "./sketch";

/** Inside a frame's border, and the line of its title. CSS pixels. */
export const FRAME = { padding: 12, title: 30 } as const;
/** Breadth kept free for a link that crosses a border. */
const CROSSING = 8;

/** What stands directly in a frame (or, as -1, in none): items and frames by number, and what crosses its border. */
interface Level {
	readonly flat: Flat;
	/** The places of the level: items, frames, crossings. */
	readonly item: ReadonlyMap<number, number>;
	readonly frame: ReadonlyMap<number, number>;
	/** By item outside, and by item inside: where its links come in, and go out. */
	readonly entry: ReadonlyMap<number, number>;
	readonly exit: ReadonlyMap<number, number>;
	/** By `source>target` in places of the level: its way. */
	readonly way: ReadonlyMap<string, readonly Point[]>;
}

/** Layout of a sketch: frame by frame from the inside, then the ways of links put together where they cross borders. */
export function arrangeFrames(sketch: Sketch): Layout {
	return layoutOf(nested(sketch));
}

function nested(sketch: Sketch): Nested {
	const { frames = [], frameOf = [] } = sketch;
	if (frames.length === 0) return { ...lay(sketch), frames: [] };
	const ancestry = (item: number): number[] => {
		const found: number[] = [];
		for (let frame = frameOf[item] ?? -1; frame >= 0; frame = at(frames, frame).parent) found.push(frame);
		return [...found, -1];
	};
	const lineage = sketch.lengths.map((_, item) => ancestry(item));
	const levels = new Map<number, Level>();
	for (let frame = frames.length - 1; frame >= -1; frame--) levels.set(frame, level(sketch, lineage, frame, levels));
	return compose(sketch, lineage, levels);
}

/** The size of a frame around what is laid out in it. */
function framed({ width, height }: Flat, title: number): { w: number; h: number } {
	return { w: Math.max(width, title) + 2 * FRAME.padding, h: height + FRAME.title + FRAME.padding };
}

function level(
	sketch: Sketch,
	lineage: readonly (readonly number[])[],
	frame: number,
	levels: ReadonlyMap<number, Level>,
): Level {
	const { direction } = sketch;
	/** The item or, as ~frame, the frame of this level that holds an item; null: it is outside. */
	const child = (item: number): number | null => {
		const line = at(lineage, item);
		const here = line.indexOf(frame);
		if (here < 0) return null;
		return here === 0 ? item : ~at(line, here - 1);
	};
	const moment = new Map<number, number>();
	const fed = new Set(sketch.links.map(({ target }) => target));
	sketch.lengths.forEach((_, item) => {
		const holder = child(item);
		if (holder === null) return;
		const known = moment.get(holder);
		const counts = holder >= 0 || fed.has(item);
		if (known === undefined || (counts && item < known))
			moment.set(holder, counts ? item : item + sketch.lengths.length);
	});
	const relevant = sketch.links.filter(({ source, target }) => {
		const [from, to] = [child(source), child(target)];
		return (from !== null || to !== null) && from !== to;
	});
	for (const { source, target } of relevant) {
		const [from, to] = [child(source), child(target)];
		if (from === null || to === null || fed.has(source) || from < 0) continue;
		moment.set(from, Math.min(moment.get(from) as number, (moment.get(to) as number) - 0.5));
	}
	const inside = [...moment].sort((one, other) => one[1] - other[1]).map(([holder]) => holder);
	const entries = [...new Set(relevant.filter(({ source }) => child(source) === null).map(({ source }) => source))];
	const exits = [...new Set(relevant.filter(({ target }) => child(target) === null).map(({ source }) => source))];
	const entry = new Map(entries.map((source, place) => [source, place]));
	const placeOf = new Map(inside.map((holder, place) => [holder, entries.length + place]));
	const exit = new Map(exits.map((source, place) => [source, entries.length + inside.length + place]));
	const frameSize = (holder: number) => {
		const of = ~holder;
		return framed((levels.get(of) as Level).flat, at(sketch.frames ?? [], of).title);
	};
	const sizes = inside.map((holder) => {
		if (holder >= 0) return { length: at(sketch.lengths, holder), breadth: at(sketch.breadths, holder) };
		const { w, h } = frameSize(holder);
		return direction === "right" ? { length: w, breadth: h } : { length: h, breadth: w };
	});
	const crossing = { length: 0, breadth: CROSSING };
	const all = [...entries.map(() => crossing), ...sizes, ...exits.map(() => crossing)];
	/** How far from the middle of a frame's box a link of `source` crosses its border. */
	const offset = (holder: number, source: number, side: "entry" | "exit"): number => {
		const inner = levels.get(~holder) as Level;
		const place = inner[side].get(source) as number;
		const box = at(inner.flat.boxes, place);
		const { w, h } = frameSize(holder);
		return direction === "right" ? FRAME.title + box.y + box.h / 2 - h / 2 : FRAME.padding + box.x + box.w / 2 - w / 2;
	};
	const links = new Map<string, Link>();
	for (const { source, target, slot, slots } of relevant) {
		const [from, to] = [child(source), child(target)];
		const start = from === null ? (entry.get(source) as number) : (placeOf.get(from) as number);
		const end = to === null ? (exit.get(source) as number) : (placeOf.get(to) as number);
		if (start >= end) continue;
		const departure = from !== null && from < 0 ? { departure: offset(from, source, "exit") } : {};
		const arrival = to === null ? { arrival: 0 } : to < 0 ? { arrival: offset(to, source, "entry") } : {};
		const key = keyOf(start, end, source, to !== null && to >= 0 ? slot : -1);
		links.set(key, { source: start, target: end, slot, slots, ...departure, ...arrival });
	}
	const flat = lay({
		direction,
		lengths: all.map(({ length }) => length),
		breadths: all.map(({ breadth }) => breadth),
		light: [
			...entries.map(() => false),
			...inside.map((holder) => holder >= 0 && at(sketch.light, holder)),
			...exits.map(() => false),
		],
		links: [...links.values()],
		border: [...entries.map(() => "in" as const), ...inside.map(() => null), ...exits.map(() => "out" as const)],
	});
	return {
		flat,
		item: new Map([...placeOf].filter(([holder]) => holder >= 0)),
		frame: new Map([...placeOf].filter(([holder]) => holder < 0).map(([holder, place]) => [~holder, place])),
		entry,
		exit,
		way: new Map([...links.keys()].map((key, index) => [key, at(flat.ways, index)])),
	};
}

function keyOf(start: number, end: number, source: number, slot: number): string {
	return `${start}>${end} ${source} ${slot}`;
}

function compose(sketch: Sketch, lineage: readonly (readonly number[])[], levels: ReadonlyMap<number, Level>): Nested {
	const { frames = [], direction } = sketch;
	const root = levels.get(-1) as Level;
	const corner = new Map<number, Point>([[-1, [0, 0]]]);
	const frameBoxes = frames.map(({ parent }, frame): Box => {
		const around = levels.get(parent) as Level;
		const [left, top] = corner.get(parent) as Point;
		const box = at(around.flat.boxes, around.frame.get(frame) as number);
		const placed = { ...box, x: box.x + left, y: box.y + top };
		corner.set(frame, [placed.x + FRAME.padding, placed.y + FRAME.title]);
		return placed;
	});
	const boxes = lineage.map(([frame = -1], item): Box => {
		const around = levels.get(frame) as Level;
		const [left, top] = corner.get(frame) as Point;
		const box = at(around.flat.boxes, around.item.get(item) as number);
		return { ...box, x: box.x + left, y: box.y + top };
	});
	const ways = sketch.links.map(({ source, target, slot }): Point[] => {
		const [up, down] = [at(lineage, source), at(lineage, target)];
		const shared = up.find((frame) => down.includes(frame)) as number;
		const climb = up.slice(0, up.indexOf(shared));
		const descent = down.slice(0, down.indexOf(shared)).toReversed();
		const passed = [...climb, shared, ...descent];
		const points: Point[] = [];
		passed.forEach((frame, index) => {
			const here = levels.get(frame) as Level;
			const [left, top] = corner.get(frame) as Point;
			const before = passed[index - 1];
			const after = passed[index + 1];
			const start =
				index === 0
					? here.item.get(source)
					: index <= climb.length
						? here.frame.get(before as number)
						: here.entry.get(source);
			const end =
				index === passed.length - 1
					? here.item.get(target)
					: index < climb.length
						? here.exit.get(source)
						: here.frame.get(after as number);
			const last = index === passed.length - 1;
			const piece = here.way.get(keyOf(start as number, end as number, source, last ? slot : -1)) ?? [];
			for (const [x, y] of piece) {
				const point: Point = [x + left, y + top];
				const [x0, y0] = points.at(-1) ?? [Number.NaN, Number.NaN];
				if (direction === "right" ? point[0] > x0 || points.length === 0 : point[1] > y0 || points.length === 0) {
					points.push(point);
				}
			}
		});
		return points.length > 1 ? points : straight(at(boxes, source), at(boxes, target), direction);
	});
	const { width, height, crossings } = root.flat;
	const inner = [...levels.values()].reduce((sum, { flat }) => sum + flat.crossings, 0);
	return { width, height, boxes, ways, frames: frameBoxes, crossings: Math.max(crossings, inner) };
}

/** For a link against the order of time, which no run of a module makes. */
function straight(from: Box, to: Box, direction: Direction): Point[] {
	return direction === "right"
		? [
				[from.x + from.w, from.y + from.h / 2],
				[to.x, to.y + to.h / 2],
			]
		: [
				[from.x + from.w / 2, from.y + from.h],
				[to.x + to.w / 2, to.y],
			];
}
