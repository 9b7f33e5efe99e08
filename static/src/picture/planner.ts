// Lays out small graphs at once and large ones in a worker; of several wishes in a row only the last is answered.
import { arrange, type Layout } from "#src/layout/place";
import type { Sketch } from "#src/layout/sketch";

/** Up to this many nodes a layout takes less than two frames even on a phone; a worker would only add its start. */
const AT_ONCE = 300;

export class Planner {
	private worker: Worker | null = null;
	private wish = 0;

	/** Hands the layout of a sketch to `show`: before it returns, or for a large one later, unless another is wished for. */
	plan(wanted: Sketch, show: (layout: Layout) => void): void {
		this.stop();
		if (wanted.lengths.length > AT_ONCE) void this.delegate(wanted, show);
		else if (hasFrames(wanted)) void this.nest(wanted, show);
		else show(arrange(wanted));
	}

	/** Gives up a layout under way. */
	stop(): void {
		this.wish++;
		this.worker?.terminate();
		this.worker = null;
	}

	/** Frames come in a script of their own. */
	private async nest(wanted: Sketch, show: (layout: Layout) => void): Promise<void> {
		const wish = this.wish;
		const layout = await arranged(wanted);
		if (wish === this.wish) show(layout);
	}

	/** Where no worker can be had, or it fails, the page does the work itself: it is the same layout, a little later. */
	private async delegate(wanted: Sketch, show: (layout: Layout) => void): Promise<void> {
		const wish = this.wish;
		const { startWorker } = await import("./remote");
		const worker = await startWorker();
		if (wish !== this.wish) {
			worker?.terminate();
			return;
		}
		if (worker === null) {
			await this.nest(wanted, show);
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
			void this.nest(wanted, show);
		});
		worker.postMessage(wanted);
	}
}

function hasFrames({ frames = [] }: Sketch): boolean {
	return frames.length > 0;
}

async function arranged(sketch: Sketch): Promise<Layout> {
	if (!hasFrames(sketch)) return arrange(sketch);
	const { arrangeFrames } = await import("#src/layout/compound");
	return arrangeFrames(sketch);
}
