// Asking the server: a pause, one request at a time, the last answer wins, again when nobody answers.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, createEvaluator, NOW, type Progress } from "#src/panels/evaluator";

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

/** An evaluator that asks at one pace. */
const evaluator = (steady = false) => {
	const made = createEvaluator({
		url: "/traces",
		unreadable: "unreadable",
		onAnswer: (answer) => answers.push(answer),
		onBusy: (value) => busy.push(value),
		fetch: fakeFetch,
	});
	return { ...made, ask: (body: unknown) => made.ask(body, { pause: 150, steady }) };
};

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
		expect(answers).toEqual([{ kind: "unreachable", attempt: 1, why: null }]);
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

describe("an answer that comes as lines", () => {
	const progress: Progress[] = [];
	const partial: unknown[] = [];
	const streaming = (chunks: readonly string[], open = false) => {
		const encoder = new TextEncoder();
		const signals: AbortSignal[] = [];
		const fetched = (async (_url: string, { signal }: { signal: AbortSignal }) => {
			signals.push(signal);
			const body = new ReadableStream<Uint8Array>({
				start(controller) {
					signal.addEventListener("abort", () => controller.error(signal.reason));
					for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
					if (!open) controller.close();
				},
			});
			return new Response(body, { headers: { "content-type": "application/jsonl" } });
		}) as unknown as typeof fetch;
		progress.length = 0;
		partial.length = 0;
		const made = createEvaluator({
			url: "/traces",
			unreadable: "unreadable",
			onAnswer: (answer) => answers.push(answer),
			onBusy: (value) => busy.push(value),
			onProgress: (told) => progress.push(told),
			onPartial: (trace) => partial.push(trace),
			fetch: fetched,
		});
		return { made, signals };
	};
	const half = { kind: "progress", line: 3, iteration: 4, total: 10, operations: 9, share: 0.4 };

	it("tells progress first and the trace last, wherever the chunks are cut", async () => {
		const text = `${JSON.stringify(half)}\n${JSON.stringify({ kind: "trace", key: "k", trace: { name: "σ" } })}\n`;
		for (let cut = 0; cut < text.length; cut += 7) {
			answers.length = 0;
			const { made } = streaming([text.slice(0, cut), text.slice(cut)]);
			made.ask("p", NOW);
			await vi.advanceTimersByTimeAsync(0);
			expect(progress).toEqual([half]);
			expect(answers).toEqual([{ kind: "ok", body: { name: "σ" } }]);
		}
	});

	it("tells what has been done so far, and nothing of it once something else is asked for", async () => {
		const { made } = streaming([`${JSON.stringify({ kind: "partial", trace: { name: "so far" } })}\n`], true);
		made.ask("p", NOW);
		await vi.advanceTimersByTimeAsync(0);
		expect(partial).toEqual([{ name: "so far" }]);
		expect(answers).toEqual([]);
		made.ask("q", NOW);
		made.stop();
		await vi.advanceTimersByTimeAsync(0);
		expect(partial).toHaveLength(1);
	});

	it("may end in a problem, and in one that is worth another attempt", async () => {
		streaming([
			JSON.stringify({ kind: "problem", problem: { code: "limit-time", detail: "too long", status: 422 } }),
		]).made.ask("p", NOW);
		await vi.advanceTimersByTimeAsync(0);
		expect(answers).toMatchObject([{ kind: "problem", problem: { code: "limit-time", message: "too long" } }]);
		const full = { code: "queue-full", detail: "full", status: 503 };
		streaming([JSON.stringify({ kind: "problem", problem: full })]).made.ask("p", NOW);
		await vi.advanceTimersByTimeAsync(0);
		expect(answers.at(-1)).toMatchObject({
			kind: "unreachable",
			attempt: 1,
			why: { code: "queue-full", message: "full" },
		});
	});

	it("that is cut short or no JSON is told in words of the page", async () => {
		for (const text of ["", JSON.stringify(half), "<html>"]) {
			answers.length = 0;
			streaming([text]).made.ask("p", NOW);
			await vi.advanceTimersByTimeAsync(0);
			expect(answers).toMatchObject([{ kind: "problem", problem: { message: "unreadable" } }]);
		}
	});

	it("is let go of at once when the run is cancelled", async () => {
		const { made, signals } = streaming([`${JSON.stringify(half)}\n`], true);
		made.ask("p", NOW);
		await vi.advanceTimersByTimeAsync(1000);
		expect(busy).toEqual([true]);
		made.stop();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
		expect(busy).toEqual([true, false]);
		expect(answers).toEqual([]);
	});
});
