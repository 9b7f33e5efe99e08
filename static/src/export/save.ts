// Saves what is on the screen as a page that plays without a server.
import type { Playground } from "#src/panels/playground";
import { filled, rowsFor } from "./fill";

const PAGE = "/embed/v1/export.txt";
const NAME = "tapedeck.html";

/** Begins the download; throws where the server does not give the page to fill in. */
export async function savePage({ boot, words, operations, deck }: Playground): Promise<void> {
	const trace = deck.trace.peek();
	if (trace === null) return;
	const response = await fetch(PAGE);
	if (!response.ok) throw new Error(`${response.status} ${response.url}`);
	const step = deck.cursor.peek();
	const { lang } = boot;
	const brought = { lang, words: boot.words, operations: rowsFor(trace, operations), trace, title: "", step };
	const page = new Blob([filled(await response.text(), brought, words)], { type: "text/html" });
	const link = document.createElement("a");
	link.href = URL.createObjectURL(page);
	link.download = NAME;
	link.click();
	URL.revokeObjectURL(link.href);
}
