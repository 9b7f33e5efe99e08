// CodeMirror, fetched when the page is at rest. It lives in a shadow root, where its styles need no inline style element.
import { defaultKeymap } from "@codemirror/commands";
import { Compartment, EditorState, type Extension, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap } from "@codemirror/view";
import type { Kind } from "./kind";
import type { Span } from "./offsets";
import { PYTHON } from "./pythonmode";

/** Pieces of the text in UTF-16 offsets. */
export interface Marks {
	running: Span | null;
	/** The line that runs, from 1. */
	line: number | null;
	highlight: Span | null;
	errors: readonly Span[];
}

export interface CodeEditor {
	/** Makes the text this, as one change; typing under way is left alone. */
	setText(text: string): void;
	setMarks(marks: Marks): void;
	setKind(kind: Kind): void;
	/** Brings a line (from 1) into view, inside the editor alone: the page stays where it is. */
	follow(line: number): void;
	hasFocus(): boolean;
	focus(offset: number): void;
	/** Goes to a piece of the text, and takes the focus there. */
	select(span: Span): void;
	close(): void;
}

interface Settings {
	text: string;
	label: string;
	/** What a screen reader adds to the label where Tab indents. */
	keys: string;
	kind: Kind;
	onText(text: string): void;
	/** What a text that is pasted becomes. */
	onPaste(text: string): string;
	/** The offset under the pointer, or null where it points at no text. */
	onPoint(offset: number | null): void;
	onUndo(): void;
	onRedo(): void;
}

const marked = StateEffect.define<Marks>();
const running = Decoration.mark({ class: "td-running" });
const highlight = Decoration.mark({ class: "td-highlight" });
const runningLine = Decoration.line({ class: "td-running-line" });
const wrong = Decoration.mark({ class: "td-wrong" });

const marks = StateField.define<DecorationSet>({
	create: () => Decoration.none,
	update(decorations, transaction) {
		const effect = transaction.effects.find((candidate) => candidate.is(marked));
		if (effect === undefined) return decorations.map(transaction.changes);
		const length = transaction.newDoc.length;
		const ranges = [
			...lineAt(transaction.newDoc, effect.value.line),
			...place(running, effect.value.running, length),
			...place(highlight, effect.value.highlight, length),
			...effect.value.errors.flatMap((span) => place(wrong, visible(span, length), length)),
		];
		return Decoration.set(ranges, true);
	},
	provide: (field) => EditorView.decorations.from(field),
});

function place(decoration: Decoration, span: Span | null, length: number) {
	if (span === null) return [];
	const [start, end] = [Math.min(span[0], length), Math.min(span[1], length)];
	return start < end ? [decoration.range(start, end)] : [];
}

function lineAt(text: Text, line: number | null) {
	return line === null || line > text.lines ? [] : [runningLine.range(text.line(line).from)];
}

/** An error at an empty place is shown on the character before it. */
function visible([start, end]: Span, length: number): Span {
	if (start < end && start < length) return [start, end];
	return [Math.max(0, Math.min(start, length) - 1), Math.min(length, Math.max(end, start))];
}

const theme = EditorView.theme({
	"&": { color: "var(--td-ink)", maxBlockSize: "var(--td-source-most)" },
	"&.cm-focused": { outline: "none" },
	".cm-scroller": {
		overflow: "auto",
		fontFamily: "var(--td-mono)",
		fontSize: "var(--td-source-text)",
		lineHeight: "var(--td-source-leading)",
	},
	".cm-content": { padding: "var(--td-3)", caretColor: "var(--td-ink)" },
	".cm-line": { padding: "0" },
	".cm-gutters": {
		border: "0",
		background: "var(--td-paper)",
		color: "var(--td-ink-3)",
	},
	".cm-gutters + .cm-content": { paddingInlineStart: "0" },
	".cm-gutters + .cm-content .cm-line": { paddingInline: "var(--td-2)" },
	".cm-lineNumbers .cm-gutterElement": { minInlineSize: "2.5ch", padding: "0 var(--td-2)" },
	".td-running-line": { background: "var(--td-accent-wash)", boxShadow: "inset 3px 0 0 var(--td-accent)" },
	".td-py-comment": { color: "var(--td-ink-3)" },
	".td-py-string": { color: "var(--td-code-string)" },
	".td-py-number": { color: "var(--td-value)" },
	".td-py-keyword": { color: "var(--td-code-keyword)" },
	".td-py-defined": { color: "var(--td-ink)", fontWeight: "600" },
	".cm-cursor": { borderInlineStartColor: "var(--td-ink)", borderInlineStartWidth: "2px" },
	".td-running": { background: "var(--td-accent-wash)", borderRadius: "3px", boxShadow: "0 2px 0 var(--td-accent)" },
	".td-highlight": { background: "var(--td-value-wash)", borderRadius: "3px" },
	".td-wrong": {
		textDecoration: "underline wavy var(--td-error) 1.5px",
		textUnderlineOffset: "4px",
		textDecorationSkipInk: "none",
		background: "var(--td-error-wash)",
	},
});

