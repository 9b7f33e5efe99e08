// The page's own ears: undo and redo anywhere, help, links that are pasted over this one, the network coming back.
import { wordOf } from "#src/player/link";
import type { Playground } from "./playground";
import { openWord } from "./resume";
import { dialog } from "./tools";

export function listen(playground: Playground): void {
	window.addEventListener("online", () => playground.retry());
	window.addEventListener("hashchange", () => {
		const word = wordOf(location.hash);
		if (word !== null) void openWord(playground, word);
	});
	window.addEventListener("keydown", (event) => {
		if (event.defaultPrevented || event.isComposing) return;
		if (isUndo(event) && !isField(event)) {
			event.preventDefault();
			playground.edit({ type: event.shiftKey || event.key.toLowerCase() === "y" ? "redo" : "undo" });
		} else if (event.key === "?" && !isEditable(event)) {
			event.preventDefault();
			dialog.value = "help";
		}
	});
	for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
		link.addEventListener("click", () => {
			link.hash = location.hash;
		});
	}
}

function isUndo(event: KeyboardEvent): boolean {
	const key = event.key.toLowerCase();
	return (event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || (key === "y" && !event.shiftKey));
}

/** A field of a dialog keeps its own undo; the editor and the inputs share the page's. */
function isField(event: KeyboardEvent): boolean {
	return event.target instanceof Element && event.target.closest("dialog") !== null;
}

function isEditable(event: KeyboardEvent): boolean {
	const target = event.composedPath()[0];
	return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable='true']");
}
