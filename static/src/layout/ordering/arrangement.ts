// Who stands where in which layer, and how many strands cross: the state that the search for a good order works on.
import { at } from "#src/trace/schema";
import type { Strand, Strands } from "../strands";

/** Vertices of each layer, in order. */
export type Order = number[][];

export class Arrangement {
	readonly strands: Strands;
	order: Order = [];
	/** By vertex: its place in its layer. */
	readonly place: number[];

	constructor(strands: Strands, order: Order) {
		this.strands = strands;
		this.place = strands.layer.map(() => 0);
		this.restore(order);
	}

	copy(): Order {
		return this.order.map((layer) => [...layer]);
	}

	restore(order: Order): void {
		this.order = order.map((layer) => [...layer]);
		for (const layer of this.order) this.number(layer);
	}

	/** Puts a layer into a new order. */
	put(layer: number, vertices: number[]): void {
		this.order[layer] = vertices;
		this.number(vertices);
	}

	/** Exchanges the vertices at `place` and behind it. */
	swap(layer: number[], place: number): void {
		const first = at(layer, place);
		const second = at(layer, place + 1);
		layer[place] = second;
		layer[place + 1] = first;
		this.place[second] = place;
		this.place[first] = place + 1;
	}

	private number(layer: readonly number[]): void {
		layer.forEach((vertex, place) => {
			this.place[vertex] = place;
		});
	}

	/** Where a strand ends: the place of its vertex, and within it the port, so that operands count in written order. */
	end(strand: Strand): number {
		return (this.place[strand.to] as number) + strand.port;
	}

	start(strand: Strand): number {
		return this.place[strand.from] as number;
	}

	/** How many strands of `first` and `second` cross while `first` stands before `second`. */
	crossingsOf(first: number, second: number): number {
		const { entering, leaving } = this.strands;
		let count = 0;
		for (const one of entering[first] as Strand[]) {
			for (const other of entering[second] as Strand[]) if (this.start(one) > this.start(other)) count++;
		}
		for (const one of leaving[first] as Strand[]) {
			for (const other of leaving[second] as Strand[]) if (this.end(one) > this.end(other)) count++;
		}
		return count;
	}

	/** All crossings. O(strands · log strands), by a Fenwick tree over the ends of each pair of layers. */
	crossings(): number {
		let total = 0;
		for (let layer = 0; layer + 1 < this.order.length; layer++) total += this.crossingsAfter(layer);
		return total;
	}

	private crossingsAfter(layer: number): number {
		const { entering, leaving } = this.strands;
		const rank = new Map<Strand, number>();
		for (const vertex of at(this.order, layer + 1)) {
			for (const strand of at(entering, vertex)) rank.set(strand, rank.size + 1);
		}
		const tree = new Int32Array(rank.size + 1);
		let count = 0;
		let inserted = 0;
		for (const vertex of at(this.order, layer)) {
			const ends = at(leaving, vertex).map((strand) => rank.get(strand) as number);
			for (const end of ends) {
				let before = 0;
				for (let node = end; node > 0; node -= node & -node) before += tree[node] as number;
				count += inserted - before;
			}
			for (const end of ends) {
				for (let node = end; node <= rank.size; node += node & -node) tree[node] = (tree[node] as number) + 1;
			}
			inserted += ends.length;
		}
		return count;
	}
}
