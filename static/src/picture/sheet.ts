// The style of everything inside a player. A constructed sheet may be shared by all of them, and needs no inline style.
import text from "./player.css?inline";

/** A sheet of this text. */
export function sheetOf(text: string): CSSStyleSheet {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(text);
	return sheet;
}

let shared: CSSStyleSheet | null = null;

export function playerSheet(): CSSStyleSheet {
	shared ??= sheetOf(text);
	return shared;
}
