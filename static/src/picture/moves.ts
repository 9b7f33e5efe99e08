// How a picture turns into the next one of the same trace: what both show glides to its new place, the rest fades in.
import type { Box, Layout, Point } from "#src/layout/place";
import { at } from "#src/trace/schema";
import type { View } from "#src/trace/view";
import { overlaps, type Rect } from "./camera";

interface Placed {
	readonly view: View;
	readonly layout: Layout;
}

/** Milliseconds. */
const GLIDE = 260;
const EASING = "cubic-bezier(0.2, 0, 0, 1)";

/** How far what stands nearest to the middle of `seen` has moved, so that the camera can stay with it. */
export function anchorOf(before: Placed, now: Placed, seen: Rect): Point {
	let best: Point = [0, 0];
	let least = Number.POSITIVE_INFINITY;
	for (const [node, box] of before.layout.nodes) {
		const next = boxIn(now, node);
		if (!next || !overlaps(seen, { x: box.x, y: box.y, width: box.w, height: box.h })) continue;
		const distance = Math.hypot(
			box.x + box.w / 2 - seen.x - seen.width / 2,
			box.y + box.h / 2 - seen.y - seen.height / 2,
		);
		if (distance >= least) continue;
		least = distance;
		best = [box.x + box.w / 2 - next.x - next.w / 2, box.y + box.h / 2 - next.y - next.h / 2];
	}
	return best;
}

/** The box of what stands for a node. */
function boxIn({ view, layout }: Placed, node: number): Box | undefined {
	const place = view.placeOf.get(node);
	return place === undefined ? undefined : layout.nodes.get(at(view.items, place).node);
}

/** Lets every card glide from where it, or the group that hid it, stood; edges follow when cards have come. */
export function glide(before: Placed, now: Placed, card: (node: number) => SVGElement | null, edges: SVGElement): void {
	for (const [node, { x, y }] of now.layout.nodes) {
		const element = card(node);
		const from = boxIn(before, node);
		if (!element) continue;
		const places = from
			? [{ transform: `translate(${from.x}px, ${from.y}px)` }, { transform: `translate(${x}px, ${y}px)` }]
			: [{ opacity: 0 }, { opacity: 1 }];
		element.animate(places, { duration: GLIDE, easing: EASING });
	}
	edges.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }], { duration: GLIDE });
}
