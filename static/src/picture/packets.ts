// The packets on their way, on a canvas above the picture: nothing in the document moves while they travel.
import { gridOf } from "#src/layout/grid";
import { at, type Trace } from "#src/trace/schema";
import { type Nested, number, shape } from "#src/words/number";
import { type Camera, detailAt, type Size } from "./camera";
import { flatten } from "./face";
import type { Packet } from "./moment";
import type { Track } from "./track";

/** Colours as the canvas needs them: resolved, since it knows no custom properties. */
export interface Inks {
	readonly surface: string;
	readonly value: string;
	readonly gradient: string;
	readonly font: string;
}

/** What packets are drawn with and onto. */
export interface Surroundings {
	readonly trace: Trace;
	readonly tracks: (edge: number) => Track;
	readonly camera: Camera;
	readonly inks: () => Inks;
	readonly digits: number;
}

const HEIGHT = 24;
const PADDING = 9;
const FONT_SIZE = 12.5;
const DOT = 4;

export class Packets {
	private readonly canvas: HTMLCanvasElement;
	private readonly context: CanvasRenderingContext2D;
	private empty = true;
	private density = 1;

	constructor(canvas: HTMLCanvasElement) {
		this.canvas = canvas;
		this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
	}

	/** Gives the canvas the size of the picture's box, in the screen's own pixels. */
	resize({ width, height }: Size, density: number): void {
		this.canvas.width = Math.round(width * density);
		this.canvas.height = Math.round(height * density);
		this.density = density;
		this.empty = true;
	}

	/** Draws exactly these packets; touches nothing where there were and are none. */
	show(packets: readonly Packet[], { trace, tracks, camera, inks, digits }: Surroundings): void {
		if (packets.length === 0 && this.empty) return;
		const { context, canvas } = this;
		context.setTransform(1, 0, 0, 1, 0, 0);
		context.clearRect(0, 0, canvas.width, canvas.height);
		this.empty = packets.length === 0;
		if (this.empty) return;
		const { density } = this;
		const colours = inks();
		const large = detailAt(camera.scale) === "full";
		for (const packet of packets) {
			const [x, y] = tracks(packet.edge).at(packet.along);
			const scale = density * (large ? camera.scale : 1);
			context.setTransform(
				scale,
				0,
				0,
				scale,
				density * (x * camera.scale + camera.x),
				density * (y * camera.scale + camera.y),
			);
			if (large) this.pill(label(trace, packet.value, digits), packet.kind, colours);
			else this.dot(packet.kind, colours);
		}
	}

	/** Values are filled; gradients have a dashed border and the sign ∂. */
	private pill(text: string, kind: Packet["kind"], inks: Inks): void {
		const { context } = this;
		const written = kind === "gradient" ? `∂ ${text}` : text;
		context.font = `600 ${FONT_SIZE}px ${inks.font}`;
		const width = Math.max(HEIGHT, context.measureText(written).width + 2 * PADDING);
		context.beginPath();
		context.roundRect(-width / 2, -HEIGHT / 2, width, HEIGHT, HEIGHT / 2);
		context.fillStyle = kind === "value" ? inks.value : inks.surface;
		context.fill();
		context.lineWidth = 2;
		context.strokeStyle = kind === "value" ? inks.surface : inks.gradient;
		context.setLineDash(kind === "value" ? [] : [5, 3]);
		context.stroke();
		context.fillStyle = kind === "value" ? inks.surface : inks.gradient;
		context.textAlign = "center";
		context.textBaseline = "middle";
		context.fillText(written, 0, 1);
	}

	private dot(kind: Packet["kind"], inks: Inks): void {
		const { context } = this;
		context.beginPath();
		context.arc(0, 0, DOT, 0, 2 * Math.PI);
		context.fillStyle = kind === "value" ? inks.value : inks.surface;
		context.fill();
		context.lineWidth = 2;
		context.setLineDash([]);
		context.strokeStyle = kind === "value" ? inks.surface : inks.gradient;
		context.stroke();
	}
}

/** What is written on a packet: the few numbers of a scalar or short vector, else the shape. */
export function label(trace: Trace, id: number, digits: number): string {
	const value = at(trace.values, id);
	const { rows, numbers } = gridOf(value);
	if (!numbers || rows !== 1) return shape(value.shape);
	return flatten(value.data as Nested)
		.map((x) => number(x, digits))
		.join("  ");
}
