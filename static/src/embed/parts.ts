// The parts of an embed beside the player: title, code with the running piece marked, inputs, formula, and the error.
import { readTensor, type Tensor, writeTensor } from "#src/panels/tensor";
import { at, nodeOf, type Step, type Trace } from "#src/trace/schema";
import { type Nested, nested } from "#src/words/number";
import type { Words } from "#src/words/words";

function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	kind: string,
	...content: (Node | string)[]
): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	made.className = kind;
	made.append(...content);
	return made;
}

/** The name of the program as a link to the playground, where it can be changed. */
export function title(words: Words, address: Promise<string>): HTMLElement {
	const link = element("a", "td-embed-open", words.say("ui.embed.open"));
	void address.then((href) => {
		link.href = href;
	});
	link.target = "_blank";
	link.rel = "noopener";
	link.addEventListener("click", (event) => {
		if (origin !== "null") return;
		event.preventDefault(); // in a sandbox: where it lets nothing be opened, the address is there to be copied
		const opened = open(link.href);
		if (opened) opened.opener = null;
		else link.replaceWith(selected(link.href));
	});
	return element("p", "td-embed-title", link);
}

/** An address as a text that is selected. */
function selected(address: string): HTMLInputElement {
	const made = element("input", "td-embed-address");
	made.value = address;
	made.readOnly = true;
	queueMicrotask(() => made.select());
	return made;
}

/** The source text; the piece that a step came from is marked and, in a long text, brought into view. */
export class Code {
	readonly element = element("pre", "td-embed-code");

	constructor(words: Words) {
		this.element.tabIndex = 0;
		this.element.setAttribute("role", "region");
		this.element.setAttribute("aria-label", words.say("ui.embed.program"));
	}

	/** Spans count code points, as the trace does. Only the text itself is scrolled, never the page. */
	draw(trace: Trace, step: Step | null): void {
		const letters = Array.from(trace.program.source);
		const node = step === null ? null : nodeOf(step);
		const span = node === null ? null : at(trace.nodes, node).span;
		const [start, end] = span ?? [0, 0];
		const piece = (from: number, to?: number) => letters.slice(from, to).join("");
		const mark = element("mark", "", piece(start, end));
		this.element.replaceChildren(piece(0, start), mark, piece(end));
		if (span) this.element.scrollTop = mark.offsetTop + (mark.offsetHeight - this.element.clientHeight) / 2;
	}
}

/** How the text was understood, in one line. */
export function formula(trace: Trace): HTMLElement {
	return element("p", "td-embed-formula", trace.program.reading?.text ?? trace.program.source);
}

/** What the inputs hold; in `edit` as fields, whose change calls `changed`. */
export function inputs(
	words: Words,
	trace: Trace,
	digits: number,
	changed: ((name: string, tensor: Tensor) => void) | null,
): HTMLElement {
	const rows = Object.entries(trace.program.inputs).map(([name, value]) => {
		const frozen = trace.program.frozen.includes(name);
		const label = element("span", "td-embed-name", frozen ? words.say("ui.embed.frozen", { name }) : name);
		const shown =
			changed === null ? element("output", "", nested(value as Nested, digits)) : field(name, value as Nested, changed);
		return element("label", "td-embed-input", label, shown);
	});
	const group = element("div", "td-embed-inputs", ...rows);
	group.setAttribute("role", "group");
	group.setAttribute("aria-label", words.say("ui.embed.inputs"));
	return group;
}

function field(name: string, value: Nested, changed: (name: string, tensor: Tensor) => void): HTMLInputElement {
	const made = element("input", "");
	made.value = writeTensor(value as Tensor);
	made.spellcheck = false;
	made.autocomplete = "off";
	made.addEventListener("change", () => {
		const reading = readTensor(made.value);
		made.setAttribute("aria-invalid", String(!reading.ok));
		if (reading.ok) changed(name, reading.tensor);
	});
	return made;
}

/** One sentence that says why there is nothing to see, and the way to where it can be put right. */
export function failure(words: Words, sentence: string, address: Promise<string>): HTMLElement {
	const box = element("div", "td-embed-failure", element("p", "", sentence), title(words, address));
	box.setAttribute("role", "alert");
	return box;
}
