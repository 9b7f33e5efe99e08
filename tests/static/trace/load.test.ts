// The gate: a trace comes through unchanged, anything else is refused with a reason.
import { expect, test } from "vitest";
import { load, TraceError } from "#src/trace/load";
import { made, names } from "../fixtures";

const broken = (change: (json: Record<string, unknown[]>) => void) => {
	const json = structuredClone(made("q")) as unknown as Record<string, unknown[]>;
	change(json);
	return json;
};

const refusal = (json: unknown) => {
	try {
		load(json);
	} catch (error) {
		if (error instanceof TraceError) return [error.code, error.facts];
		throw error;
	}
	return null;
};

test.each(names())("%s comes through", (name) => {
	expect(made(name).format).toBe("tapedeck/trace");
});

test("what is not a trace is refused", () => {
	for (const json of [null, 3, "trace", [], {}, { format: "speedscope" }]) {
		expect(refusal(json)).toEqual(["not-a-trace", {}]);
	}
});

test("a later version is refused with both numbers", () => {
	const json = { ...made("q"), version: 2 };
	expect(refusal(json)).toEqual(["trace-version", { version: "2", supported: 1 }]);
});

test("a trace that refers outside itself is refused by the list that falls short", () => {
	const cases: [string, (json: Record<string, unknown[]>) => void][] = [
		["values", (json) => json.values?.splice(3)],
		["nodes", (json) => json.nodes?.pop()],
		["edges", (json) => json.edges?.pop()],
		["steps", (json) => delete json.steps],
		["autograd", (json) => delete json.autograd],
		["nodes", (json) => json.nodes?.reverse()],
		["edges", (json) => Object.assign(json.edges?.[0] as object, { source: 8, target: 4 })],
	];
	for (const [list, change] of cases) expect(refusal(broken(change))).toEqual(["trace-incomplete", { list }]);
});
