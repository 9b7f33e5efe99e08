// Large graphs are laid out by a worker; where none can be had, or it fails, the same layout comes from the page itself.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { arrange, type Layout, place } from "#src/layout/place";
import { type Sketch, sketchOf } from "#src/layout/sketch";
import { Planner } from "#src/picture/planner";
import { index } from "#src/trace/lookup";
import type { Trace } from "#src/trace/schema";
import { viewOf } from "#src/trace/view";
import { DIGITS } from "#src/words/number";
import { made } from "../fixtures";

const options = { direction: "right", opened: new Set<number>(), digits: DIGITS } as const;

/** A trace of more nodes than are laid out at once: one that is real, and leaves beside it. */
function large(): Trace {
	const trace = made("q");
	const [leaf] = trace.nodes;
	if (!leaf) throw new Error("no leaf");
	const more = Array.from({ length: 400 }, (_, extra) => ({ ...leaf, id: trace.nodes.length + extra }));
	return { ...trace, nodes: [...trace.nodes, ...more] };
}

class FakeWorker extends EventTarget {
	static answer: "layout" | "error" = "layout";
	terminate = vi.fn();

	postMessage(sketch: Sketch): void {
		queueMicrotask(() => {
			if (FakeWorker.answer === "error") this.dispatchEvent(new Event("error", { cancelable: true }));
			else this.dispatchEvent(Object.assign(new Event("message"), { data: arrange(sketch) }));
		});
	}
}

beforeEach(() => {
	vi.stubGlobal("fetch", async () => new Response("", { status: 200 }));
	vi.stubGlobal("Worker", FakeWorker);
});

afterEach(() => vi.unstubAllGlobals());

function sketched(trace: Trace): Sketch {
	return sketchOf(index(trace), viewOf(index(trace), [], new Set()), options);
}

function planned(trace: Trace): Promise<Layout> {
	return new Promise((resolve) => {
		new Planner().plan(sketched(trace), resolve);
	});
}

test("small graphs are there before the call returns", () => {
	const trace = made("q");
	let layout: Layout | null = null;
	new Planner().plan(sketched(trace), (made) => {
		layout = made;
	});
	expect(layout).toEqual(place(trace, options));
});

test.each(["layout", "error"] as const)("a worker that answers with %s", async (answer) => {
	FakeWorker.answer = answer;
	const trace = large();
	expect(await planned(trace)).toEqual(place(trace, options));
});

test("a page that may not start a worker", async () => {
	vi.stubGlobal(
		"Worker",
		class {
			constructor() {
				throw new DOMException("not here", "SecurityError");
			}
		},
	);
	const trace = large();
	expect(await planned(trace)).toEqual(place(trace, options));
});
