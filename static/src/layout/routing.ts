// Phase 6: each link as a smooth curve that bends only between columns, where no box stands.
import { at } from "#src/trace/schema";
import type { Columns } from "./columns";
import { portOffset } from "./coordinates";
import type { Curve, Point } from "./curve";
import type { Sketch } from "./sketch";
import type { Strand, Strands } from "./strands";

/** By link, in coordinates (along time, across it). Inside a column a curve runs straight, in a row kept free for it. */
export function routing(sketch: Sketch, strands: Strands, columns: Columns, middle: readonly number[]): Curve[] {
	return strands.chains.map((chain, index) => {
		const { source, slot, slots } = at(sketch.links, index);
		const target = at(chain, chain.length - 1);
		const arrival: Strand = { from: source, to: target, port: (slot + 1) / (slots + 1) - 0.5 };
		let here: Point = [at(columns.item, source) + at(sketch.lengths, source), at(middle, source)];
		const curve: Point[] = [here];
		const straight = (along: number) => {
			if (along > here[0]) bend([along, here[1]]);
		};
		const bend = (to: Point) => {
			const half = (here[0] + to[0]) / 2;
			curve.push([half, here[1]], [half, to[1]], to);
			here = to;
		};
		for (const vertex of chain.slice(1)) {
			const column = at(strands.layer, vertex);
			straight(at(columns.end, column - 1));
			const offset = vertex === target ? portOffset(strands, arrival) : 0;
			bend([at(columns.start, column), at(middle, vertex) + offset]);
		}
		straight(at(columns.item, target));
		return curve;
	});
}
