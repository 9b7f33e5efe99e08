// What this browser remembers between visits. Storage may be switched off or full: then nothing is remembered.

const PREFIX = "tapedeck.";

/** What was kept under `key`; `null` where there is nothing or storage is refused. */
export function recall(key: string): string | null {
	try {
		return localStorage.getItem(PREFIX + key);
	} catch {
		return null;
	}
}

/** Keeps `text` under `key`; `null` forgets it. Returns whether the browser allowed it. */
export function keep(key: string, text: string | null): boolean {
	try {
		if (text === null) localStorage.removeItem(PREFIX + key);
		else localStorage.setItem(PREFIX + key, text);
		return true;
	} catch {
		return false;
	}
}