/** What the two languages have for themselves. Named by the label alone, notation needs no other word. */
function modeOf(kind: Kind, { label, keys }: Settings): Extension {
	if (kind === "expression") return [EditorView.lineWrapping, EditorView.contentAttributes.of({ "aria-label": label })];
	return [PYTHON, EditorView.contentAttributes.of({ "aria-label": label, "aria-description": keys })];
}

/** Lines kept free above and below the one that is followed. */
const MARGIN = 2;

/**
 * Typing over a selection. Left to itself the browser keeps the look of what it takes away in a style attribute, which
 * the page's policy refuses aloud.
 */
function overtype(event: InputEvent, view: EditorView): boolean {
	const { data, inputType, isComposing } = event;
	if (inputType !== "insertText" || isComposing || data === null || view.state.selection.main.empty) return false;
	view.dispatch(view.state.replaceSelection(data), { scrollIntoView: true, userEvent: "input.type" });
	return true;
}

/** Opens an editor in `host`, which becomes a shadow host. */
export function openCode(host: HTMLElement, settings: Settings): CodeEditor {
	const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
	/** What the session already knows; an editor's own change is told once, when no syllable is being composed. */
	let told = settings.text;
	const tell = (view: EditorView) => {
		const text = view.state.doc.toString();
		if (view.composing || text === told) return;
		told = text;
		settings.onText(text);
	};
	const run = (command: () => void) => () => {
		command();
		return true;
	};
	const mode = new Compartment();
	let { kind } = settings;
	const view = new EditorView({
		root,
		parent: root,
		state: EditorState.create({
			doc: settings.text,
			extensions: [
				marks,
				theme,
				EditorView.contentAttributes.of({ spellcheck: "false", autocapitalize: "off", tabindex: "0" }),
				EditorView.clipboardInputFilter.of(settings.onPaste),
				EditorView.updateListener.of(({ docChanged, view: changed }) => {
					if (docChanged) tell(changed);
				}),
				EditorView.domEventHandlers({
					beforeinput: overtype,
					mousemove: ({ clientX, clientY }, pointed) =>
						settings.onPoint(pointed.posAtCoords({ x: clientX, y: clientY })),
					mouseleave: () => settings.onPoint(null),
					compositionend: (_, composed) => {
						queueMicrotask(() => tell(composed));
					},
				}),
				keymap.of([
					{ key: "Mod-z", run: run(settings.onUndo), preventDefault: true },
					{ key: "Mod-Shift-z", run: run(settings.onRedo), preventDefault: true },
					{ key: "Mod-y", run: run(settings.onRedo), preventDefault: true },
				]),
				mode.of(modeOf(kind, settings)),
				keymap.of(defaultKeymap.filter(({ key }) => key !== "Mod-Enter")), // it runs the program
			],
		}),
	});
	return {
		setText(text) {
			const before = view.state.doc.toString();
			if (text === before || view.composing) return;
			told = text;
			view.dispatch({ changes: difference(before, text) });
		},
		setMarks: (value) => view.dispatch({ effects: marked.of(value) }),
		setKind(wanted) {
			if (wanted === kind) return;
			kind = wanted;
			view.dispatch({ effects: mode.reconfigure(modeOf(kind, settings)) });
		},
		follow(line) {
			if (line > view.state.doc.lines) return;
			const { top, bottom, height } = view.lineBlockAt(view.state.doc.line(line).from);
			const { scrollTop, clientHeight } = view.scrollDOM;
			const free = Math.min(MARGIN * height, (clientHeight - height) / 2);
			if (top - free >= scrollTop && bottom + free <= scrollTop + clientHeight) return;
			const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
			view.scrollDOM.scrollTo({ top: (top + bottom - clientHeight) / 2, behavior: calm ? "instant" : "smooth" });
		},
		hasFocus: () => view.hasFocus,
		select([start, end]) {
			const { length } = view.state.doc;
			view.focus();
			view.dispatch({
				selection: { anchor: Math.min(start, length), head: Math.min(end, length) },
				scrollIntoView: true,
			});
		},
		focus(offset) {
			view.focus();
			view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) } });
		},
		close: () => view.destroy(),
	};
}

/** The smallest single change from one text to another, so that the caret keeps its place. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
	let start = 0;
	while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
	let end = 0;
	while (
		end < before.length - start &&
		end < after.length - start &&
		before[before.length - 1 - end] === after[after.length - 1 - end]
	) {
		end += 1;
	}
	return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
