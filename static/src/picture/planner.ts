// Lays out small graphs at once and large ones in a worker; of several wishes in a row only the last is answered.
import { arrange, type Layout } from "#src/layout/place";
import type { Sketch } from "#src/layout/sketch";
import workerUrl from "#src/layout/worker?worker&url";

/** Up to this many nodes a layout takes less than two frames even on a phone; a worker would only add its start. */
const AT_ONCE = 300;

export class Planner {
	private worker: Worker | null = null;
	private wish = 0;

	/** Hands the layout of a sketch to `show`: before it returns, or for a large one later, unless another is wished for. */
	plan(wanted: Sketch, show: (layout: Layout) => void): void {
		this.stop();
		if (wanted.lengths.length <= AT_ONCE) show(arrange(wanted));
		else void this.delegate(wanted, show);
	}

	/** Gives up a layout under way. */
	stop(): void {
		this.wish++;
		this.worker?.terminate();
		this.worker = null;
	}

	/** Where no worker can be had, or it fails, the page does the work itself: it is the same layout, a little later. */
	private async delegate(wanted: Sketch, show: (layout: Layout) => void): Promise<void> {
		const wish = this.wish;
		const worker = await startWorker();
		if (wish !== this.wish) {
			worker?.terminate();
			return;
		}
		if (worker === null) {
			show(arrange(wanted));
			return;
		}
		this.worker = worker;
		worker.addEventListener("message", ({ data }: MessageEvent<Layout>) => {
			this.stop();
			show(data);
		});
		worker.addEventListener("error", (event) => {
			event.preventDefault();
			this.stop();
			show(arrange(wanted));
		});
		worker.postMessage(wanted);
	}
}

/** Null where its script cannot be fetched, or the page may not start one. */
async function startWorker(): Promise<Worker | null> {
	try {
		return new Worker(await fetchScript());
	} catch {
		return null;
	}
}

let script: Promise<string> | null = null;

/**
 * A blob with the worker's script: a sandboxed page has no origin of its own, and may start no worker from an address,
 * nor a module from a blob.
 */
function fetchScript(): Promise<string> {
	script ??= fetch(new URL(workerUrl, import.meta.url)).then(async (response) => {
		if (!response.ok) throw new Error(`${response.status} ${response.url}`);
		return URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
	});
	return script;
}
