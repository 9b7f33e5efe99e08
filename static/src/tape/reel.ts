// The reels at both ends of the tape: they turn with it, and the tape that leaves one is wound onto the other.
import { mark, svg } from "../picture/svg";

/** Shares of the reel's radius: hub, and what is wound on it when empty and when full. */
const HUB = 0.42;
const EMPTY = 0.52;
const FULL = 0.9;

export class Reel {
	readonly element: SVGGElement;
	private readonly wound: SVGCircleElement;
	private readonly spokes: SVGGElement;
	private readonly radius: number;

	constructor(x: number, y: number, radius: number) {
		this.radius = radius;
		this.wound = svg("circle", { class: "wound" });
		const spoke = { x: -2.5, y: -radius * 0.36, width: 5, height: radius * 0.2, rx: 2 };
		this.spokes = svg(
			"g",
			{ class: "spokes" },
			...[0, 120, 240].map((angle) => svg("rect", { ...spoke, transform: `rotate(${angle})` })),
		);
		this.element = svg(
			"g",
			{ class: "reel", transform: `translate(${x} ${y})` },
			svg("circle", { class: "rim", r: radius }),
			this.wound,
			svg("circle", { class: "hub", r: radius * HUB }),
			this.spokes,
		);
	}

	/** Stands at `degrees`, `share` 0…1 of the tape wound onto it. */
	turn(degrees: number, share: number): void {
		const radius = this.radius * (EMPTY + (FULL - EMPTY) * share);
		mark(this.wound, "r", String(Math.round(radius * 10) / 10));
		mark(this.spokes, "transform", `rotate(${Math.round(degrees)})`);
	}
}

/** The free piece of tape from the bottom of a reel to the ribbon. */
export function lead(reel: number, radius: number, ribbon: number, middle: number): string {
	const low = middle + radius * FULL;
	const half = (reel + ribbon) / 2;
	return `M${reel} ${low}C${half} ${low} ${half} ${middle} ${ribbon} ${middle}`;
}
