// What the program has printed up to the cursor. A click, or the keys up and down, go to the step that printed a line.
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Playground } from "./playground";
import { latestAt, nextTo, type Printed, pieceAt, printedOf } from "./printed";

export function Output({ playground }: { playground: Playground }) {
	const { words, deck, kind } = playground;
	const box = useRef<HTMLPreElement>(null);
	const trace = deck.trace.value;
	const frame = deck.frame.value;
	const printed = useMemo(() => (trace === null ? [] : printedOf(trace)), [trace]);
	const shown = frame?.stdout ?? "";
	useEffect(() => {
		const { current } = box;
		if (current !== null) current.scrollTop = current.scrollHeight;
	}, [shown]);
	if (frame === null || printed.length === 0 || kind.value === "expression") return null;
	const newest = latestAt(printed, frame.cursor);
	const goTo = (piece: Printed | null) => {
		if (piece !== null) deck.dispatch({ type: "seek", cursor: piece.step + 1 });
	};
	const pressed = (event: KeyboardEvent) => {
		if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
		event.preventDefault();
		goTo(nextTo(printed, frame.cursor, event.key === "ArrowDown" ? 1 : -1));
	};
	// One step may have printed many lines; the newest of them is the last.
	const start = Math.max(newest?.start ?? 0, shown.lastIndexOf("\n", shown.length - 2) + 1);
	return (
		<>
			<div class="td-panel-head">
				<h2 id="td-output-title">{words.say("ui.panel.output")}</h2>
				<span class="td-quiet" id="td-output-keys">
					{words.say("ui.panel.output-keys")}
				</span>
			</div>
			{/* biome-ignore lint/a11y/useSemanticElements: a group of lines, not of fields */}
			<pre
				ref={box}
				class="td-output"
				role="group"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its keys go from print to print
				tabIndex={0}
				aria-labelledby="td-output-title"
				aria-describedby="td-output-keys"
				onKeyDown={pressed}
				onClick={(event) => {
					const unit = clickedAt(event.currentTarget);
					if (unit !== null) goTo(pieceAt(printed, unit));
				}}
			>
				{shown.slice(0, start)}
				<mark class="td-printed">{shown.slice(start)}</mark>
			</pre>
		</>
	);
}

/** The offset in the text of `box` where a click has put the caret; `null` where text was selected instead. */
function clickedAt(box: HTMLElement): number | null {
	const selection = getSelection();
	if (selection === null || !selection.isCollapsed || selection.anchorNode === null) return null;
	if (!box.contains(selection.anchorNode)) return null;
	const before = document.createRange();
	before.setStart(box, 0);
	before.setEnd(selection.anchorNode, selection.anchorOffset);
	return before.toString().length;
}
