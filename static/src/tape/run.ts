// The whole run as one bar under a tape that shows a part of it: how far it has come, which part is shown; a scrubber, too.
import { mark, svg } from "../picture/svg";

/** The bar can be pressed this far above and below. */
const REACH = 8;
/** A part is marked at least this wide. */
const LEAST = 4;

export class Run {
	readonly element: SVGGElement;
	private readonly gone: SVGRectElement;
	private readonly pane: SVGRectElement;
	private readonly needle: SVGPathElement;
	private readonly x: number;
	private readonly width: number;
	private readonly steps: number;

	constructor(x: number, width: number, y: number, height: number, steps: number) {
		[this.x, this.width, this.steps] = [x, width, Math.max(1, steps)];
		const bar = { x, y, height, rx: height / 2 };
		this.gone = svg("rect", { class: "gone", ...bar, width: 0 });
		this.pane = svg("rect", { class: "pane", x, y: y - 2, width: 0, height: height + 4, rx: 3 });
		this.needle = svg("path", { class: "needle", d: `M0 ${y - 3}V${y + height + 3}` });
		this.element = svg(
			"g",
			{ class: "run" },
			svg("rect", { class: "whole", ...bar, width }),
			this.gone,
			this.pane,
			this.needle,
			svg("rect", { class: "reach", x, y: y - REACH, width, height: height + 2 * REACH }),
		);
	}

	/** Marks the part from one cursor to another. */
	show([from, to]: readonly [number, number]): void {
		mark(this.pane, "x", String(this.xOf(from)));
		mark(this.pane, "width", String(Math.max(LEAST, this.xOf(to) - this.xOf(from))));
	}

	/** So many steps are over; a fraction of one is under way. */
	draw(cursor: number): void {
		const x = Math.round(this.xOf(cursor) * 10) / 10;
		mark(this.gone, "width", String(Math.max(0, x - this.x)));
		mark(this.needle, "transform", `translate(${x} 0)`);
	}

	cursorAt(x: number): number {
		return Math.round(((x - this.x) / this.width) * this.steps);
	}

	private xOf(cursor: number): number {
		return this.x + (Math.min(cursor, this.steps) / this.steps) * this.width;
	}
}
