// Traces for the browser's tests: real ones, which make_traces.py writes with torch, by the name of their program.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "#src/trace/load";
import type { Trace } from "#src/trace/schema";

const FOLDER = fileURLToPath(new URL("../.made/traces/", import.meta.url));
const CODE = fileURLToPath(new URL("../.made/programs/", import.meta.url));

function files(folder: string): string[] {
	try {
		return readdirSync(folder).filter((file) => file.endsWith(".json"));
	} catch {
		return [];
	}
}

function namesIn(folder: string): string[] {
	const found = files(folder).map((file) => file.slice(0, -".json".length));
	if (found.length === 0) throw new Error(`no traces in ${folder}: run tests/static/make_traces.py`);
	return found.sort();
}

/** Names of all expressions, in alphabetical order; throws where none were made. */
export const names = (): string[] => namesIn(FOLDER);

/** Names of all pieces of PyTorch code, likewise. */
export const codeNames = (): string[] => namesIn(CODE);

/** The trace of an expression. */
export function made(name: string): Trace {
	return load(JSON.parse(readFileSync(`${FOLDER}${name}.json`, "utf8")));
}

/** The trace of a piece of PyTorch code. */
export function madeOfCode(name: string): Trace {
	return load(JSON.parse(readFileSync(`${CODE}${name}.json`, "utf8")));
}
