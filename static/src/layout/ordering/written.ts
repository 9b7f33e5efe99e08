// The order to start from: as it is written. From each result back through its operands, first operand first.
import { at } from "#src/trace/schema";
import type { Strands } from "../strands";
import type { Order } from "./arrangement";

/** Depth first from the items nobody uses; an operand comes to stand beside its operation. */
export function writtenOrder({ items, layer, entering, leaving, depth }: Strands): Order {
	const order: Order = Array.from({ length: depth }, () => []);
	const seen = layer.map(() => false);
	for (let sink = 0; sink < items; sink++) {
		if (at(leaving, sink).length > 0) continue;
		const stack = [sink];
		for (let vertex = stack.pop(); vertex !== undefined; vertex = stack.pop()) {
			if (seen[vertex]) continue;
			seen[vertex] = true;
			at(order, at(layer, vertex)).push(vertex);
			for (const { from } of at(entering, vertex).toReversed()) if (!seen[from]) stack.push(from);
		}
	}
	return order;
}
