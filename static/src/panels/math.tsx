// A formula: Unicode text at once, MathML as soon as Temml is there. No user text ever becomes markup of ours.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Formula } from "#src/words/formula";
import { whenIdle } from "./idle";

/** Longer LaTeX stays text: nobody reads it, and setting it would stall the page. */
const LONGEST = 2000;
/** A displayed formula of more characters is set smaller. */
const WIDE = 24;

type Typesetter = (latex: string, element: HTMLElement, display: boolean) => void;
const typesetter = signal<Typesetter | null>(null);
let wanted = false;

/** Fetches Temml, once. */
async function fetchTypesetter(): Promise<void> {
	if (wanted) return;
	wanted = true;
	const { default: temml } = await import("temml");
	typesetter.value = (latex, element, displayMode) => {
		temml.render(latex, element, { displayMode, trust: false, throwOnError: true, maxSize: [10, 10], maxExpand: 100 });
	};
}

export function MathText({ text, latex, display = false }: Formula & { display?: boolean }) {
	const host = useRef<HTMLSpanElement>(null);
	const setMath = typesetter.value;
	const settable = latex !== null && latex.length <= LONGEST;
	useLayoutEffect(() => {
		const element = host.current;
		if (element === null) return;
		element.textContent = text;
		if (!settable) return;
		if (setMath === null) {
			whenIdle(() => void fetchTypesetter());
			return;
		}
		try {
			setMath(latex, element, display);
		} catch {
			element.textContent = text;
		}
	}, [text, latex, display, settable, setMath]);
	const kind = display ? `td-math-display${text.length > WIDE ? " td-math-wide" : ""}` : "";
	return <span class={`td-math ${kind}`} ref={host} />;
}
