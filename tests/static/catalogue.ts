// The sentences of a domain, read from its gettext file as the server reads it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Language } from "#src/words/words";

const ENTRY = /^msgid (".*"(?:\n".*")*)\nmsgstr (".*"(?:\n".*")*)/gm;

/** Key → sentence of `app/words/<lang>/<domain>.po`. */
export function catalogue(lang: Language, domain: string): Record<string, string> {
	const path = fileURLToPath(new URL(`../../app/words/${lang}/${domain}.po`, import.meta.url));
	const unquote = (text: string): string =>
		text
			.split("\n")
			.map((line) => JSON.parse(line) as string)
			.join("");
	const entries = [...readFileSync(path, "utf8").matchAll(ENTRY)].map(
		([, key = "", text = ""]) => [unquote(key), unquote(text)] as const,
	);
	return Object.fromEntries(entries.filter(([key]) => key !== ""));
}
