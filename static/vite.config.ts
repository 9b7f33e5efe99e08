// Builds the browser side into static/dist, and runs its tests.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const CORE =
	/src\/(trace\/(schema|takes|lookup|reason|frame|history|scene|load|kin|groups|view)|words\/(number|words|formula|sentence|particle)|layout\/(size|cell|grid|piece)|picture\/(svg|sheet|card|body|line|figure|face|title|glyphs|texts|edges|path))\.ts/;

export default defineConfig({
	base: "/static/",
	build: {
		manifest: true,
		target: "es2023",
		// light-dark() and @container as written: lowered, a theme could not be set on a part of a page.
		cssTarget: ["chrome123", "firefox120", "safari17.5"],
		modulePreload: { polyfill: false },
		rolldownOptions: {
			input: ["src/playground.ts", "src/embed.ts", "src/patterns.ts", "src/loader.ts"],
			// What every page needs at once travels as one file: in pieces it is a tenth heavier.
			output: { codeSplitting: { groups: [{ name: "core", test: CORE }] } },
		},
	},
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	resolve: {
		alias: [
			{ find: /^#src\//, replacement: here("./src/") },
			{ find: /^(vitest|fast-check|@viz-js\/viz)$/, replacement: here("./node_modules/$1") },
		],
	},
	worker: { format: "iife" },
	server: { fs: { allow: [".."] } },
	// A busy machine is no failure.
	test: { dir: "../tests/static", environment: "node", testTimeout: 60_000 },
});
