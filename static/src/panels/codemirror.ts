// CodeMirror, fetched when the page is at rest. It lives in a shadow root, where its styles need no inline style element.
import { defaultKeymap } from "@codemirror/commands";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap } from "@codemirror/view";
import type { Span } from "./offsets";

/** Pieces of the text in UTF-16 offsets. */
export interface Marks {
	running: Span | null;
	highlight: Span | null;
	errors: readonly Span[];
}

export interface CodeEditor {
	/** Makes the text this, as one change; typing under way is left alone. */
	setText(text: string): void;
	setMarks(marks: Marks): void;
	focus(offset: number): void;
	close(): void;
}

interface Settings {
	text: string;
	label: string;
	onText(text: string): void;
	/** The offset under the pointer, or null where it points at no text. */
	onPoint(offset: number | null): void;
	onUndo(): void;
	onRedo(): void;
}

const marked = StateEffect.define<Marks>();
const running = Decoration.mark({ class: "td-running" });
const highlight = Decoration.mark({ class: "td-highlight" });
const wrong = Decoration.mark({ class: "td-wrong" });

const marks = StateField.define<DecorationSet>({
	create: () => Decoration.none,
	update(decorations, transaction) {
		const effect = transaction.effects.find((candidate) => candidate.is(marked));
		if (effect === undefined) return decorations.map(transaction.changes);
		const length = transaction.newDoc.length;
		const ranges = [
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

/** An error at an empty place is shown on the character before it. */
function visible([start, end]: Span, length: number): Span {
	if (start < end && start < length) return [start, end];
	return [Math.max(0, Math.min(start, length) - 1), Math.min(length, Math.max(end, start))];
}

const theme = EditorView.theme({
	"&": { color: "var(--td-ink)", fontSize: "1.0625rem" },
	"&.cm-focused": { outline: "none" },
	".cm-content": {
		fontFamily: "var(--td-mono)",
		padding: "var(--td-3)",
		lineHeight: "1.8",
		caretColor: "var(--td-ink)",
	},
	".cm-line": { padding: "0" },
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
	const view = new EditorView({
		root,
		parent: root,
		state: EditorState.create({
			doc: settings.text,
			extensions: [
				marks,
				theme,
				EditorView.lineWrapping,
				EditorView.contentAttributes.of({ "aria-label": settings.label, spellcheck: "false", autocapitalize: "off" }),
				EditorView.updateListener.of(({ docChanged, view: changed }) => {
					if (docChanged) tell(changed);
				}),
				EditorView.domEventHandlers({
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
					...defaultKeymap,
				]),
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
