// The text itself: a plain textarea that works at once, CodeMirror when it has come; marked with what runs and what is wrong.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { nodeOf, passOf, type Step, type Trace } from "#src/trace/schema";
import type { CodeEditor, Marks } from "./codemirror";
import { positionOf } from "./explain";
import { whenIdle } from "./idle";
import { type Span, spanToUnits, toPoints } from "./offsets";
import { cleaned } from "./pasted";
import type { Playground } from "./playground";
import { nodeAtPoint } from "./point";

/** Nothing is evaluated while an input method composes a syllable. */
export function Source({ playground }: { playground: Playground }) {
	const { words, program, kind } = playground;
	const host = useRef<HTMLDivElement>(null);
	const area = useRef<HTMLTextAreaElement>(null);
	const code = useSignal<CodeEditor | null>(null);
	/** What was pasted last was not pasted as it stood. */
	const mended = useSignal(false);
	const pasted = (text: string) => {
		const plain = cleaned(text);
		mended.value = plain !== text.replaceAll("\r\n", "\n");
		return plain;
	};

	useEffect(() => {
		const callOff = whenIdle(async () => {
			const { openCode } = await import("./codemirror");
			const element = host.current;
			if (element === null) return;
			const plain = area.current;
			code.value = openCode(element, {
				text: program.peek().source,
				label: words.say("ui.panel.program"),
				keys: words.say("ui.panel.keys"),
				kind: kind.peek(),
				onText: (source) => playground.edit({ type: "source", source }),
				onPaste: pasted,
				onPoint: (offset) => point(playground, offset),
				onUndo: () => playground.edit({ type: "undo" }),
				onRedo: () => playground.edit({ type: "redo" }),
			});
			if (plain !== null && document.activeElement === plain) code.value.focus(plain.selectionStart);
		});
		return () => {
			callOff();
			code.peek()?.close();
		};
	}, []);

	useSignalEffect(() => code.value?.setKind(kind.value));
	useSignalEffect(() => code.value?.setText(program.value.source));
	useSignalEffect(() => {
		const marks = marksOf(playground, program.value.source);
		code.value?.setMarks(marks);
		const { playing, advancing } = playground.deck.state.peek();
		// Someone who types is not carried off by the answer to what was typed.
		if (marks.line !== null && (playing || advancing || !code.value?.hasFocus())) code.value?.follow(marks.line);
	});
	useSignalEffect(() => {
		const span = playground.look.value;
		if (span === null) return;
		playground.look.value = null;
		const units = spanToUnits(program.peek().source, span);
		if (code.peek() !== null) code.peek()?.select(units);
		else {
			area.current?.focus();
			area.current?.setSelectionRange(...units);
		}
	});

	const typed = (event: InputEvent | CompositionEvent) => {
		if (event instanceof InputEvent && event.isComposing) return;
		playground.edit({ type: "source", source: (event.currentTarget as HTMLTextAreaElement).value });
	};

	/** In the plain text area too; its own change is told as any other. */
	const paste = (event: ClipboardEvent) => {
		const { selectionStart, selectionEnd } = event.currentTarget as HTMLTextAreaElement;
		const text = pasted(event.clipboardData?.getData("text/plain") ?? "");
		if (!mended.value) return;
		event.preventDefault();
		area.current?.setRangeText(text, selectionStart, selectionEnd, "end");
		area.current?.dispatchEvent(new InputEvent("input", { bubbles: true }));
	};

	return (
		<div class={`td-source td-source-${kind.value}`}>
			<div ref={host} hidden={code.value === null} />
			{code.value === null && (
				<textarea
					ref={area}
					aria-labelledby="td-editor-title"
					spellcheck={false}
					autocomplete="off"
					autocapitalize="off"
					rows={Math.max(3, program.value.source.split("\n").length)}
					value={program.value.source}
					onInput={typed}
					onPaste={paste}
					onCompositionEnd={typed}
				/>
			)}
			<p role="status" class="td-quiet td-source-mended">
				{mended.value && words.say("ui.notice.pasted")}
			</p>
		</div>
	);
}

/** Lights up the node under the pointer, as long as the picture shows this very text. */
function point({ deck, program, drawn }: Playground, offset: number | null): void {
	const trace = deck.trace.peek();
	const { source } = program.peek();
	const known = offset !== null && trace !== null && drawn.peek() === source;
	deck.dispatch({ type: "highlight", node: known ? nodeAtPoint(trace, toPoints(source, offset)) : null });
}

/** What is marked in the text, in UTF-16 offsets: line and piece that run, the piece looked at, the errors. */
function marksOf({ deck, problem, drawn, kind }: Playground, source: string): Marks {
	const units = (span: Span | null | undefined): Span | null => (span ? spanToUnits(source, span) : null);
	const places = problem.value === null ? [] : [problem.value.span, ...problem.value.related.map(({ span }) => span)];
	const errors = places.map(units).filter((span) => span !== null);
	const trace = deck.trace.value;
	if (trace === null || drawn.value !== source) return { running: null, line: null, highlight: null, errors };
	const spanOf = (node: number | null | undefined) =>
		node === null || node === undefined ? null : trace.nodes[node]?.span;
	const state = deck.state.value;
	const position = positionOf(state);
	const step = position === null ? undefined : trace.steps[position];
	return {
		running: units(step === undefined ? null : spanOf(nodeOf(step))),
		line: step === undefined || kind.value === "expression" ? null : lineOf(trace, step),
		highlight: units(spanOf(state.highlight ?? state.selected)),
		errors,
	};
}

/** The line that a step belongs to: its own, or for what runs backward the line that called backward. */
export function lineOf(trace: Trace, step: Step): number | null {
	if ("line" in step) return step.line ?? null;
	const pass = passOf(step);
	const seed = trace.steps.find((candidate) => candidate.kind === "seed" && candidate.pass === pass);
	return seed?.kind === "seed" ? (seed.line ?? null) : null;
}
