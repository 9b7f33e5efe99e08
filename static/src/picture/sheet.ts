// The style of everything inside a player. A constructed sheet may be shared by all of them, and needs no inline style.
import text from "./player.css?inline";

let shared: CSSStyleSheet | null = null;

export function playerSheet(): CSSStyleSheet {
	if (!shared) {
		shared = new CSSStyleSheet();
		shared.replaceSync(text);
	}
	return shared;
}
