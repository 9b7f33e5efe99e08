// What a layout is made of: points, boxes, and a sketch laid out by number.

export type Point = readonly [x: number, y: number];

/** Top left corner and size. CSS pixels. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
}

/** A sketch laid out, the corner at 0, 0: boxes by item, ways by link. */
export interface Flat {
	readonly width: number;
	readonly height: number;
	readonly boxes: readonly Box[];
	readonly ways: readonly (readonly Point[])[];
	readonly crossings: number;
}

export interface Nested extends Flat {
	/** By frame. */
	readonly frames: readonly Box[];
}
