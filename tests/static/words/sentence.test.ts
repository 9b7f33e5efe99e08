// A sentence for every step of every trace, in both languages, with nothing missing in it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Step, Trace } from "#src/trace/schema";
import { sentence } from "#src/words/sentence";
import { createWords, type Language } from "#src/words/words";
import { traces } from "../arbitrary";
import { catalogue } from "../catalogue";
import { made, names } from "../fixtures";

const LANGUAGES: readonly Language[] = ["ko", "en"];
const UNFILLED = /undefined|NaN\d|\[object|\{\p{L}|ui\./u;

function whole(words: ReturnType<typeof createWords>, trace: Trace, step: Step): void {
	const said = sentence(words, trace, step);
	expect(said).not.toMatch(UNFILLED);
	expect(said.length).toBeGreaterThan(5);
}

describe.each(LANGUAGES)("sentences in %s", (lang) => {
	const words = createWords(lang, catalogue(lang, "panels"));

	it.each(names())("say every step of %s", (name) => {
		const trace = made(name);
		for (const step of trace.steps) whole(words, trace, step);
	});

	it("say every kind of step of random programs", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				for (const step of trace.steps) whole(words, trace, step);
			}),
		);
	});
});

describe("what is said of Q = 3a³ − b²", () => {
	const trace = made("q");
	const say = (lang: Language, kind: Step["kind"], place: number): string => {
		const step = trace.steps.filter((candidate) => candidate.kind === kind).at(place) as Step;
		return sentence(createWords(lang, catalogue(lang, "panels")), trace, step);
	};

	it("in English", () => {
		expect(say("en", "forward", 0)).toBe("t₁ = a³ is computed: [8, 27]. The tape records it as PowBackward0.");
		expect(say("en", "seed", 0)).toBe("The backward pass starts at Q with [1, 1].");
		expect(say("en", "accumulate", -1)).toBe("a.grad was empty and now holds [36, 81].");
	});
	it("in Korean", () => {
		expect(say("ko", "forward", 0)).toBe(
			"t₁ = a³을 계산한 값은 [8, 27]\u2060입니다. 테이프에 PowBackward0으로 기록했습니다.",
		);
		expect(say("ko", "accumulate", -1)).toBe("비어 있던 a.grad가 [36, 81]\u2060이 되었습니다.");
	});
});
