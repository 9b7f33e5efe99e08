// Phase 3: the order within each layer, with few crossings: sweeps of means and medians, with exchanges of neighbours.
import { at } from "#src/trace/schema";
import type { Strands } from "../strands";
import { Arrangement, type Order } from "./arrangement";
import { writtenOrder } from "./written";

/** Sweeps without gain after which a search is given up, and sweeps at most. */
const PATIENCE = 4;
const SWEEPS = 16;
/** Exchanges of neighbours are worth their time up to this many vertices; above, one search must do. */
const THOROUGH = 4000;
const EXCHANGE_ROUNDS = 6;

interface Search {
	readonly middle: "mean" | "median";
	readonly backwardFirst: boolean;
}

const SEARCHES: readonly Search[] = [
	{ middle: "mean", backwardFirst: false },
	{ middle: "median", backwardFirst: false },
	{ middle: "mean", backwardFirst: true },
	{ middle: "median", backwardFirst: true },
];

export interface Ordering {
	readonly order: Order;
	readonly crossings: number;
}

interface Best {
	order: Order;
	cost: number;
}

/** The best order found; among equals the one nearest to how it is written. The same answer every time. */
export function ordering(strands: Strands): Ordering {
	const written = writtenOrder(strands);
	const arrangement = new Arrangement(strands, written);
	const best: Best = { order: written, cost: arrangement.cost() };
	const thorough = strands.layer.length <= THOROUGH;
	for (const search of thorough ? SEARCHES : SEARCHES.slice(0, 1)) {
		if (best.cost === 0) break;
		arrangement.restore(written);
		improve(arrangement, search, thorough, best);
	}
	arrangement.restore(best.order);
	return { order: best.order, crossings: arrangement.crossings() };
}

function improve(arrangement: Arrangement, search: Search, thorough: boolean, best: Best): void {
	let least = Number.POSITIVE_INFINITY;
	let stalled = 0;
	for (let sweep = 0; sweep < SWEEPS && stalled < PATIENCE && best.cost > 0; sweep++) {
		const backward = (sweep % 2 === 1) !== search.backwardFirst;
		sort(arrangement, search.middle, backward, sweep % 4 >= 2);
		if (thorough) exchange(arrangement, sweep % 2 === 1);
		const cost = arrangement.cost();
		stalled = cost < least ? 0 : stalled + 1;
		least = Math.min(least, cost);
		if (cost >= best.cost) continue;
		best.cost = cost;
		best.order = arrangement.copy();
	}
}

/** One sweep: each layer is sorted by where its neighbours in the layer before (or behind) stand. */
function sort(arrangement: Arrangement, middle: Search["middle"], backward: boolean, tiesTurned: boolean): void {
	const depth = arrangement.order.length;
	for (let count = 1; count < depth; count++) {
		const layer = backward ? depth - 1 - count : count;
		const vertices = at(arrangement.order, layer);
		const moving: { vertex: number; want: number; place: number }[] = [];
		const fixed: { vertex: number; place: number }[] = [];
		vertices.forEach((vertex, place) => {
			const ends = neighbours(arrangement, vertex, backward);
			if (ends.length === 0) fixed.push({ vertex, place });
			else moving.push({ vertex, want: middle === "mean" ? mean(ends) : median(ends), place });
		});
		const turn = tiesTurned ? -1 : 1;
		moving.sort((one, other) => one.want - other.want || turn * (one.place - other.place));
		const sorted = moving.map(({ vertex }) => vertex);
		for (const { vertex, place } of fixed) sorted.splice(place, 0, vertex);
		arrangement.put(layer, sorted);
	}
}

function neighbours(arrangement: Arrangement, vertex: number, backward: boolean): number[] {
	const { leaving, entering } = arrangement.strands;
	return backward
		? at(leaving, vertex).map((strand) => arrangement.end(strand))
		: at(entering, vertex).map((strand) => arrangement.start(strand) - strand.port);
}

function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function median(numbers: number[]): number {
	const sorted = numbers.sort((one, other) => one - other);
	const half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? at(sorted, half) : (at(sorted, half - 1) + at(sorted, half)) / 2;
}

/** Neighbours change places while that costs less; in the first round, if asked, also where it costs none. */
function exchange(arrangement: Arrangement, turnEqual: boolean): void {
	for (let round = 0, moved = true; moved && round < EXCHANGE_ROUNDS; round++) {
		moved = false;
		for (const layer of arrangement.order) {
			for (let place = 0; place + 1 < layer.length; place++) {
				const first = at(layer, place);
				const second = at(layer, place + 1);
				const gain = arrangement.costOf(first, second) - arrangement.costOf(second, first);
				if (gain > 0 || (gain === 0 && turnEqual && round === 0)) arrangement.swap(layer, place);
				moved ||= gain > 0;
			}
		}
	}
}
