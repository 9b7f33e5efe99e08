// One line of a card: a sign or a name, and the figure of the value it shows, exchanged when another value is shown.
import { roomOf } from "#src/layout/cell";
import { CARD } from "#src/layout/size";
import { at, type Node, type Trace, type Value } from "#src/trace/schema";
import { figure } from "./figure";
import { mark, svg } from "./svg";
import type { Texts } from "./texts";

export type LineKind = "value" | "gradient";

export class Line {
	private readonly trace: Trace;
	private readonly node: Node;
	private readonly texts: Texts;
	private readonly room: number;
	readonly element: SVGGElement;
	private shown: number | null = null;
	private figure: SVGGElement | null = null;

	/** `sign` stands at `x`, `y`, the figure `room` further right. */
	constructor(
		trace: Trace,
		node: Node,
		texts: Texts,
		kind: LineKind,
		sign: string,
		x: number,
		y: number,
		room: number,
	) {
		this.trace = trace;
		this.node = node;
		this.texts = texts;
		this.room = room;
		const text = svg("text", { class: "sign", y: CARD.line - 5.5 }, sign);
		this.element = svg("g", { class: `line ${kind}`, transform: `translate(${x} ${y})` }, text);
	}

	/** Shows a value of the trace, or none; `share` 0…1 of it is there already. */
	show(value: number | null, share: number): void {
		if (value !== this.shown) {
			this.shown = value;
			this.figure?.remove();
			this.figure = value === null ? null : this.draw(at(this.trace.values, value));
			if (this.figure) {
				this.figure.setAttribute("transform", `translate(${this.room} 0)`);
				this.element.append(this.figure);
			}
		}
		if (this.figure) mark(this.figure, "opacity", String(Math.round(share * 100) / 100));
	}

	private draw(value: Value): SVGGElement {
		const { digits } = this.texts;
		return figure(value, digits, roomOf(this.trace, this.node, digits));
	}
}
