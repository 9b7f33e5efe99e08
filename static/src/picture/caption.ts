// The line under the picture: what is happening, in words, and what the two colours stand for.
import type { Frame } from "#src/trace/frame";
import { assertNever, type Step, type Trace } from "#src/trace/schema";
import { sentence } from "#src/words/sentence";
import type { Words } from "#src/words/words";
import { mark, write } from "./svg";

/** Which way the tape runs while a step happens. */
export type Run = "ready" | "record" | "replay" | "change" | "print" | "over";

export function runOf(step: Step | null): Run {
	if (step === null) return "ready";
	switch (step.kind) {
		case "forward":
			return "record";
		case "seed":
		case "backward":
		case "hook":
		case "accumulate":
			return "replay";
		case "zero":
		case "update":
			return "change";
		case "output":
			return "print";
		case "error":
			return "over";
		default:
			return assertNever(step);
	}
}

/** The sentence for a frame: of the step under way, else of the one just over, else how to begin. */
export function captionOf(words: Words, trace: Trace, frame: Frame, moving: boolean): { run: Run; text: string } {
	const step = (moving ? trace.steps[frame.cursor] : undefined) ?? frame.step;
	if (step) return { run: runOf(step), text: sentence(words, trace, step) };
	return { run: "ready", text: words.say(trace.steps.length === 0 ? "ui.picture.nothing" : "ui.picture.begin") };
}

export class Caption {
	private readonly words: Words;
	private readonly run = document.createElement("b");
	private readonly text = document.createElement("span");

	/** Fills `root`; the live region says the same, so this is for the eyes alone. */
	constructor(root: HTMLElement, words: Words) {
		this.words = words;
		const sentence = document.createElement("p");
		sentence.append(this.run, " ", this.text);
		const legend = document.createElement("p");
		legend.className = "legend";
		for (const kind of ["value", "gradient"]) {
			const entry = document.createElement("span");
			entry.className = kind;
			entry.textContent = words.say(`ui.picture.legend-${kind}`);
			legend.append(entry);
		}
		root.replaceChildren(sentence, legend);
	}

	draw(caption: { run: Run; text: string }): void {
		mark(this.run, "class", caption.run);
		write(this.run, this.words.say(`ui.picture.run-${caption.run}`));
		write(this.text, caption.text);
	}
}
