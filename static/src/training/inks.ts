// The colours of curves as a canvas needs them, resolved: custom properties mean nothing to it.

/** Classes of training.css, each with the colour of one curve; then the axes' and the mark's. */
const CURVES = ["ink-0", "ink-1", "ink-2", "ink-3", "ink-4", "ink-5"] as const;

export class Inks {
	readonly element = document.createElement("span");

	/** Its element carries the colours, and has to be in the document. */
	constructor() {
		this.element.hidden = true;
		for (const name of [...CURVES, "ink-axis", "ink-grid", "ink-mark"]) {
			const ink = document.createElement("i");
			ink.className = name;
			this.element.append(ink);
		}
	}

	curve(place: number): string {
		return this.of(`ink-${place % CURVES.length}`);
	}

	get axis(): string {
		return this.of("ink-axis");
	}

	get grid(): string {
		return this.of("ink-grid");
	}

	get mark(): string {
		return this.of("ink-mark");
	}

	get font(): string {
		return `11.5px ${getComputedStyle(this.element).fontFamily}`;
	}

	private of(name: string): string {
		return getComputedStyle(this.element.getElementsByClassName(name)[0] as Element).color;
	}
}
