// Where one looks at the picture from: fitting, zooming at a point, what is in view, how much detail is worth drawing. Pure.

/** A point p of the layout is seen at `p · scale + (x, y)`, in CSS pixels of the picture's box. */
export interface Camera {
	x: number;
	y: number;
	scale: number;
}

export interface Size {
	width: number;
	height: number;
}

export interface Rect extends Size {
	x: number;
	y: number;
}

/** Everything · symbol and name only · a mark of the node's state. */
export type Detail = "full" | "brief" | "mark";

/** Free space around a fitted picture: a share of the box's width, but not more than this. */
const MARGIN = 24;
const MARGIN_SHARE = 0.03;

export function marginOf(width: number): number {
	return Math.min(MARGIN, width * MARGIN_SHARE);
}

/** Above and below it notes find room: a share of the width, since in a narrow box they stand at the sides. */
const NOTE_MARGIN = 56;
const NOTE_SHARE = 0.07;

function noteMarginOf(width: number): number {
	return Math.min(NOTE_MARGIN, width * NOTE_SHARE);
}

/** The largest magnification that fitting gives: a small graph does not fill a large box with huge cards. */
const FIT_LARGEST = 1.25;
const LARGEST = 4;
/** Smaller than fitting by this factor, one cannot zoom out further. */
const FURTHER_OUT = 0.5;
/** Comfortable to read. */
const LEGIBLE = 0.85;
/** Below these scales 11 px numbers, and then symbols, cannot be read. */
const FULL_FROM = 0.55;
const BRIEF_FROM = 0.16;

/**
 * The camera that shows the whole layout in the middle of the box, with a margin around it; with room for notes, unless
 * that would make numbers smaller than they are meant to be.
 */
export function overview(layout: Size, box: Size): Camera {
	const margin = marginOf(box.width);
	const filling = (room: number, extent: number) => Math.max(1, room) / Math.max(1, extent);
	const height = (free: number) => filling(box.height - 2 * free, layout.height);
	const scale = Math.min(
		FIT_LARGEST,
		filling(box.width - 2 * margin, layout.width),
		Math.max(height(noteMarginOf(box.width)), Math.min(1, height(margin))),
	);
	return { scale, x: (box.width - layout.width * scale) / 2, y: (box.height - layout.height * scale) / 2 };
}

/** How high a box of this width has to be for the layout to fill its width, or, where it cannot be read so, to be read. */
export function heightFor(layout: Size, width: number): number {
	const margin = marginOf(width);
	const whole = Math.min(FIT_LARGEST, Math.max(1, width - 2 * margin) / Math.max(1, layout.width));
	return layout.height * (detailAt(whole) === "full" ? whole : LEGIBLE) + 2 * noteMarginOf(width);
}

/** The camera that has `rect` in the middle of the box, near enough to be read. */
export function near(rect: Rect, box: Size): Camera {
	const scale = LEGIBLE;
	const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
	return { scale, x: box.width / 2 - x * scale, y: box.height / 2 - y * scale };
}

/** Zooms by `factor` so that what is under `(x, y)` stays there; `fitted` is the scale that shows everything. */
export function zoomAt(camera: Camera, x: number, y: number, factor: number, fitted: number): Camera {
	const scale = Math.min(LARGEST, Math.max(Math.min(fitted * FURTHER_OUT, 1), camera.scale * factor));
	const ratio = scale / camera.scale;
	return { scale, x: x - (x - camera.x) * ratio, y: y - (y - camera.y) * ratio };
}

/** Keeps at least a quarter of the box covered by the layout, so that the picture cannot be lost. */
export function hold(camera: Camera, layout: Size, box: Size): Camera {
	const clamp = (at: number, extent: number, room: number) =>
		Math.min(room * 0.75, Math.max(room * 0.25 - extent * camera.scale, at));
	return {
		scale: camera.scale,
		x: clamp(camera.x, layout.width, box.width),
		y: clamp(camera.y, layout.height, box.height),
	};
}

/** Moves as little as needed to bring `rect` (of the layout) into the box, `margin` pixels from its border. */
export function reveal(camera: Camera, rect: Rect, box: Size, margin: number): Camera {
	const shift = (at: number, start: number, extent: number, room: number) => {
		const from = start * camera.scale + at;
		const to = from + extent * camera.scale;
		if (from < margin) return at + margin - from;
		if (to > room - margin) return at - Math.min(to - (room - margin), from - margin);
		return at;
	};
	return {
		scale: camera.scale,
		x: shift(camera.x, rect.x, rect.width, box.width),
		y: shift(camera.y, rect.y, rect.height, box.height),
	};
}

/** The part of the layout that is in the box, and `margin` pixels around it. */
export function inView(camera: Camera, box: Size, margin: number): Rect {
	return {
		x: (-camera.x - margin) / camera.scale,
		y: (-camera.y - margin) / camera.scale,
		width: (box.width + 2 * margin) / camera.scale,
		height: (box.height + 2 * margin) / camera.scale,
	};
}

export function overlaps(one: Rect, other: Rect): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}

export function detailAt(scale: number): Detail {
	return scale >= FULL_FROM ? "full" : scale >= BRIEF_FROM ? "brief" : "mark";
}
