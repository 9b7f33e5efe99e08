// The page's own ears: keys where nothing has the focus, undo and redo anywhere, commands of the player, pasted links.
import { effect } from "@preact/signals";
import type { TapedeckPlayer } from "#src/element";
import { actionOf, type Command } from "#src/player/keys";
import { wordOf } from "#src/player/link";
import type { Playground } from "./playground";
import { openWord } from "./resume";
import { SEARCH } from "./table";
import { dialog, singleKeys } from "./tools";

export function listen(playground: Playground, player: TapedeckPlayer): void {
	window.addEventListener("online", () => playground.retry());
	window.addEventListener("hashchange", () => {
		const word = wordOf(location.hash);
		if (word !== null) void openWord(playground, word);
	});
	player.addEventListener("tapedeck-command", (event) => obey((event as CustomEvent<Command["name"]>).detail, player));
	effect(() => player.setAttribute("shortcuts", singleKeys.value ? "on" : "off"));
	effect(() => {
		const main = document.getElementById("main");
		if (main !== null) main.dataset.language = playground.kind.value;
	});
	window.addEventListener("keydown", (event) => pressed(event, playground, player));
	for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
		link.addEventListener("click", () => {
			link.hash = location.hash;
		});
	}
}

function pressed(event: KeyboardEvent, playground: Playground, player: TapedeckPlayer): void {
	if (event.defaultPrevented || event.isComposing || inDialog(event)) return;
	if (isRun(event)) {
		playground.start();
	} else if (event.key === "Escape" && playground.run.value !== null) {
		playground.cancel();
	} else if (isUndo(event)) {
		playground.edit({ type: event.shiftKey || event.key.toLowerCase() === "y" ? "redo" : "undo" });
	} else {
		const asked = isFree() ? actionOf(event, { single: singleKeys.value }) : null;
		if (asked === null) return;
		if (asked.type === "command") obey(asked.name, player);
		else playground.deck.dispatch(asked);
	}
	event.preventDefault();
}

/** What the player asks of the page around it. */
function obey(name: Command["name"], player: TapedeckPlayer): void {
	if (name === "help") dialog.value = "help";
	else if (name === "fit") player.fit();
	else document.getElementById(SEARCH)?.focus();
}

/** Nothing has the focus: then the page's keys are the player's. */
function isFree(): boolean {
	const { activeElement } = document;
	if (activeElement === null || activeElement === document.body || activeElement.id === "main") return true;
	return activeElement.closest("dialog:not([open])") !== null; // it was closed a moment ago and is about to leave
}

function isRun(event: KeyboardEvent): boolean {
	return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
}

function isUndo(event: KeyboardEvent): boolean {
	const key = event.key.toLowerCase();
	return (event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || (key === "y" && !event.shiftKey));
}

/** A dialog's fields keep their own undo, and its keys are its own. */
function inDialog(event: KeyboardEvent): boolean {
	return event.target instanceof Element && event.target.closest("dialog[open]") !== null;
}
