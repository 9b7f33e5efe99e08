// The worker that lays out large graphs, as part of the script itself: an exported page has nowhere to fetch it from.
import LayoutWorker from "#src/layout/worker?worker&inline";

/** Null where the page may not start one. */
export async function startWorker(): Promise<Worker | null> {
	try {
		return new LayoutWorker();
	} catch {
		return null;
	}
}
