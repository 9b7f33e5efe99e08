// How long a long training and a large network take before they can be seen: `npx vitest bench` prints it.
import { bench, describe } from "vitest";
import { arrangeFrames } from "#src/layout/compound";
import { sketchOf } from "#src/layout/sketch";
import { frameAt } from "#src/trace/frame";
import { closedAtFirst, pathsOf } from "#src/trace/groups";
import { index } from "#src/trace/lookup";
import type { Trace } from "#src/trace/schema";
import { drawnAt } from "#src/trace/takes";
import { viewOf } from "#src/trace/view";
import { DIGITS } from "#src/words/number";
import { network, Program, training } from "../programs";

/** As many operations as ResNet-18 has, in eight blocks with ways around them. */
function residual(): Trace {
	const program = new Program();
	const x = program.leaf("x", { requires_grad: false, is_parameter: false });
	program.backward(program.operation("loss", network(program, x, 8, 4)));
	return program.trace();
}

function drawn(trace: Trace, cursor: number, closed: readonly string[]): void {
	const lookup = index(trace);
	const view = viewOf(lookup, drawnAt(lookup.takes, cursor), new Set(closed));
	arrangeFrames(sketchOf(lookup, view, { direction: "right", opened: new Set(), digits: DIGITS }));
}

describe("500 epochs", () => {
	const trace = training(500).trace();
	let cursor = 0;
	// A trace is indexed once; a copy is another trace.
	bench(`index and history: ${trace.nodes.length} nodes, ${trace.steps.length} steps`, () => {
		frameAt({ ...trace }, trace.steps.length);
	});
	bench("one frame, and what of it is drawn", () => {
		cursor = (cursor + 997) % trace.steps.length;
		frameAt(trace, cursor);
		viewOf(index(trace), drawnAt(index(trace).takes, cursor), new Set());
	});
});

describe("a residual network", () => {
	const trace = residual();
	const groups = trace.groups ?? [];
	const count = (closed: readonly string[]) => viewOf(index(trace), [], new Set(closed)).items.length;
	const [first] = closedAtFirst(groups, count);
	bench(`all ${trace.nodes.length} nodes open`, () => drawn(trace, 0, []));
	bench("all groups closed", () => drawn(trace, 0, pathsOf(groups)));
	bench("as it is first shown, and one more opened", () => {
		const closed = closedAtFirst(groups, count);
		drawn(
			trace,
			0,
			closed.filter((path) => path !== first),
		);
	});
});
