// Curves over iterations, or of a chart, drawn by uPlot in our colours; the iteration of the cursor is marked and can be chosen.
import uPlot from "uplot";
import { number } from "#src/words/number";
import { type Curves, pointAt } from "./figures";
import type { Inks } from "./inks";

const HEIGHT = 190;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 4]];
/** Ticks of an axis that counts: no half of an iteration. */
const WHOLE = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat();
const STROKE = 2;
const BALL = 5;

export interface PlotOptions {
	readonly inks: Inks;
	readonly xlabel: string;
	/** A point was chosen. */
	choose(point: number): void;
}

export class Plot {
	readonly element = document.createElement("div");
	private readonly figure: Curves;
	private readonly inks: Inks;
	private readonly plot: uPlot;
	private point = -1;

	constructor(figure: Curves, options: PlotOptions) {
		this.figure = figure;
		this.inks = options.inks;
		this.element.className = "plot";
		const { inks } = options;
		const axis: uPlot.Axis = {
			stroke: () => inks.axis,
			font: inks.font,
			labelFont: inks.font,
			grid: { stroke: () => inks.grid, width: 1 },
			ticks: { stroke: () => inks.grid, width: 1, size: 4 },
			values: (_, splits) => splits.map((split) => number(split)),
		};
		this.plot = new uPlot(
			{
				width: 300,
				height: HEIGHT,
				scales: { x: { time: false } },
				axes: [
					{
						...axis,
						label: options.xlabel,
						labelSize: 18,
						size: 26,
						gap: 3,
						...(figure.x.every(Number.isInteger) ? { incrs: WHOLE } : {}),
					},
					{ ...axis, size: 56, gap: 3, ...(figure.ylabel ? { label: figure.ylabel, labelSize: 18 } : {}) },
				],
				cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false },
				legend: { live: true },
				series: [
					{ label: options.xlabel, value: (_, x) => written(x) },
					...figure.curves.map(
						({ name, style, dashed }, place): uPlot.Series => ({
							label: name,
							stroke: () => inks.curve(place),
							width: style === "points" ? 0 : STROKE,
							dash: [...((dashed ? DASHES[1] : DASHES[place % DASHES.length]) ?? [])],
							points: { show: style !== "line" || figure.x.length < 2, size: 6, fill: () => inks.curve(place) },
							value: (_, y) => written(y),
						}),
					),
				],
				hooks: { draw: [() => this.mark()], setCursor: [() => this.read()] },
			},
			[[...figure.x], ...figure.curves.map(({ y }) => [...y])],
			this.element,
		);
		this.plot.over.addEventListener("click", () => {
			const { idx } = this.plot.cursor;
			if (typeof idx === "number") options.choose(idx);
		});
	}

	resize(width: number): void {
		if (width > 0) this.plot.setSize({ width, height: HEIGHT });
	}

	/** Marks the point where a cursor stands. */
	draw(cursor: number): void {
		const point = pointAt(this.figure.steps, cursor);
		if (point === this.point) return;
		this.point = point;
		this.plot.redraw(false);
		this.read();
	}

	/** What the legend says where nothing is pointed at: the numbers of the marked point, dashes before the first one. */
	private read(): void {
		const { plot, point } = this;
		if (typeof plot.cursor.idx === "number") return;
		plot.setLegend({ idxs: plot.series.map(() => (point >= 0 ? point : null)) }, false);
	}

	/** Colours have changed. */
	recolour(): void {
		this.plot.redraw(false);
	}

	stop(): void {
		this.plot.destroy();
	}

	/** A line through the iteration, and a ball on each curve. */
	private mark(): void {
		const { plot, point, figure, inks } = this;
		const at = figure.x[point];
		if (at === undefined) return;
		const { ctx, bbox } = plot;
		const x = plot.valToPos(at, "x", true);
		ctx.save();
		ctx.strokeStyle = inks.mark;
		ctx.setLineDash([]);
		ctx.lineWidth = STROKE * devicePixelRatio * 0.75;
		ctx.beginPath();
		ctx.moveTo(x, bbox.top);
		ctx.lineTo(x, bbox.top + bbox.height);
		ctx.stroke();
		figure.curves.forEach(({ y }, place) => {
			const value = y[point];
			if (value === null || value === undefined) return;
			ctx.fillStyle = inks.curve(place);
			ctx.beginPath();
			ctx.arc(x, plot.valToPos(value, "y", true), BALL * devicePixelRatio, 0, 2 * Math.PI);
			ctx.fill();
		});
		ctx.restore();
	}
}

function written(x: number | null | undefined): string {
	return x === null || x === undefined ? "–" : number(x);
}
