// Which key does what, and which keys are left to the browser and to the reader's own language.
import { describe, expect, test } from "vitest";
import { actionOf, type Key, SHORTCUTS } from "#src/player/keys";

const key = (name: string, more: Partial<Key> = {}): Key => ({
	key: name,
	shiftKey: false,
	ctrlKey: false,
	altKey: false,
	metaKey: false,
	isComposing: false,
	...more,
});
const pressed = (name: string, more: Partial<Key> = {}) => actionOf(key(name, more), { single: true });

describe("keys", () => {
	test("do what the table says", () => {
		expect(pressed(" ")).toEqual({ type: "toggle" });
		expect(pressed("ArrowRight")).toEqual({ type: "advance" });
		expect(pressed("ArrowLeft")).toEqual({ type: "step", by: -1 });
		expect(pressed("ArrowRight", { shiftKey: true })).toEqual({ type: "jump", to: "next-operation" });
		expect(pressed("ArrowLeft", { shiftKey: true })).toEqual({ type: "jump", to: "previous-operation" });
		expect(pressed("Home")).toEqual({ type: "jump", to: "start" });
		expect(pressed("End")).toEqual({ type: "jump", to: "end" });
		expect(pressed("b")).toEqual({ type: "jump", to: "backward" });
		expect(["1", "2", "3", "4"].map((name) => pressed(name))).toEqual(
			[0.5, 1, 2, 4].map((speed) => ({ type: "speed", speed })),
		);
		expect(["/", "f", "g", "?"].map((name) => pressed(name))).toEqual(
			["search", "fit", "group", "help"].map((name) => ({ type: "command", name })),
		);
		expect(pressed("PageDown")).toEqual({ type: "jump", to: "next-iteration" });
		expect(pressed("PageUp")).toEqual({ type: "jump", to: "previous-iteration" });
	});

	test("work with caps lock, and with the Shift that a keyboard wants for a sign", () => {
		expect(pressed("B")).toEqual(pressed("b"));
		expect(pressed("?", { shiftKey: true })).toEqual(pressed("?"));
	});

	test("mean nothing together with Ctrl, Alt or Meta, or while a syllable is composed", () => {
		for (const shortcut of SHORTCUTS) {
			for (const held of ["ctrlKey", "altKey", "metaKey", "isComposing"] as const) {
				expect(pressed(shortcut.key, { shiftKey: shortcut.shift, [held]: true })).toBeNull();
			}
		}
	});

	test("of one character can be switched off; the others stay", () => {
		const left = SHORTCUTS.filter(({ key: name, shift }) =>
			actionOf(key(name, { shiftKey: shift }), { single: false }),
		);
		expect(new Set(left.map((shortcut) => shortcut.key))).toEqual(
			new Set([" ", "ArrowRight", "ArrowLeft", "PageDown", "PageUp", "Home", "End"]),
		);
	});

	test("that are not in the table are left alone", () => {
		for (const name of ["Tab", "Enter", "Escape", "q", "5", "ㅂ", "Process"]) expect(pressed(name)).toBeNull();
		expect(pressed("Home", { shiftKey: true })).toBeNull();
	});
});
