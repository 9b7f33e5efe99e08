// Where a note finds room: beside what it is about, over as little else as can be. Pure.
import type { Rect, Size } from "./camera";
import { overlaps } from "./camera";

/** The side of its anchor on which a note stands. */
export type Side = "above" | "below" | "left" | "right";

/** How often, and how much further each time, a note is moved away from its anchor to find room. CSS pixels. */
const TRIES = 12;
const STEP = 12;
/** Along its side a note stands in the middle, or shifted by these shares of its extent. */
const SHIFTS: readonly number[] = [0, -0.25, 0.25, -0.5, 0.5];
/** Free space between a note and what it does not belong to. */
const APART = 6;
/** What counts how much, all as pixels of distance: one square pixel covered, or outside the room; a side liked less. */
const COVERED = 0.2;
const COVERED_NOTE = 0.8;
const OUTSIDE = 2;
const LESS_LIKED = 20;
const SHIFTED = 12;

/**
 * The place of a note of this size beside `anchor`, `gap` pixels away where it can be. `sides` are tried in this order,
 * earlier ones are liked better. It should cover none of `nodes`, and even less of `notes`; `room` is what can be seen.
 */
export function spotFor(
	{ width, height }: Size,
	anchor: Rect,
	gap: number,
	sides: readonly Side[],
	nodes: readonly Rect[],
	notes: readonly Rect[],
	room: Rect,
): Rect {
	const [boxes, papers] = [nodes.map(wider), notes.map(wider)];
	let best: Rect = { x: anchor.x, y: anchor.y, width, height };
	let least = Number.POSITIVE_INFINITY;
	for (const [rank, side] of sides.entries()) {
		for (let further = 0; further < TRIES * STEP; further += STEP) {
			const away = gap + further;
			for (const shift of SHIFTS) {
				const [x, y] = corner(side, anchor, width, height, away, shift);
				const rect = { x, y, width, height };
				const covered = sharedWith(rect, boxes) * COVERED + sharedWith(rect, papers) * COVERED_NOTE;
				const outside = width * height - shared(rect, room);
				const distance = further + rank * LESS_LIKED + Math.abs(shift) * SHIFTED;
				const cost = distance + covered + outside * OUTSIDE;
				if (cost >= least) continue;
				best = rect;
				least = cost;
			}
		}
	}
	return best;
}

function corner(
	side: Side,
	anchor: Rect,
	width: number,
	height: number,
	away: number,
	shift: number,
): readonly [number, number] {
	const x = anchor.x + (anchor.width - width) / 2 + shift * width;
	const y = anchor.y + (anchor.height - height) / 2 + shift * height;
	switch (side) {
		case "above":
			return [x, anchor.y - away - height];
		case "below":
			return [x, anchor.y + anchor.height + away];
		case "left":
			return [anchor.x - away - width, y];
		case "right":
			return [anchor.x + anchor.width + away, y];
	}
}

function wider({ x, y, width, height }: Rect): Rect {
	return { x: x - APART, y: y - APART, width: width + 2 * APART, height: height + 2 * APART };
}

function sharedWith(rect: Rect, others: readonly Rect[]): number {
	return others.reduce((sum, each) => sum + shared(rect, each), 0);
}

/** The area that two rectangles share. */
function shared(one: Rect, other: Rect): number {
	if (!overlaps(one, other)) return 0;
	const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
	const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
	return width * height;
}
