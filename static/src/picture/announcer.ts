// The live region: says where the player is, politely, at most once a second and never while it plays.

/** Between two messages, in milliseconds. */
const PAUSE = 1000;

export class Announcer {
	private readonly region: HTMLElement;
	private spokenAt = Number.NEGATIVE_INFINITY;
	private waiting: ReturnType<typeof setTimeout> | null = null;

	constructor(region: HTMLElement) {
		this.region = region;
	}

	/** Says `text` now, or as soon as a second has gone by since the last message; a later text takes its place. */
	say(text: string): void {
		this.hush();
		const left = this.spokenAt + PAUSE - performance.now();
		if (left <= 0) this.speak(text);
		else this.waiting = setTimeout(() => this.speak(text), left);
	}

	/** Forgets what was still to be said. */
	hush(): void {
		if (this.waiting !== null) clearTimeout(this.waiting);
		this.waiting = null;
	}

	private speak(text: string): void {
		this.spokenAt = performance.now();
		if (this.region.textContent !== text) this.region.textContent = text;
	}
}
