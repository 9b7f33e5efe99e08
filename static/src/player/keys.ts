// Which key does what: one table. The player's element listens; this file only reads.
import type { Action } from "./player";

/** What a key asks of the page around the player. */
export interface Command {
	readonly type: "command";
	readonly name: "search" | "fit" | "group" | "help";
}

/** The part of a KeyboardEvent that is read. */
export interface Key {
	readonly key: string;
	readonly shiftKey: boolean;
	readonly ctrlKey: boolean;
	readonly altKey: boolean;
	readonly metaKey: boolean;
	readonly isComposing: boolean;
}

export interface Shortcut {
	/** As KeyboardEvent.key names it; letters in lower case. */
	readonly key: string;
	readonly shift: boolean;
	readonly does: Action | Command;
	/** A printable key, which WCAG 2.1.4 wants to be switched off at will. */
	readonly single: boolean;
}

function shortcut(key: string, does: Action | Command, shift = false): Shortcut {
	return { key, shift, does, single: key.length === 1 && key !== " " };
}

export const SHORTCUTS: readonly Shortcut[] = [
	shortcut(" ", { type: "toggle" }),
	shortcut("ArrowRight", { type: "advance" }),
	shortcut("ArrowLeft", { type: "step", by: -1 }),
	shortcut("ArrowRight", { type: "jump", to: "next-operation" }, true),
	shortcut("ArrowLeft", { type: "jump", to: "previous-operation" }, true),
	shortcut("PageDown", { type: "jump", to: "next-iteration" }),
	shortcut("PageUp", { type: "jump", to: "previous-iteration" }),
	shortcut("Home", { type: "jump", to: "start" }),
	shortcut("End", { type: "jump", to: "end" }),
	shortcut("b", { type: "jump", to: "backward" }),
	shortcut("1", { type: "speed", speed: 0.5 }),
	shortcut("2", { type: "speed", speed: 1 }),
	shortcut("3", { type: "speed", speed: 2 }),
	shortcut("4", { type: "speed", speed: 4 }),
	shortcut("/", { type: "command", name: "search" }),
	shortcut("f", { type: "command", name: "fit" }),
	shortcut("g", { type: "command", name: "group" }),
	shortcut("?", { type: "command", name: "help" }),
];

/**
 * What a key means, or null. A key with Ctrl, Alt or Meta, or one that is part of composing a syllable, means nothing
 * here. `single: false` switches the one-character shortcuts off. Shift counts for named keys only: it is what makes `?`.
 */
export function actionOf(key: Key, { single }: { readonly single: boolean }): Action | Command | null {
	if (key.isComposing || key.ctrlKey || key.altKey || key.metaKey) return null;
	const name = key.key.length === 1 ? key.key.toLowerCase() : key.key;
	const found = SHORTCUTS.find(
		(candidate) => candidate.key === name && (name.length === 1 || candidate.shift === key.shiftKey),
	);
	return found && (single || !found.single) ? found.does : null;
}
