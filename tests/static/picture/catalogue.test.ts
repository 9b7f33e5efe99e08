// The picture's catalogues: the same keys and facts in both languages, and a sentence for every key the code writes out.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { catalogue } from "../catalogue";

const SOURCE = fileURLToPath(new URL("../../../static/src/", import.meta.url));
const OURS = ["picture", "tape", "training"];
const korean = catalogue("ko", "picture");
const english = catalogue("en", "picture");
const facts = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name));

it("has the same keys in both languages, which name the same facts", () => {
	expect(Object.keys(korean)).toEqual(Object.keys(english));
	for (const key of Object.keys(english)) expect(facts(korean[key] ?? "")).toEqual(facts(english[key] ?? ""));
});

it("has every key that is written out in the code", () => {
	const files = OURS.flatMap((folder) => readdirSync(SOURCE + folder).map((file) => `${SOURCE}${folder}/${file}`));
	const asked = files.flatMap((file) =>
		[...readFileSync(file, "utf8").matchAll(/"(ui\.[\w.-]+)"/g)].map(([, key]) => key as string),
	);
	expect(asked.filter((key) => !(key in english))).toEqual([]);
	expect(asked.length).toBeGreaterThan(20);
});
