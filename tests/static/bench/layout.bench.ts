// How long the layout takes, and how many edges cross beside Graphviz: `npx vitest bench` prints both.
import { bench, describe } from "vitest";
import { arrange } from "#src/layout/place";
import { crossings, curved, flattened } from "../layout/crossings";
import { GRAPHS } from "../layout/graphs";
import { drawnByDot } from "../layout/graphviz";

/** dot takes a minute for some graphs of a thousand boxes: above this many links it is not asked. */
const ASKED = 400;

const rows = [];
for (const [name, make] of GRAPHS) {
	const sketch = make();
	const layout = arrange(sketch);
	const ours = sketch.links.map(({ source, target }, edge) => ({
		source,
		target,
		line: flattened(curved(layout.edges.get(edge)?.points ?? [])),
	}));
	const asked = sketch.links.length <= ASKED;
	rows.push({
		graph: name,
		boxes: sketch.lengths.length,
		links: sketch.links.length,
		crossings: asked ? crossings(ours) : "–",
		dot: asked ? crossings(await drawnByDot(sketch)) : "–",
	});
}
console.table(rows);

describe("layout", () => {
	for (const [name, make] of GRAPHS) {
		const sketch = make();
		bench(`${name}: ${sketch.lengths.length} boxes, ${sketch.links.length} links`, () => {
			arrange(sketch);
		});
	}
});
