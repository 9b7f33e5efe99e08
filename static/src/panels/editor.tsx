// The editor: a plain textarea that works at once, CodeMirror when it has come; below it what was read, and what is wrong.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { nodeOf } from "#src/trace/schema";
import type { CodeEditor, Marks } from "./codemirror";
import { EXAMPLES } from "./examples";
import { positionOf } from "./explain";
import { Icon } from "./icon";
import { whenIdle } from "./idle";
import { MathText } from "./math";
import { piece, replaceSpan, type Span, spanToUnits, toPoints } from "./offsets";
import type { Playground } from "./playground";
import { nodeAtPoint } from "./point";
import type { Problem } from "./problem";

interface Props {
	playground: Playground;
}

export function Editor({ playground }: Props) {
	const { words, session, program } = playground;
	return (
		<>
			<div class="td-panel-head">
				<h2 id="td-editor-title">{words.say("ui.panel.program")}</h2>
				<Examples playground={playground} />
				<button
					type="button"
					class="td-bare"
					title={words.say("ui.panel.undo")}
					aria-label={words.say("ui.panel.undo")}
					disabled={session.value.past.length === 0}
					onClick={() => playground.edit({ type: "undo" })}
				>
					<Icon name="undo" />
				</button>
				<button
					type="button"
					class="td-bare"
					title={words.say("ui.panel.redo")}
					aria-label={words.say("ui.panel.redo")}
					disabled={session.value.future.length === 0}
					onClick={() => playground.edit({ type: "redo" })}
				>
					<Icon name="redo" />
				</button>
			</div>
			<Source playground={playground} />
			<Complaint playground={playground} />
			{program.value.source.trim() === "" ? (
				<p class="td-quiet">{words.say("ui.panel.empty")}</p>
			) : (
				<Reading playground={playground} />
			)}
		</>
	);
}

function Examples({ playground }: Props) {
	const { words, program } = playground;
	const choose = (event: Event) => {
		const menu = event.currentTarget as HTMLSelectElement;
		const example = EXAMPLES[Number(menu.value)];
		menu.value = "";
		if (example) playground.edit({ type: "open", program: { ...example, dtype: program.value.dtype } });
	};
	return (
		<select class="td-examples" aria-label={words.say("ui.panel.examples")} onChange={choose} value="">
			<option value="">{words.say("ui.panel.examples")}</option>
			{EXAMPLES.map(({ source }, position) => (
				<option key={source} value={position}>
					{source}
				</option>
			))}
		</select>
	);
}

/** The text itself. Nothing is evaluated while an input method composes a syllable. */
function Source({ playground }: Props) {
	const { words, program } = playground;
	const host = useRef<HTMLDivElement>(null);
	const area = useRef<HTMLTextAreaElement>(null);
	const code = useSignal<CodeEditor | null>(null);

	useEffect(() => {
		const callOff = whenIdle(async () => {
			const { openCode } = await import("./codemirror");
			const element = host.current;
			if (element === null) return;
			const plain = area.current;
			code.value = openCode(element, {
				text: program.peek().source,
				label: words.say("ui.panel.program"),
				onText: (source) => playground.edit({ type: "source", source }),
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

	useSignalEffect(() => {
		const { source } = program.value;
		code.value?.setText(source);
		code.value?.setMarks(marksOf(playground, source));
	});

	const typed = (event: InputEvent | CompositionEvent) => {
		if (event instanceof InputEvent && event.isComposing) return;
		playground.edit({ type: "source", source: (event.currentTarget as HTMLTextAreaElement).value });
	};

	return (
		<div class="td-source">
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
					onCompositionEnd={typed}
				/>
			)}
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

/** What is marked in the text, in UTF-16 offsets: the piece that runs, the piece looked at, the errors. */
function marksOf({ deck, problem, drawn }: Playground, source: string): Marks {
	const units = (span: Span | null | undefined): Span | null => (span ? spanToUnits(source, span) : null);
	const places = problem.value === null ? [] : [problem.value.span, ...problem.value.related.map(({ span }) => span)];
	const errors = places.map(units).filter((span) => span !== null);
	const trace = deck.trace.value;
	if (trace === null || drawn.value !== source) return { running: null, highlight: null, errors };
	const spanOf = (node: number | null | undefined) =>
		node === null || node === undefined ? null : trace.nodes[node]?.span;
	const state = deck.state.value;
	const position = positionOf(state);
	const step = position === null ? undefined : trace.steps[position];
	return {
		running: units(step === undefined ? null : spanOf(nodeOf(step))),
		highlight: units(spanOf(state.highlight ?? state.selected)),
		errors,
	};
}

/** The error in words, what would help, and the repair at one click. The last good picture stays. */
function Complaint({ playground }: Props) {
	const { words, problem } = playground;
	const wrong = problem.value;
	return (
		<div class="td-complaint" role="alert">
			{wrong !== null && (
				<>
					<p class="td-error">
						<Icon name="warning" />
						<span>
							{wrong.line !== null && (
								<span class="td-line">{words.say("ui.panel.line", { line: String(wrong.line) })} </span>
							)}
							{wrong.message}
						</span>
					</p>
					{wrong.hint !== null && <p class="td-hint">{wrong.hint}</p>}
					{wrong.torch !== null && <p class="td-hint td-code">torch: {wrong.torch}</p>}
					<Repairs playground={playground} wrong={wrong} />
					{wrong.requestId !== null && wrong.code === "internal" && (
						<p class="td-hint">{words.say("ui.problem.id", { id: wrong.requestId })}</p>
					)}
				</>
			)}
		</div>
	);
}

function Repairs({ playground, wrong }: Props & { wrong: Problem }) {
	const { words, program } = playground;
	const { source } = program.value;
	const label = (span: Span, text: string): string => {
		const from = piece(source, span);
		if (text === "") return words.say("ui.panel.repair-delete", { from });
		return from === "" ? words.say("ui.panel.repair-insert", { text }) : words.say("ui.panel.repair", { from, text });
	};
	if (wrong.repairs.length === 0) return null;
	return (
		<p class="td-repairs">
			{wrong.repairs.map(({ span, text }) => (
				<button
					type="button"
					key={`${span.join()} ${text}`}
					onClick={() => playground.edit({ type: "source", source: replaceSpan(source, span, text) })}
				>
					{label(span, text)}
				</button>
			))}
		</p>
	);
}

/** How the text was understood. */
function Reading({ playground }: Props) {
	const { words, deck, isOld } = playground;
	const reading = deck.trace.value?.program.reading;
	if (!reading || isOld.value) return null;
	// An input that the text no longer has is kept for later, and not worth a word.
	const notes = (reading.notes ?? []).filter(({ code }) => code !== "input-unused");
	return (
		<div class="td-reading">
			<span class="td-caption">{words.say("ui.panel.read-as")}</span>
			<MathText text={reading.text} latex={reading.latex} display />
			{notes.length > 0 && (
				<ul class="td-notes">
					{notes.map((note) => (
						<li key={note.code + note.message}>{note.message}</li>
					))}
				</ul>
			)}
		</div>
	);
}
