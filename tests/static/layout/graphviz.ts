// Graphviz' dot as the judge of our layout: the same boxes and links, drawn by the engine everybody knows.
import { instance } from "@viz-js/viz";
import type { Sketch } from "#src/layout/sketch";
import { type DrawnEdge, flattened } from "./crossings";

const POINTS_PER_INCH = 72;

/** The edges of a sketch as dot draws them, with splines. */
export async function drawnByDot(sketch: Sketch): Promise<DrawnEdge[]> {
	const viz = await instance();
	const drawn = viz.renderJSON({
		graphAttributes: { rankdir: "LR", ranksep: 0.9, nodesep: 0.33 },
		nodeAttributes: { shape: "box", fixedsize: true, label: "" },
		nodes: sketch.lengths.map((length, item) => ({
			name: String(item),
			attributes: { width: length / POINTS_PER_INCH, height: (sketch.breadths[item] as number) / POINTS_PER_INCH },
		})),
		edges: sketch.links.map(({ source, target }) => ({
			tail: String(source),
			head: String(target),
			attributes: { arrowhead: "none" },
		})),
	}) as { objects?: { name: string }[]; edges?: { tail: number; head: number; pos: string }[] };
	const item = (object: number) => Number(drawn.objects?.[object]?.name);
	return (drawn.edges ?? []).map(({ tail, head, pos }) => ({
		source: item(tail),
		target: item(head),
		line: flattened(pos.split(" ").map((point) => point.split(",").map(Number) as [number, number])),
	}));
}
