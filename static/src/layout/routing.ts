// Phase 6: the way of each link. It changes its row only between columns, where no box stands.
import { at } from "#src/trace/schema";
import type { Columns } from "./columns";
import type { Point } from "./flat";
import type { Sketch } from "./sketch";
import { portOf, portOffset, type Strand, type Strands } from "./strands";

export type { Point };

/**
 * By link: waypoints from source to target as (along time, across it).
 *
 * Drawn as smooth pieces that leave and enter every waypoint in the direction of time, the way stays in rows kept free
 * for it inside columns, and bends in the free space between two columns.
 */
export function routing(sketch: Sketch, strands: Strands, columns: Columns, middle: readonly number[]): Point[][] {
	return strands.chains.map((chain, index) => {
		const link = at(sketch.links, index);
		const { source, target, departure = 0 } = link;
		const port = portOf(link, at(strands.breadth, target));
		const arrival: Strand = { from: source, to: target, port, departure };
		let row = at(middle, source) + departure;
		const way: Point[] = [[at(columns.item, source) + at(sketch.lengths, source), row]];
		const go = (along: number) => {
			if (along > at(way, way.length - 1)[0]) way.push([along, row]);
		};
		for (const vertex of chain.slice(1)) {
			const column = at(strands.layer, vertex);
			go(at(columns.end, column - 1));
			row = at(middle, vertex) + (vertex === target ? portOffset(strands, arrival) : 0);
			go(at(columns.start, column));
		}
		go(at(columns.item, target));
		return way;
	});
}
