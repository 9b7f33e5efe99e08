// Asking the server: a pause, one request at a time, the last answer wins, again when nobody answers.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, createEvaluator } from "#src/panels/evaluator";

interface Call {
	body: string;
	answer(status: number, body: unknown, headers?: Record<string, string>): void;
	fail(): void;
	signal: AbortSignal;
}

const calls: Call[] = [];
const answers: Answer[] = [];
const busy: boolean[] = [];

const fakeFetch = ((_url: string, { body, signal }: { body: string; signal: AbortSignal }) =>
	new Promise<Response>((resolve, reject) => {
		calls.push({
			body,
			signal,
			answer: (status, json, headers = {}) => resolve(new Response(JSON.stringify(json), { status, headers })),
			fail: () => reject(new TypeError("network")),
		});
	})) as unknown as typeof fetch;

const evaluator = (steady = false) =>
	createEvaluator({
		steady,
		url: "/traces",
		pause: 150,
		unreadable: "unreadable",
		onAnswer: (answer) => answers.push(answer),
		onBusy: (value) => busy.push(value),
		fetch: fakeFetch,
	});

/** Lets promises that are settled run their course. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
	vi.useFakeTimers();
	for (const list of [calls, answers, busy]) list.length = 0;
});
afterEach(() => vi.useRealTimers());

describe("evaluator", () => {
	it("waits for a pause in typing", async () => {
		const one = evaluator();
		one.ask("y");
		await vi.advanceTimersByTimeAsync(149);
		one.ask("y =");
		await vi.advanceTimersByTimeAsync(149);
		expect(calls).toHaveLength(0);
		await vi.advanceTimersByTimeAsync(1);
		expect(calls.map(({ body }) => body)).toEqual(['"y ="']);
		calls[0]?.answer(200, { ok: 1 });
		await settle();
		expect(answers).toEqual([{ kind: "ok", body: { ok: 1 } }]);
		expect(busy).toEqual([true, false]);
	});

	it("keeps up with typing, one request a pause at the most", async () => {
		const one = evaluator(true);
		for (const body of ["a", "ab", "abc", "abcd", "abcde"]) {
			one.ask(body);
			await vi.advanceTimersByTimeAsync(60);
		}
		await vi.advanceTimersByTimeAsync(1000);
		expect(calls.map(({ body }) => body)).toEqual(['"a"', '"abc"', '"abcde"']);
	});

	it("does not speak of a mistake before a pause in typing", async () => {
		const one = evaluator(true);
		one.ask("3a +");
		calls[0]?.answer(422, { code: "operand-missing" });
		await vi.advanceTimersByTimeAsync(149);
		expect(answers).toEqual([]);
		one.ask("3a + b");
		await vi.advanceTimersByTimeAsync(150);
		calls[1]?.answer(200, "picture");
		await settle();
		expect(answers).toEqual([{ kind: "ok", body: "picture" }]);
		await vi.advanceTimersByTimeAsync(1000);
		one.ask("3a + (");
		calls[2]?.answer(422, { code: "bracket" });
		await vi.advanceTimersByTimeAsync(150);
		expect(answers.at(-1)?.kind).toBe("problem");
	});

	it("lets the last answer win, whichever comes first", async () => {
		const one = evaluator();
		one.ask("old");
		await vi.advanceTimersByTimeAsync(150);
		one.ask("new");
		await vi.advanceTimersByTimeAsync(150);
		expect(calls[0]?.signal.aborted).toBe(true);
		calls[1]?.answer(200, "new");
		calls[0]?.answer(200, "old");
		await settle();
		expect(answers).toEqual([{ kind: "ok", body: "new" }]);
	});

	it("tells a problem in the server's own words", async () => {
		evaluator().ask("y = ");
		await vi.advanceTimersByTimeAsync(150);
		calls[0]?.answer(422, {
			code: "unexpected-end",
			detail: "The line ends too early.",
			where: { line: 1, span: [4, 4] },
		});
		await settle();
		expect(answers[0]).toMatchObject({
			kind: "problem",
			problem: { code: "unexpected-end", message: "The line ends too early.", span: [4, 4], line: 1, repairs: [] },
		});
	});

	it("tells a body that is none of ours in words of its own", async () => {
		evaluator().ask("y");
		await vi.advanceTimersByTimeAsync(150);
		calls[0]?.answer(502, null);
		await settle();
		expect(answers[0]).toMatchObject({ kind: "problem", problem: { message: "unreadable" } });
	});

	it("tries again, waiting longer each time, and at once when asked to", async () => {
		const one = evaluator();
		one.ask("y");
		await vi.advanceTimersByTimeAsync(150);
		calls[0]?.fail();
		await settle();
		expect(answers).toEqual([{ kind: "unreachable", attempt: 1 }]);
		await vi.advanceTimersByTimeAsync(999);
		expect(calls).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(1);
		calls[1]?.fail();
		await vi.advanceTimersByTimeAsync(1999);
		expect(calls).toHaveLength(2);
		one.retry();
		expect(calls).toHaveLength(3);
		calls[2]?.answer(200, "y");
		await settle();
		expect(answers.at(-1)).toEqual({ kind: "ok", body: "y" });
		await vi.advanceTimersByTimeAsync(60_000);
		expect(calls).toHaveLength(3);
	});

	it("waits as long as a busy server asks", async () => {
		evaluator().ask("y");
		await vi.advanceTimersByTimeAsync(150);
		calls[0]?.answer(503, {}, { "retry-after": "7" });
		await vi.advanceTimersByTimeAsync(6999);
		expect(calls).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(1);
		expect(calls).toHaveLength(2);
	});

	it("forgets what it was asked when stopped", async () => {
		const one = evaluator();
		one.ask("y");
		await vi.advanceTimersByTimeAsync(150);
		one.stop();
		calls[0]?.answer(200, "y");
		await vi.advanceTimersByTimeAsync(60_000);
		one.retry();
		expect(answers).toEqual([]);
		expect(calls).toHaveLength(1);
	});
});
