// An exported page: its gaps are filled, nothing that is filled in is read as markup.
import { expect, test } from "vitest";
import type { ExportBoot } from "#src/export/boot";
import { filled } from "#src/export/fill";
import { createWords } from "#src/words/words";
import { made, names } from "../fixtures";

test("what is filled in is text, and comes back as it was", () => {
	const [name] = names() as [string];
	const words = { "ui.embed.title": "Tapedeck", hostile: "</script><!-- & %tapedeck-lang% $&" };
	const boot: ExportBoot = { lang: "ko", words, operations: [], trace: made(name), title: "", step: 2 };
	const page = filled(
		"%tapedeck-lang% %tapedeck-title% %tapedeck-other%\n%tapedeck-boot%",
		boot,
		createWords("ko", words),
	);
	const [head, json = ""] = page.split("\n");
	expect(head).toBe("ko Tapedeck %tapedeck-other%");
	expect(json).not.toMatch(/[<>&]/);
	expect(JSON.parse(json)).toEqual(boot);
});
