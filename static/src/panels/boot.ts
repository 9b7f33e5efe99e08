// What the page brings along, so that the first picture needs no request.
import type { Operation } from "#src/words/operation";
import type { Language } from "#src/words/words";
import type { Question } from "./question";

export interface Boot {
	lang: Language;
	/** The catalogues of the page's language, flat. */
	words: Record<string, string>;
	operations: Operation[];
	/** The stored trace of the lesson that is shown, else of the first; `null` where the page has none. May be folded. */
	trace: unknown;
	/** The question of the lesson that is shown; `null` on all other pages. */
	question: Question | null;
	version: string;
	/** Where the API stands, without a slash at the end: `/api/v1`. */
	api: string;
}

const BLOCK = "tapedeck-boot";

/** The boot block of a document; throws where the page has none, which is our own mistake. */
export function readBoot(page: Document): Boot {
	return blockOf<Boot>(page);
}

/** The same of a page whose block holds something else. */
export function blockOf<Block>(page: Document): Block {
	const text = page.getElementById(BLOCK)?.textContent;
	if (!text) throw new Error(`the page has no block ${BLOCK}`);
	return JSON.parse(text) as Block;
}
