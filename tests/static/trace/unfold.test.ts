// What the server folded comes back as it was: every byte of it, and fast enough to be done before every picture.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { load, TraceError } from "#src/trace/load";
import { unfold } from "#src/trace/unfold";
import { made } from "../fixtures";

const FOLDER = fileURLToPath(new URL("../../.made/folded/", import.meta.url));
const folded = (file: string): Record<string, unknown> => JSON.parse(readFileSync(`${FOLDER}${file}`, "utf8"));

test.each(readdirSync(FOLDER))("%s comes back byte for byte", (file) => {
	const json = folded(file);
	expect(json.format).toBe("tapedeck/trace-folded");
	const flat = readFileSync(`${FOLDER}../unfolded/${file}`, "utf8");
	expect(JSON.stringify(unfold(json))).toBe(JSON.stringify(JSON.parse(flat)));
	expect(() => load(unfold(json))).not.toThrow();
});

test("parts that are the same in every iteration are one object", () => {
	const { edges } = load(unfold(folded("training-500.json")));
	const scopes = load(unfold(folded("training-500.json"))).nodes.map((node) => node.scope);
	expect(edges.length).toBeGreaterThan(1000);
	expect(new Set(scopes).size).toBeLessThan(60);
});

test("what is not folded is left alone", () => {
	const trace = made("q");
	for (const json of [null, 3, "trace", [], {}, trace]) expect(unfold(json)).toBe(json);
});

test("a later version is refused by the gate, a broken piece by its list", () => {
	const json = folded("training-10.json");
	const refusal = (changed: unknown) => {
		try {
			return load(unfold(changed));
		} catch (error) {
			return error instanceof TraceError ? [error.code, error.facts] : error;
		}
	};
	expect(refusal({ ...json, version: 2 })).toEqual(["trace-version", { version: "2", supported: 1 }]);
	expect(refusal({ ...json, nodes: [{}] })).toEqual(["trace-incomplete", { list: "nodes" }]);
	expect(refusal({ ...json, groups: undefined })).toEqual(["trace-incomplete", { list: "groups" }]);
});
