// Phase 4: positions across the direction of time: every vertex as near as it may to the ends of its strands.
import { at } from "#src/trace/schema";
import type { Order } from "./ordering/arrangement";
import type { Sketch } from "./sketch";
import { portOffset, type Strand, type Strands } from "./strands";

/** Free space between two boxes of a layer, between two bends, and beside a light item. CSS pixels. */
const GAP = 24;
const BEND_GAP = 12;
const LIGHT_GAP = 10;
const SWEEPS = 12;
/** Long links are kept straight first, then their ends; a light item follows and does not pull. */
const STRAIGHT = 8;
const STRAIGHT_END = 2;
const LIGHT = 0.1;
/** How much the layer that a sweep leaves behind counts less than the one it comes from. */
const BEHIND = 0.3;

/** The middle of each vertex, least 0 for the outermost border. No two boxes of a layer come closer than the gap. */
export function coordinates(sketch: Sketch, strands: Strands, order: Order): number[] {
	const middle = strands.layer.map(() => 0);
	for (const layer of order) {
		const offsets = offsetsOf(sketch, strands, layer);
		const half = (offsets.at(-1) ?? 0) / 2;
		layer.forEach((vertex, place) => {
			middle[vertex] = at(offsets, place) - half;
		});
	}
	for (let sweep = 0; sweep < SWEEPS; sweep++) {
		const backward = sweep % 2 === 1;
		for (const layer of backward ? order.toReversed() : order) {
			const wishes = layer.map((vertex) => wish(sketch, strands, middle, vertex, backward));
			settle(layer, offsetsOf(sketch, strands, layer), wishes, middle);
		}
	}
	let least = Number.POSITIVE_INFINITY;
	middle.forEach((position, vertex) => {
		least = Math.min(least, position - at(strands.breadth, vertex) / 2);
	});
	return middle.map((position) => position - least);
}

/** Distances of a layer's vertices from its first, packed as closely as they may be. */
function offsetsOf({ light }: Sketch, { breadth, items }: Strands, layer: readonly number[]): number[] {
	let offset = 0;
	return layer.map((vertex, place) => {
		if (place === 0) return 0;
		const before = at(layer, place - 1);
		const bends = before >= items && vertex >= items;
		const gap = bends ? BEND_GAP : light[before] || light[vertex] ? LIGHT_GAP : GAP;
		offset += (at(breadth, before) + at(breadth, vertex)) / 2 + gap;
		return offset;
	});
}

interface Wish {
	readonly position: number;
	readonly weight: number;
}

function wish(sketch: Sketch, strands: Strands, middle: readonly number[], vertex: number, backward: boolean): Wish {
	let weight = 0;
	let sum = 0;
	const pull = (strand: Strand, position: number, factor: number) => {
		const share = factor * weightOf(sketch, strands, strand, vertex);
		weight += share;
		sum += share * position;
	};
	for (const strand of at(strands.entering, vertex)) {
		pull(strand, at(middle, strand.from) + strand.departure - portOffset(strands, strand), backward ? BEHIND : 1);
	}
	for (const strand of at(strands.leaving, vertex)) {
		pull(strand, at(middle, strand.to) + portOffset(strands, strand) - strand.departure, backward ? 1 : BEHIND);
	}
	return weight === 0 ? { position: at(middle, vertex), weight: 0.01 } : { position: sum / weight, weight };
}

function weightOf(sketch: Sketch, { items }: Strands, strand: Strand, vertex: number): number {
	if (strand.from !== vertex && sketch.light[strand.from]) return LIGHT;
	const bends = Number(strand.from >= items) + Number(strand.to >= items);
	return bends === 2 ? STRAIGHT : bends === 1 ? STRAIGHT_END : 1;
}

/** Least squares of weighted distances from the wishes under order and gaps: pool adjacent violators. O(layer). */
function settle(layer: readonly number[], offsets: readonly number[], wishes: readonly Wish[], middle: number[]): void {
	const blocks: { sum: number; weight: number; count: number }[] = [];
	wishes.forEach(({ position, weight }, place) => {
		let block = { sum: (position - at(offsets, place)) * weight, weight, count: 1 };
		for (let last = blocks.at(-1); last && last.sum / last.weight > block.sum / block.weight; last = blocks.at(-1)) {
			blocks.pop();
			block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
		}
		blocks.push(block);
	});
	let place = 0;
	for (const { sum, weight, count } of blocks) {
		for (const end = place + count; place < end; place++) {
			middle[at(layer, place)] = sum / weight + at(offsets, place);
		}
	}
}
