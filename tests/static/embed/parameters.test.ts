// The address of an embed: every setting has a default, and what is wrong is reported, never an error.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readParameters } from "#src/embed/parameters";

const read = (query: string) => readParameters(new URLSearchParams(query));

describe("an embed's address", () => {
	test("needs no parameter", () => {
		const { parameters, warnings } = read("");
		expect(warnings).toEqual([]);
		expect(parameters).toEqual({
			mode: "step",
			step: 0,
			parts: new Set(["title", "code", "graph", "tape", "transport"]),
			theme: "auto",
			background: "page",
			lang: "auto",
			autoplay: false,
			speed: 1,
			wheel: "ctrl",
			digits: 4,
			height: "auto",
			context: null,
			origin: "*",
		});
	});

	test("sets each of them", () => {
		const { parameters, warnings } = read(
			"mode=edit&step=backward&hide=code,tape&show=formula&theme=dark&bg=transparent&lang=ko&autoplay=1&speed=0.5" +
				"&wheel=off&digits=7&height=420px&ctx=lesson 3&origin=https://course.example",
		);
		expect(warnings).toEqual([]);
		expect(parameters).toEqual({
			mode: "edit",
			step: "backward",
			parts: new Set(["title", "inputs", "graph", "transport", "formula"]),
			theme: "dark",
			background: "transparent",
			lang: "ko",
			autoplay: true,
			speed: 0.5,
			wheel: "off",
			digits: 7,
			height: 420,
			context: "lesson 3",
			origin: "https://course.example",
		});
	});

	test("shows a picture without transport in mode view, hides what is both shown and hidden", () => {
		expect(read("mode=view").parameters.parts).toEqual(new Set(["title", "code", "graph"]));
		expect(read("mode=view&show=tape,code&hide=code").parameters.parts).toEqual(new Set(["title", "graph", "tape"]));
	});

	test("takes the default for a bad value, and says which", () => {
		const bad = {
			mode: "play",
			step: "-1",
			hide: "code,nothing",
			theme: "sepia",
			bg: "red",
			lang: "fr",
			autoplay: "yes",
			speed: "3",
			wheel: "1",
			digits: "18",
			height: "79",
			origin: "course.example",
		};
		const { parameters, warnings } = readParameters(new URLSearchParams(bad));
		expect(new Map(warnings.map(({ parameter, value }) => [parameter, value]))).toEqual(
			new Map(Object.entries({ ...bad, hide: "nothing" })),
		);
		expect(parameters).toEqual({ ...read("").parameters, parts: new Set(["title", "graph", "tape", "transport"]) });
	});

	test("ignores what it does not know", () => {
		expect(read("utm_source=mail&src=https://elsewhere.example/x.py")).toEqual(read(""));
	});

	test("never fails, whatever it says", () => {
		const names = ["mode", "step", "show", "hide", "speed", "digits", "height", "origin", "__proto__"];
		const query = fc.array(fc.tuple(fc.constantFrom(...names), fc.string({ unit: "binary" })));
		fc.assert(
			fc.property(query, (pairs) => {
				const { parameters } = readParameters(new URLSearchParams(pairs));
				expect(parameters.digits).toBeGreaterThan(0);
				expect([0.5, 1, 2, 4]).toContain(parameters.speed);
			}),
		);
	});
});
