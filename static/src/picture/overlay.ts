// What lies over the picture while something happens: packets on a canvas, and arithmetic beside edges and nodes.
import type { Frame } from "#src/trace/frame";
import { type Camera, detailAt, inView, type Size } from "./camera";
import type { Change } from "./card";
import { onlyDrawn } from "./drawn";
import { momentOf } from "./moment";
import { sheet } from "./note";
import { Notes } from "./notes";
import { type Inks, Packets } from "./packets";
import type { Subject } from "./picture";
import { type Track, tracksOf } from "./track";

export class Overlay {
	private readonly drawing: SVGSVGElement;
	private readonly inks: () => Inks;
	private readonly packets: Packets;
	private subject: Subject;
	private tracks: (edge: number) => Track;
	private notes: Notes;

	/** Draws packets on `canvas`, notes at the end of `drawing`. */
	constructor(canvas: HTMLCanvasElement, drawing: SVGSVGElement, subject: Subject, inks: () => Inks) {
		this.drawing = drawing;
		this.inks = inks;
		this.subject = subject;
		this.packets = new Packets(canvas);
		const root = drawing.getRootNode();
		// A drawing that gave way to a newer one while it was laid out is in no tree any more.
		if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
		[this.tracks, this.notes] = this.place();
	}

	/** Other nodes and edges fill the places. */
	refill(subject: Subject): void {
		this.subject = subject;
		this.notes.element.remove();
		[this.tracks, this.notes] = this.place();
	}

	private place(): [(edge: number) => Track, Notes] {
		const { lookup, layout, direction, texts } = this.subject;
		const tracks = tracksOf(lookup.trace, layout, direction);
		const notes = new Notes(lookup.trace, layout, texts, tracks, direction);
		this.drawing.append(notes.element);
		return [tracks, notes];
	}

	/** The box has another size, in CSS pixels. */
	resize(size: Size): void {
		this.packets.resize(size, devicePixelRatio);
	}

	/**
	 * Shows exactly what moves and is written when `progress` 0…1 of the step behind `frame` is over, seen through `camera`
	 * in a box of this size; the answer is what happens to cards, by the node they show.
	 */
	show(frame: Frame, progress: number, camera: Camera, size: Size): ReadonlyMap<number, Change> {
		const { tracks, inks } = this;
		const { lookup, view, layout, texts } = this.subject;
		const moment = onlyDrawn(momentOf(lookup, frame, progress), view, layout);
		this.notes.show(detailAt(camera.scale) === "full" ? moment.notes : [], inView(camera, size, 0));
		this.packets.show(moment.packets, { trace: lookup.trace, tracks, camera, inks, digits: texts.digits });
		return moment.changes;
	}
}
