import { expect, test } from "vitest";
import { cleaned } from "#src/panels/pasted";

test.each([
	["y = 2x", "y = 2x"],
	["y\u00a0=\u20092\u3000x", "y = 2 x"],
	["y\u200b =\u2060 2\ufeffx\u00ad", "y = 2x"],
	["\u202ey = 2x\u2066", "y = 2x"],
	["y = 2x\r\nz = y\u2028w = z\r", "y = 2x\nz = y\nw = z\n"],
	["print(“it” ‘is’)", "print(\"it\" 'is')"],
	["print('it’s “here”')", "print('it’s “here”')"],
	["Q = 3a³ − b²", "Q = 3a³ − b²"],
	["한글 이름 = 2", "한글 이름 = 2"],
])("%j is pasted as %j", (text, plain) => {
	expect(cleaned(text)).toBe(plain);
});
