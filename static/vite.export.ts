// Builds the page that plays without a server into one file, static/dist/assets/export-….txt: see src/export/page.html.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import page from "./vite.config.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const digest = (text: string) => createHash("sha256").update(text).digest("base64");

/** What would end an inlined script or style sheet, or be read as something to be filled in. */
const UNFIT = /<\/s|<!--|%tapedeck-|\r/i;

/** The one script and the one style sheet inside the page, which lets nothing else be run or loaded. */
const onePage: Plugin = {
	name: "one-page",
	generateBundle: {
		order: "post", // Vite finishes the script itself at this time
		handler(_, bundle) {
			const files = Object.values(bundle);
			const [script, ...scripts] = files.flatMap((file) => (file.type === "chunk" ? [file.code] : []));
			const [style, ...others] = files.flatMap((file) => (file.type === "asset" ? [file.source] : []));
			if (!script || typeof style !== "string" || scripts.length + others.length > 0)
				this.error("not one file of each");
			const parts: Readonly<Record<string, string>> = { script, style };
			for (const [name, text] of Object.entries(parts)) {
				if (UNFIT.test(text)) this.error(`the ${name} cannot be inlined`);
			}
			const source = readFileSync(here("./src/export/page.html"), "utf8").replace(
				/%(digest-)?(script|style)%/g,
				(_whole, hashed, name) => (hashed ? digest(parts[name] as string) : (parts[name] as string)),
			);
			for (const name of Object.keys(bundle)) delete bundle[name];
			const name = createHash("sha256").update(source).digest("base64url").slice(0, 8);
			this.emitFile({ type: "asset", fileName: `assets/export-${name}.txt`, source });
		},
	},
};

export default defineConfig({
	...page,
	plugins: [onePage],
	build: {
		target: "es2023",
		cssTarget: ["chrome123", "firefox120", "safari17.5"],
		modulePreload: false,
		emptyOutDir: false, // it lies beside what the server's own pages load
		cssCodeSplit: false,
		rolldownOptions: { input: "src/export.ts", output: { codeSplitting: false } },
	},
	resolve: {
		alias: [
			{ find: "./remote", replacement: here("./src/export/remote.ts") }, // there is nothing to fetch its script from
			{ find: /^#src\//, replacement: here("./src/") },
		],
	},
});
