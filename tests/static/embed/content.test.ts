// What an embed is to show: one program from its address, or a reason in one sentence.
import { describe, expect, test, vi } from "vitest";
import { EmbedError, programOf, traceOf, withInput } from "#src/embed/content";
import { encode } from "#src/player/link";
import type { Trace } from "#src/trace/schema";
import { createWords } from "#src/words/words";
import { catalogue } from "../catalogue";
import { made } from "../fixtures";

const words = createWords("en", catalogue("en", "embed"));
const program = (query: string, hash = "", brought: Trace | null = null) =>
	programOf(new URLSearchParams(query), hash, words, brought);

async function refusal(attempt: Promise<unknown>): Promise<EmbedError> {
	const error = await attempt.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (!(error instanceof EmbedError)) throw new Error(`not refused: ${String(error)}`);
	return error;
}

/** Answers every request with one response. */
function answering(body: string, status = 200) {
	const fetched = vi.fn(async () => new Response(body, { status }));
	vi.stubGlobal("fetch", fetched);
	return fetched;
}

describe("the program", () => {
	test("comes from expr and at", async () => {
		expect(await program("expr=Q = 3a³ − b²&at=a:[2,3],b:4")).toEqual({
			source: "Q = 3a³ − b²",
			inputs: { a: [2, 3], b: 4 },
		});
	});

	test.each(["lesson=chain-rule", `id=${"0".repeat(64)}`])("comes with the page for %s", async (query) => {
		const brought = made("q");
		const state = await program(query, "", brought);
		expect(state.source).toBe(brought.program.source);
		expect(state.inputs).toEqual(brought.program.inputs);
	});

	test.each([
		["lesson=none-such", "embed-lesson-unknown"],
		[`id=${"0".repeat(64)}`, "embed-id-unknown"],
		["lesson=chain-rule&expr=x", "embed-ambiguous"],
		["lesson=chain-rule&id=1", "embed-ambiguous"],
	])("of %s is refused where the page brought none: %s", async (query, code) => {
		expect((await refusal(program(query))).code).toBe(code);
	});

	test("comes from the fragment, all of it", async () => {
		const state = { source: "y = x", inputs: { x: [1] }, frozen: ["x"], step: 3 };
		expect(await program("theme=dark", `#s=${await encode(state)}`)).toEqual(state);
	});

	test("is missing, given twice, or cannot be read: one sentence that says which", async () => {
		const cases: [string, string, string][] = [
			["", "", "embed-empty"],
			["expr=x", "#s=1.j.e30", "embed-ambiguous"],
			["expr=x&at=x", "", "embed-at"],
			["", "#s=1.j.e30", "link-without-source"],
			["", "#s=3.j.e30", "link-version"],
			["", "#s=1.z.AAAA", "link-broken"],
		];
		for (const [query, hash, code] of cases) {
			const error = await refusal(program(query, hash));
			expect(error.code).toBe(code);
			expect(error.message).not.toContain("ui.embed");
			expect(error.message).toMatch(/\.$/);
		}
	});

	test("takes another value for an input and leaves the rest", () => {
		const before = { source: "y = x", inputs: { x: 1, y: 2 }, frozen: ["y"] };
		expect(withInput(before, "x", [3])).toEqual({ source: "y = x", inputs: { x: [3], y: 2 }, frozen: ["y"] });
		expect(before.inputs.x).toBe(1);
	});
});

describe("the trace", () => {
	test("is asked for without the cursor, and comes through the gate", async () => {
		const fetched = answering(JSON.stringify(made("q")));
		expect(await traceOf({ source: "y = x", step: 4 }, "/api/v1/traces", words)).toEqual(made("q"));
		expect(fetched).toHaveBeenCalledWith(
			"/api/v1/traces",
			expect.objectContaining({ method: "POST", body: '{"source":"y = x"}' }),
		);
	});

	test("that cannot be made is refused in the server's own words", async () => {
		answering('{"code": "unclosed", "detail": "The bracket ( is never closed."}', 422);
		const error = await refusal(traceOf({ source: "(" }, "/api/v1/traces", words));
		expect([error.code, error.message]).toEqual(["unclosed", "The bracket ( is never closed."]);
	});

	test("of a later version, a proxy's page or no answer at all: one sentence", async () => {
		const cases: [() => void, string][] = [
			[() => answering(JSON.stringify({ ...made("q"), version: 2 })), "trace-version"],
			[() => answering("<h1>Bad gateway</h1>", 502), "unreadable-answer"],
			[() => vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline"))), "embed-unreachable"],
		];
		for (const [arrange, code] of cases) {
			arrange();
			const error = await refusal(traceOf({ source: "x" }, "/api/v1/traces", words));
			expect(error.code).toBe(code);
			expect(error.message).not.toContain("ui.embed");
		}
	});
});
