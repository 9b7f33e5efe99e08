// The way of a training as SVG: of one parameter over the loss, of two in their plane, with the loss around it where it is known.
import { mark, svg } from "#src/picture/svg";
import type { Landscape } from "#src/trace/landscape";
import { number } from "#src/words/number";
import { contour } from "./contour";
import { type Path, pointAt } from "./figures";
import { type Scale, scaleOf } from "./scale";

const HEIGHT = 236;
const EDGE = { left: 58, right: 12, top: 10, bottom: 40 } as const;
const TICKS = 5;
/** Lines of equal loss lie at these shares of the range, closer towards the least. */
const LEVELS: readonly number[] = [0.01, 0.03, 0.07, 0.13, 0.21, 0.31, 0.45, 0.62, 0.82];
const BALL = 6;
/** A chosen point may be missed by so many pixels. */
const REACH = 40;

export class Plane {
	readonly element = svg("svg", { class: "plane", role: "img" });
	private readonly path: Path;
	private readonly x: Scale;
	private readonly y: Scale;
	private width = 0;
	private readonly ball = svg("circle", { class: "ball", r: BALL });
	private readonly gone = svg("path", { class: "gone" });
	private cursor = 0;

	constructor(path: Path, choose: (point: number) => void) {
		this.path = path;
		const { x, y } = path.landscape ?? { x: [], y: null };
		const heights = y === null ? (path.landscape?.loss.flat() ?? []) : y;
		this.x = scaleOf([...path.points.map(([each]) => each), ...x], TICKS);
		this.y = scaleOf([...path.points.map(([, each]) => each), ...heights], TICKS);
		this.element.addEventListener("click", (event) => {
			const { left, top } = this.element.getBoundingClientRect();
			const point = this.nearest(event.clientX - left, event.clientY - top);
			if (point !== null) choose(point);
		});
	}

	resize(width: number): void {
		if (width <= 0 || width === this.width) return;
		this.width = width;
		for (const [name, value] of Object.entries({ width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` })) {
			mark(this.element, name, String(value));
		}
		const { landscape, points } = this.path;
		this.element.replaceChildren(
			...this.axes(),
			...(landscape ? this.ground(landscape) : []),
			svg("path", { class: "way", d: this.line(points) }),
			this.gone,
			...points.map(([x, y]) => svg("circle", { class: "stop", r: 1.75, cx: this.px(x), cy: this.py(y) })),
			this.ball,
		);
		this.draw(this.cursor);
	}

	/** The ball lies where the cursor stands; behind it the way it came. */
	draw(cursor: number): void {
		this.cursor = cursor;
		const { points, steps } = this.path;
		const here = Math.max(0, pointAt(steps, cursor));
		const [x, y] = points[here] as readonly [number, number];
		mark(this.gone, "d", this.line(points.slice(0, here + 1)));
		mark(this.ball, "cx", String(this.px(x)));
		mark(this.ball, "cy", String(this.py(y)));
	}

	private nearest(x: number, y: number): number | null {
		let best: number | null = null;
		let least = REACH;
		this.path.points.forEach(([px, py], point) => {
			const distance = Math.hypot(this.px(px) - x, this.py(py) - y);
			if (distance >= least) return;
			least = distance;
			best = point;
		});
		return best;
	}

	private px(x: number): number {
		return tenth(EDGE.left + this.x.share(x) * (this.width - EDGE.left - EDGE.right));
	}

	private py(y: number): number {
		return tenth(HEIGHT - EDGE.bottom - this.y.share(y) * (HEIGHT - EDGE.bottom - EDGE.top));
	}

	private line(points: readonly (readonly [number, number])[]): string {
		return points.map(([x, y], place) => `${place === 0 ? "M" : "L"}${this.px(x)} ${this.py(y)}`).join("");
	}

	private axes(): SVGElement[] {
		const [left, right] = [EDGE.left, this.width - EDGE.right];
		const bottom = HEIGHT - EDGE.bottom;
		const [xname, yname] = this.path.names;
		const middle = { "text-anchor": "middle" };
		const across = this.x.ticks.flatMap((tick) => [
			svg("path", { class: "grid", d: `M${this.px(tick)} ${EDGE.top}V${bottom}` }),
			svg("text", { class: "tick", x: this.px(tick), y: bottom + 15, ...middle }, number(tick)),
		]);
		const up = this.y.ticks.flatMap((tick) => [
			svg("path", { class: "grid", d: `M${left} ${this.py(tick)}H${right}` }),
			svg("text", { class: "tick", x: left - 6, y: this.py(tick) + 4, "text-anchor": "end" }, number(tick)),
		]);
		const turned = `translate(13 ${(EDGE.top + bottom) / 2}) rotate(-90)`;
		return [
			...across,
			...up,
			svg("text", { class: "name", x: (left + right) / 2, y: HEIGHT - 6, ...middle }, xname),
			svg("text", { class: "name", transform: turned, ...middle }, yname),
		];
	}

	/** The loss as a curve, or as lines of equal loss. */
	private ground({ x, y, loss }: Landscape): SVGElement[] {
		if (y === null) {
			const heights = loss.flat();
			return [svg("path", { class: "ground", d: this.line(x.map((each, place) => [each, heights[place] ?? 0])) })];
		}
		const heights = loss.flat().filter(Number.isFinite);
		const [least, most] = heights.reduce(([l, h], z) => [Math.min(l, z), Math.max(h, z)], [Infinity, -Infinity]);
		const between = (list: readonly number[], place: number) => {
			const low = Math.min(Math.floor(place), list.length - 2);
			const [from, to] = [list[low] as number, list[low + 1] as number];
			return from + (to - from) * (place - low);
		};
		return LEVELS.map((share) => {
			const pieces = contour(loss, least + share * (most - least)).map(
				([x0, y0, x1, y1]) =>
					`M${this.px(between(x, x0))} ${this.py(between(y, y0))}L${this.px(between(x, x1))} ${this.py(between(y, y1))}`,
			);
			return svg("path", { class: "ground", d: pieces.join("") });
		});
	}
}

function tenth(x: number): number {
	return Math.round(x * 10) / 10;
}
