// What is on the screen → the text of a page that plays without a server, as app/export/page.py writes it.
import type { Trace } from "#src/trace/schema";
import { type Operations, rowOf } from "#src/words/operation";
import type { Words } from "#src/words/words";
import type { ExportBoot } from "./boot";

const GAP = /%tapedeck-([a-z]+)%/g;
const ESCAPES: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };

/** The rows that describe the operations of `trace`. */
export function rowsFor({ nodes }: Trace, operations: Operations): ExportBoot["operations"] {
	return [...new Set(nodes.map((node) => rowOf(operations, node)))].filter((row) => row !== undefined);
}

/** `page`: the built one, with gaps. */
export function filled(page: string, boot: ExportBoot, words: Words): string {
	const json = JSON.stringify(boot).replace(/[<>&]/g, (character) => ESCAPES[character] as string);
	const texts = new Map([
		["lang", boot.lang],
		["title", words.say("ui.embed.title")],
		["noscript", words.say("ui.embed.no-script")],
		["boot", json],
	]);
	return page.replace(GAP, (whole, name: string) => texts.get(name) ?? whole);
}
