// Lays out small graphs at once and large ones in a worker; of several wishes in a row only the last is answered.
import type { Trace } from "#src/trace/schema";
import { arrange, type Layout } from "./place";
import { type PlaceOptions, sketch } from "./sketch";
import workerUrl from "./worker?worker&url";

/** Up to this many nodes a layout takes less than two frames even on a phone; a worker would only add its start. */
const AT_ONCE = 300;

export class Planner {
	private worker: Worker | null = null;

	/** Hands the layout of a trace to `show`: before it returns, or for a large one later, unless another is wished for. */
	plan(trace: Trace, options: PlaceOptions, show: (layout: Layout) => void): void {
		const wanted = sketch(trace, options);
		this.stop();
		if (trace.nodes.length <= AT_ONCE) {
			show(arrange(wanted));
			return;
		}
		this.worker = openWorker((layout) => {
			this.stop();
			show(layout);
		});
		this.worker.postMessage(wanted);
	}

	/** Gives up a layout under way. */
	stop(): void {
		this.worker?.terminate();
		this.worker = null;
	}
}

/** By way of a blob: a sandboxed page has no origin of its own, and may start no worker from an address. */
function openWorker(answer: (layout: Layout) => void): Worker {
	const address = new URL(workerUrl, import.meta.url).href;
	const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" }));
	const worker = new Worker(blob, { type: "module" });
	worker.addEventListener("message", ({ data }: MessageEvent<Layout>) => {
		URL.revokeObjectURL(blob);
		answer(data);
	});
	return worker;
}
