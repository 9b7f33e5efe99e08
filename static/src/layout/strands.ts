// Phase 2: links that span several layers become chains of bends, so that every strand joins neighbouring layers.
import { at } from "#src/trace/schema";
import type { Link, Sketch } from "./sketch";

/** Breadth kept free for a bend. */
const BEND = 6;

/** One piece of a link, between neighbouring layers. */
export interface Strand {
	readonly from: number;
	readonly to: number;
	/** Where on the side of `to` it arrives: above -½ and below ½, growing with the slot; 0 at a bend. */
	readonly port: number;
	/** Where it leaves `from`, in pixels from the middle. */
	readonly departure: number;
}

/** Vertices are the items, in their numbers, and behind them the bends. */
export interface Strands {
	readonly items: number;
	/** By vertex. */
	readonly layer: readonly number[];
	readonly breadth: readonly number[];
	/** Strands that enter each vertex, in order of ports, and that leave it. */
	readonly entering: readonly (readonly Strand[])[];
	readonly leaving: readonly (readonly Strand[])[];
	/** By link: its vertices from source to target. */
	readonly chains: readonly (readonly number[])[];
	readonly depth: number;
}

/** What part of a side the ports are spread over. */
const SPREAD = 0.7;

/** Where on the side of its target a strand arrives, from the middle, in pixels. */
export function portOffset({ breadth }: Strands, strand: Strand): number {
	return strand.port * at(breadth, strand.to) * SPREAD;
}

/** Where on the side of a target so broad a link arrives; see `port` of a strand. */
export function portOf({ slot, slots, arrival }: Link, breadth: number): number {
	return arrival === undefined ? (slot + 1) / (slots + 1) - 0.5 : arrival / (breadth * SPREAD);
}

/** All links that leave a source at one place share its bends: one trunk with branches, however many users a leaf has. */
export function strands(sketch: Sketch, layers: readonly number[]): Strands {
	const layer = [...layers];
	const breadth = [...sketch.breadths];
	const entering: Strand[][] = layers.map(() => []);
	const leaving: Strand[][] = layers.map(() => []);
	const trunks: Map<number, number[]>[] = layers.map(() => new Map());
	const join = (from: number, to: number, port: number, departure: number) => {
		const strand = { from, to, port, departure };
		at(leaving, from).push(strand);
		at(entering, to).push(strand);
	};
	const bend = (trunk: number[], source: number, departure: number) => {
		const vertex = layer.length;
		const before = trunk.at(-1) ?? source;
		layer.push(at(layer, before) + 1);
		breadth.push(BEND);
		entering.push([]);
		leaving.push([]);
		trunk.push(vertex);
		join(before, vertex, 0, before === source ? departure : 0);
	};
	const chains = sketch.links.map((link) => {
		const { source, target, departure = 0 } = link;
		const trunk = at(trunks, source).get(departure) ?? [];
		at(trunks, source).set(departure, trunk);
		const bends = at(layers, target) - at(layers, source) - 1;
		while (trunk.length < bends) bend(trunk, source, departure);
		const chain = [source, ...trunk.slice(0, bends)];
		join(at(chain, bends), target, portOf(link, at(breadth, target)), bends === 0 ? departure : 0);
		return [...chain, target];
	});
	for (const list of entering) list.sort((one, other) => one.port - other.port);
	const depth = layer.reduce((most, each) => Math.max(most, each + 1), 0);
	return { items: layers.length, layer, breadth, entering, leaving, chains, depth };
}
