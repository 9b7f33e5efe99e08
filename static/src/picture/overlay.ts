// What lies over the picture while something happens: packets on a canvas, and arithmetic beside edges and nodes.
import type { Direction, Layout } from "#src/layout/place";
import type { Trace } from "#src/trace/schema";
import { type Camera, detailAt, inView, type Size } from "./camera";
import type { Moment } from "./moment";
import { Notes } from "./notes";
import { type Inks, Packets } from "./packets";
import type { Texts } from "./texts";
import { type Track, tracksOf } from "./track";

export class Overlay {
	private readonly trace: Trace;
	private readonly digits: number;
	private readonly inks: () => Inks;
	private tracks: (edge: number) => Track;
	private readonly packets: Packets;
	private notes: Notes;
	private readonly drawing: SVGSVGElement;
	private readonly direction: Direction;
	private readonly texts: Texts;

	/** Draws packets on `canvas`, notes at the end of `drawing`. */
	constructor(
		canvas: HTMLCanvasElement,
		drawing: SVGSVGElement,
		trace: Trace,
		layout: Layout,
		direction: Direction,
		texts: Texts,
		inks: () => Inks,
	) {
		this.trace = trace;
		this.drawing = drawing;
		this.direction = direction;
		this.texts = texts;
		this.digits = texts.digits;
		this.inks = inks;
		this.tracks = tracksOf(trace, layout, direction);
		this.packets = new Packets(canvas);
		this.notes = new Notes(trace, layout, texts, this.tracks, direction);
		drawing.append(this.notes.element);
	}

	/** Other nodes and edges fill the places. */
	refill(layout: Layout): void {
		const { trace, texts, direction, drawing } = this;
		this.notes.element.remove();
		this.tracks = tracksOf(trace, layout, direction);
		this.notes = new Notes(trace, layout, texts, this.tracks, direction);
		drawing.append(this.notes.element);
	}

	/** The box has another size, in CSS pixels. */
	resize(size: Size): void {
		this.packets.resize(size, devicePixelRatio);
	}

	/** Shows exactly what moves and is written at this moment, seen through `camera` in a box of this size. */
	show(moment: Moment, camera: Camera, size: Size): void {
		const { trace, tracks, inks, digits } = this;
		this.notes.show(detailAt(camera.scale) === "full" ? moment.notes : [], inView(camera, size, 0));
		this.packets.show(moment.packets, { trace, tracks, camera, inks, digits });
	}
}
