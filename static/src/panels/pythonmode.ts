// CodeMirror as an editor of programs: coloured, with line numbers, keys that indent, and lines that do not wrap.
import { indentLess, indentMore } from "@codemirror/commands";
import { indentUnit } from "@codemirror/language";
import { EditorSelection, EditorState, type Extension, RangeSetBuilder } from "@codemirror/state";
import {
	Decoration,
	type DecorationSet,
	type EditorView,
	keymap,
	lineNumbers,
	ViewPlugin,
	type ViewUpdate,
} from "@codemirror/view";
import { backspaceAt, type Colour, indentAfter, tokensOf } from "./python";

const STEP = 4;

const DECORATIONS: Readonly<Record<Colour, Decoration>> = {
	comment: Decoration.mark({ class: "td-py-comment" }),
	string: Decoration.mark({ class: "td-py-string" }),
	number: Decoration.mark({ class: "td-py-number" }),
	keyword: Decoration.mark({ class: "td-py-keyword" }),
	constant: Decoration.mark({ class: "td-py-keyword" }),
	defined: Decoration.mark({ class: "td-py-defined" }),
};

/** Colours what is seen. A text over many lines may begin anywhere above, so reading starts at the top. */
const colours = ViewPlugin.fromClass(
	class {
		decorations: DecorationSet;

		constructor(view: EditorView) {
			this.decorations = coloured(view);
		}

		update({ docChanged, viewportChanged, view }: ViewUpdate): void {
			if (docChanged || viewportChanged) this.decorations = coloured(view);
		}
	},
	{ decorations: (plugin) => plugin.decorations },
);

function coloured(view: EditorView): DecorationSet {
	const { from, to } = view.viewport;
	const built = new RangeSetBuilder<Decoration>();
	for (const { start, end, colour } of tokensOf(view.state.doc.toString(), to)) {
		if (end > from) built.add(start, end, DECORATIONS[colour]);
	}
	return built.finish();
}

type Command = (view: EditorView) => boolean;

/** Enter: a new line as far in as Python wants it. */
const newLine: Command = (view) => {
	const { state } = view;
	if (state.readOnly) return false;
	view.dispatch(
		state.changeByRange((range) => {
			const line = state.doc.lineAt(range.from);
			const insert = `\n${indentAfter(state.sliceDoc(line.from, range.from))}`;
			return {
				changes: { from: range.from, to: range.to, insert },
				range: EditorSelection.cursor(range.from + insert.length),
			};
		}),
		{ scrollIntoView: true, userEvent: "input" },
	);
	return true;
};

/** Tab: spaces up to the next step; a selection moves in as a whole. */
const tab: Command = (view) => {
	const { state } = view;
	if (state.selection.ranges.some((range) => !range.empty)) return indentMore(view);
	view.dispatch(
		state.changeByRange(({ from }) => {
			const column = from - state.doc.lineAt(from).from;
			const insert = " ".repeat(STEP - (column % STEP));
			return { changes: { from, insert }, range: EditorSelection.cursor(from + insert.length) };
		}),
		{ scrollIntoView: true, userEvent: "input" },
	);
	return true;
};

/** Backspace in front of a line: one step out. */
const backspace: Command = (view) => {
	const { main, ranges } = view.state.selection;
	if (ranges.length > 1 || !main.empty) return false;
	const line = view.state.doc.lineAt(main.from);
	const taken = backspaceAt(view.state.sliceDoc(line.from, main.from));
	if (taken === 1) return false;
	view.dispatch({ changes: { from: main.from - taken, to: main.from }, userEvent: "delete.backward" });
	return true;
};

/** All of it. Escape lets the next Tab leave the editor: CodeMirror's own way for people who use keys alone. */
export const PYTHON: Extension = [
	lineNumbers(),
	colours,
	indentUnit.of(" ".repeat(STEP)),
	EditorState.tabSize.of(STEP),
	keymap.of([
		{ key: "Enter", run: newLine },
		{ key: "Tab", run: tab, shift: indentLess },
		{ key: "Backspace", run: backspace },
	]),
];
