// Who stands where in which layer, and how many strands cross: the state that the search for a good order works on.
import { at } from "#src/trace/schema";
import type { Strand, Strands } from "../strands";

/** What two operands out of their written order cost, in crossings: their strands cross beside the card, for a short way. */
const TURNED = 0.5;

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

	start({ from, departure }: Strand): number {
		const place = this.place[from] as number;
		return departure === 0 ? place : place + departure / (this.strands.breadth[from] as number);
	}

	/** What the crossings of strands of `first` and `second` cost while `first` stands before `second`. */
	costOf(first: number, second: number): number {
		const { entering, leaving } = this.strands;
		let cost = 0;
		for (const one of entering[first] as Strand[]) {
			for (const other of entering[second] as Strand[]) if (this.start(one) > this.start(other)) cost++;
		}
		for (const one of leaving[first] as Strand[]) {
			for (const other of leaving[second] as Strand[]) {
				if (this.end(one) > this.end(other)) cost += one.to === other.to ? TURNED : 1;
			}
		}
		return cost;
	}

	/** Crossings, and operands out of their written order, for what they cost. */
	cost(): number {
		const turned = this.strands.entering.reduce((sum, strands) => sum + this.turned(strands), 0);
		return this.crossings() + TURNED * turned;
	}

	/** Crossings of strands that have different ends. */
	crossings(): number {
		let total = 0;
		for (let layer = 0; layer + 1 < this.order.length; layer++) total += this.crossingsAfter(layer);
		return total;
	}

	/** Pairs of strands into one vertex that arrive in another order than their ports. */
	private turned(strands: readonly Strand[]): number {
		let count = 0;
		for (let first = 0; first < strands.length; first++) {
			for (let second = first + 1; second < strands.length; second++) {
				if (this.start(strands[first] as Strand) > this.start(strands[second] as Strand)) count++;
			}
		}
		return count;
	}

	/** Between a layer and the next. O(strands · log strands), by a Fenwick tree over the places of the next. */
	private crossingsAfter(layer: number): number {
		const { leaving } = this.strands;
		const width = at(this.order, layer + 1).length;
		const tree = new Int32Array(width + 1);
		let count = 0;
		let inserted = 0;
		for (const vertex of at(this.order, layer)) {
			const strands = at(leaving, vertex);
			for (const { to } of strands) {
				let before = 0;
				for (let node = (this.place[to] as number) + 1; node > 0; node -= node & -node) before += tree[node] as number;
				count += inserted - before;
			}
			for (const { to } of strands) {
				for (let node = (this.place[to] as number) + 1; node <= width; node += node & -node) {
					tree[node] = (tree[node] as number) + 1;
				}
			}
			inserted += strands.length;
		}
		return count;
	}
}
