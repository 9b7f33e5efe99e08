// The panels' catalogues: the same keys and facts in both languages, and a sentence for every key the code asks for.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { catalogue } from "../catalogue";

const SOURCE = fileURLToPath(new URL("../../../static/src/", import.meta.url));
const OURS = ["panels", "words"];
const all = (lang: "ko" | "en") => ({ ...catalogue(lang, "panels"), ...catalogue(lang, "lessons") });
const korean = all("ko");
const english = all("en");
const facts = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name));

it("has the same keys in both languages", () => {
	// Korean has no singular.
	const keys = (texts: object) => [...new Set(Object.keys(texts).map((key) => key.replace(/\.one$/, ".other")))];
	expect(keys(korean)).toEqual(keys(english));
});

it.each(Object.keys(english))("%s names the same facts in both languages", (key) => {
	expect(facts(korean[key] ?? "")).toEqual(facts(english[key] ?? ""));
});

it("has every key that is written out in the code", () => {
	const files = OURS.flatMap((folder) => readdirSync(SOURCE + folder).map((file) => `${SOURCE}${folder}/${file}`));
	const asked = files.flatMap((file) =>
		[...readFileSync(file, "utf8").matchAll(/"(ui\.[\w.-]+)"/g)].map(([, key]) => key as string),
	);
	const missing = asked.filter((key) => !(key in english) && !(`${key}.other` in english));
	expect(missing).toEqual([]);
	expect(asked.length).toBeGreaterThan(50);
});
