// The edges as SVG paths: solid and blue while values travel, dashed and vermilion once gradients have.
import type { Direction, Layout } from "#src/layout/place";
import type { EdgeState } from "#src/trace/frame";
import { at, type Edge, type Trace } from "#src/trace/schema";
import { outline, waypoints } from "./path";
import { mark, svg } from "./svg";

/** Half the breadth and the length of an arrow head. */
const HEAD = 4.5;

export class Edges {
	private readonly trace: Trace;
	private layout: Layout;
	private readonly direction: Direction;
	readonly element = svg("g", { class: "edges", "aria-hidden": "true" });
	private readonly paths = new Map<number, SVGGElement>();
	private readonly states = new Map<number, EdgeState>();

	constructor(trace: Trace, layout: Layout, direction: Direction) {
		this.trace = trace;
		this.layout = layout;
		this.direction = direction;
	}

	/** Keeps exactly the edges `wanted` in the document. */
	keep(wanted: ReadonlySet<number>): void {
		for (const [id, path] of this.paths) {
			if (wanted.has(id)) continue;
			path.remove();
			this.paths.delete(id);
			this.states.delete(id);
		}
		for (const id of wanted) {
			if (this.paths.has(id)) continue;
			const path = this.draw(at(this.trace.edges, id));
			this.paths.set(id, path);
			this.element.append(path);
		}
	}

	/** The same ways now belong to other edges: `next` says to which. */
	refill(layout: Layout, next: ReadonlyMap<number, number>): void {
		this.layout = layout;
		const paths = [...this.paths];
		this.paths.clear();
		this.states.clear();
		for (const [id, path] of paths) this.paths.set(next.get(id) as number, path);
	}

	patch(states: readonly EdgeState[]): void {
		for (const [id, path] of this.paths) {
			const state = at(states, id);
			if (this.states.get(id) === state) continue;
			this.states.set(id, state);
			mark(path, "data-phase", state.phase);
		}
	}

	/** Lights the edges at these nodes. */
	light(nodes: ReadonlySet<number>): void {
		for (const [id, path] of this.paths) {
			const { source, target } = at(this.trace.edges, id);
			path.classList.toggle("lit", nodes.has(source) || nodes.has(target));
		}
	}

	private draw(edge: Edge): SVGGElement {
		const points = waypoints(this.trace, this.layout, this.direction, edge);
		const [x, y] = points.at(-1) ?? [0, 0];
		const d = outline(points, this.direction);
		const arrow =
			this.direction === "down"
				? `M${x - HEAD} ${y - HEAD * 2}L${x} ${y}L${x + HEAD} ${y - HEAD * 2}`
				: `M${x - HEAD * 2} ${y - HEAD}L${x} ${y}L${x - HEAD * 2} ${y + HEAD}`;
		const kind = edge.differentiable ? "edge" : "edge still";
		return svg(
			"g",
			{ class: kind },
			svg("path", { class: "line", d }),
			svg("path", { class: "back", d }),
			svg("path", { class: "arrow", d: arrow }),
		);
	}
}
