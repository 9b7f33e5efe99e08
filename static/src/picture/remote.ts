// The worker that lays out large graphs, started in a way that a sandboxed page allows.
import workerUrl from "#src/layout/worker?worker&url";

/** Null where its script cannot be fetched, or the page may not start one. */
export async function startWorker(): Promise<Worker | null> {
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
