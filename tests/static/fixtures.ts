// Traces for the browser's tests: real ones, which make_traces.py writes with torch, by the name of their program.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "#src/trace/load";
import type { Trace } from "#src/trace/schema";

const FOLDER = fileURLToPath(new URL("../.made/traces/", import.meta.url));

function files(): string[] {
	try {
		return readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
	} catch {
		return [];
	}
}

/** Names of all programs, in alphabetical order; throws where none were made. */
export function names(): string[] {
	const found = files().map((file) => file.slice(0, -".json".length));
	if (found.length === 0) throw new Error(`no traces in ${FOLDER}: run tests/static/make_traces.py`);
	return found.sort();
}

/** The trace of a program. */
export function made(name: string): Trace {
	return load(JSON.parse(readFileSync(`${FOLDER}${name}.json`, "utf8")));
}
