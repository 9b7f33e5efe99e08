// Catalogues: facts, plurals, particles, and a key that is not there.
import { describe, expect, it } from "vitest";
import { particle, unbroken } from "#src/words/particle";
import { createWords } from "#src/words/words";

describe("say", () => {
	const english = createWords("en", {
		"a.steps.one": "{count} step",
		"a.steps.other": "{count} steps",
		"a.greet": "{name} holds {value}",
	});
	const korean = createWords("ko", { "a.is": "{name:은} {value:이} 됩니다", "a.steps.other": "{count}단계" });

	it("puts facts in", () => expect(english.say("a.greet", { name: "a", value: -3 })).toBe("a holds −3"));
	it("takes facts as they are, placeholders in them included", () => {
		expect(english.say("a.greet", { name: "{value}", value: "$&" })).toBe("{value} holds $&");
	});
	it("counts", () => {
		expect(english.say("a.steps", { count: 1 })).toBe("1 step");
		expect(english.say("a.steps", { count: 5 })).toBe("5 steps");
		expect(korean.say("a.steps", { count: 1 })).toBe("1단계");
	});
	it("chooses particles", () => {
		expect(korean.say("a.is", { name: "a", value: 36 })).toBe("a는 36이 됩니다");
		expect(korean.say("a.is", { name: "가중", value: 2 })).toBe("가중은 2가 됩니다");
	});
	it("shows a missing key and a missing fact as themselves", () => {
		expect(english.say("constructor")).toBe("constructor");
		expect(english.say("a.greet", { name: "a" })).toBe("a holds {value}");
	});
	it("joins lists", () => {
		expect(english.list(["a", "b", "c"])).toBe("a, b, and c");
		expect(korean.list(["a", "b"])).toBe("a, b");
	});
});

describe("unbroken", () => {
	it.each([
		["[2, 3]을", "[2, 3]\u2060을"],
		["모양이 (3, 4), b는", "모양이 (3, 4), b는"],
		["모양이 (3, 4)입니다", "모양이 (3, 4)\u2060입니다"],
		["a.grad는 2입니다", "a.grad는 2입니다"],
		["it is [2, 3] now", "it is [2, 3] now"],
	])("%s", (text, kept) => expect(unbroken(text)).toBe(kept));
});

describe("particle", () => {
	it.each([
		["a", "을", "를"],
		["Q", "은", "는"],
		["L", "이", "이"],
		["m", "을", "을"],
		["n", "은", "은"],
		["r", "으로", "로"],
		["t₁", "이", "이"],
		["t₂", "이", "가"],
		["t₃", "을", "을"],
		["a³", "을", "을"],
		["12", "이", "가"],
		["10", "을", "을"],
		["−8", "으로", "로"],
		["[36, 81]", "을", "을"],
		["[1, 2]", "을", "를"],
		["a.grad", "을", "를"],
		["ŷ", "은", "는"],
		["θ", "을", "를"],
		["ε", "을", "을"],
		["입력", "과", "과"],
		["기울기", "으로", "로"],
		["잎", "으로", "으로"],
		["테이블", "으로", "로"],
		["PowBackward0", "으로", "으로"],
		["∞", "을", "를"],
		["NaN", "을", "을"],
		["weight", "은", "는"],
		["input", "은", "은"],
		["", "을", "를"],
		["(3,)", "은", "은"],
	])("%s + %s → %s", (text, name, form) => expect(particle(text, name)).toBe(form));
	it("refuses an unknown particle", () => expect(() => particle("a", "까지")).toThrow(RangeError));
});
