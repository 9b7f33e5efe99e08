// Work that may wait until the page has nothing better to do.

/** Calls `work` when the browser is idle, or, where it cannot tell (Safari), soon. The answer calls it off. */
export function whenIdle(work: () => void): () => void {
	if (typeof requestIdleCallback === "undefined") {
		const timer = setTimeout(work, 1);
		return () => clearTimeout(timer);
	}
	const request = requestIdleCallback(work);
	return () => cancelIdleCallback(request);
}
