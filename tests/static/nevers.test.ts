// What the browser side never does: round or compute what it shows, look for its place in a page, move things by timers.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../../static/src/", import.meta.url));
const GENERATED = "trace/api.d.ts";

function files(folder: string): string[] {
	return readdirSync(SOURCES + folder, { recursive: true, encoding: "utf8" })
		.filter((name) => /\.tsx?$/.test(name))
		.map((name) => `${folder}${name}`)
		.filter((name) => name !== GENERATED);
}

const read = (file: string) => readFileSync(SOURCES + file, "utf8");
const code = (file: string) => read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
const imports = (file: string) => [...code(file).matchAll(/from "([^"]+)"/g)].map(([, path]) => path as string);

const CORE = ["trace/", "layout/", "player/"].flatMap(files);
const DOM =
	/(?<!\.)\bwindow\.|\b(document|navigator|localStorage|sessionStorage|HTML\w*Element|SVG\w*Element|getComputedStyle)\b/;
const NETWORK = /\b(fetch|XMLHttpRequest|WebSocket|EventSource)\b/;
const ROUNDING = /\.(toFixed|toPrecision|toExponential|toLocaleString)\(|\bIntl\.NumberFormat\b/;
const CALCULUS = /\bMath\.(exp|expm1|log|log1p|log2|log10|sqrt|cbrt|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan)\b/;
const LOOKING = /\bdocument\.(querySelector|getElement|body|documentElement)/;
const TIMERS = /\b(setTimeout|setInterval|requestAnimationFrame)\(/;
const MEASURED = ["picture/gestures.ts", "patterns/specimens.ts"]; // how far to zoom; made-up data
const PAGES = ["playground.ts", "embed.ts", "export.ts", "loader.ts", "patterns.ts", "panels/listen.ts"]; // they know the page that they stand in
const WAITING = [
	"panels/evaluator.ts", // until a person has stopped typing
	"panels/idle.ts", // until the page has nothing to do
	"panels/playground.ts", // until there is something worth saving
	"picture/announcer.ts", // until a screen reader has finished
	"picture/gestures.ts", // until the click that ends a drag has passed
	"player/clock.ts",
];
const TIME = /\b(Date|performance|setTimeout|setInterval|requestAnimationFrame|queueMicrotask)\b/;

describe("trace, layout and player", () => {
	test.each(CORE)("%s touches neither page nor network", (file) => {
		expect(code(file)).not.toMatch(DOM);
		expect(code(file)).not.toMatch(NETWORK);
	});

	test.each(CORE.filter((file) => file !== "player/clock.ts"))("%s knows no time", (file) => {
		expect(code(file)).not.toMatch(TIME);
	});

	test.each(CORE)("%s imports nothing that draws", (file) => {
		const foreign = imports(file).filter(
			(path) => !/^\.|^#src\/(trace|layout|player|words)\/|^@preact\/signals-core$/.test(path),
		);
		expect(foreign).toEqual([]);
	});
});

describe("every file", () => {
	const offending = (pattern: RegExp) => files("").filter((file) => pattern.test(code(file)));

	test("leaves rounding to one", () => {
		expect(offending(ROUNDING)).toEqual(["words/number.ts"]);
	});

	test("leaves values and derivatives to torch", () => {
		expect(offending(CALCULUS).filter((file) => !MEASURED.includes(file))).toEqual([]);
	});

	test("gets its place in the page passed in", () => {
		expect(offending(LOOKING).filter((file) => !PAGES.includes(file))).toEqual([]);
	});

	test("leaves movement to the clock", () => {
		expect(offending(TIMERS).filter((file) => !WAITING.includes(file))).toEqual([]);
	});

	test.each(files(""))("%s states its purpose in its first line", (file) => {
		expect(read(file).split("\n", 1)[0]).toMatch(/^\/\/ \S.*[.…]$/);
	});

	test.each(files(""))("%s has at most 400 lines", (file) => {
		expect(read(file).split("\n").length).toBeLessThanOrEqual(401);
	});

	test.each(files(""))("%s makes no markup of text", (file) => {
		expect(code(file)).not.toMatch(
			/\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write)\b/,
		);
	});
});
