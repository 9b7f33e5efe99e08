// What the core of the browser side never does: touch the page, the network or the clock, or break a name in two.
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
const DOM = /\b(document|window|navigator|localStorage|sessionStorage|HTML\w*Element|SVG\w*Element|getComputedStyle)\b/;
const NETWORK = /\b(fetch|XMLHttpRequest|WebSocket|EventSource)\b/;
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
