// The word in a link: what goes in comes out, and what others put there is refused with a reason.
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode, type LinkErrorCode, type LinkState, wordOf } from "#src/player/link";

const word = (json: string) => `1.j.${Buffer.from(json).toString("base64url")}`;
const squeezed = (json: string) => `1.z.${deflateRawSync(json).toString("base64url")}`;

describe("a link", () => {
	test("carries any state unchanged, in letters an address keeps", async () => {
		const elements = fc.letrec((tie) => ({
			value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant("NaN" as const), fc.array(tie("value"))),
		})).value;
		const state = fc.record(
			{
				source: fc.string({ unit: "binary" }),
				language: fc.constantFrom("auto" as const, "expression" as const, "torch" as const),
				inputs: fc.dictionary(fc.string(), elements),
				frozen: fc.array(fc.string()),
				grad_output: elements,
				dtype: fc.constantFrom("float32" as const, "float64" as const),
				seed: fc.maxSafeInteger(),
				step: fc.maxSafeNat(),
			},
			{ requiredKeys: ["source"] },
		);
		await fc.assert(
			fc.asyncProperty(state, async (given) => {
				const written = await encode(given as LinkState);
				expect(written).toMatch(/^1\.[jz]\.[\w-]+$/);
				expect(JSON.stringify(await decode(written))).toBe(JSON.stringify(sorted(given)));
			}),
			{ numRuns: 60 },
		);
	});

	test("a name like __proto__ stays an ordinary input", async () => {
		const state = JSON.parse('{"source": "x", "inputs": {"__proto__": 2, "constructor": 3}}') as LinkState;
		const back = await decode(await encode(state));
		expect(Object.entries(back.inputs ?? {})).toEqual([
			["__proto__", 2],
			["constructor", 3],
		]);
	});

	test("deflates where that is shorter", async () => {
		expect(await encode({ source: "a" })).toMatch(/^1\.j\./);
		expect(await encode({ source: "a + ".repeat(100) })).toMatch(/^1\.z\./);
	});

	test("reads what other programs deflate", async () => {
		expect(await decode(squeezed('{"source": "Q = 3a³ − b²", "later": 1}'))).toEqual({ source: "Q = 3a³ − b²" });
	});

	test("of an unknown form is refused with a reason", async () => {
		const cases: [string, LinkErrorCode][] = [
			["", "link-version"],
			["2.j.e30", "link-version"],
			["1.x.e30", "link-broken"],
			["1.j", "link-broken"],
			["1.j.", "link-broken"],
			["1.j.e30.e30", "link-broken"],
			["1.j.e3%30", "link-broken"],
			["1.j.e", "link-broken"],
			["1.z.AAAA", "link-broken"],
			[`1.j.${Buffer.from([0xff, 0xfe]).toString("base64url")}`, "link-broken"],
			[word("[]"), "link-broken"],
			[word("{"), "link-broken"],
			[word("{}"), "link-without-source"],
			[word('{"source": 3}'), "link-without-source"],
			[word('{"source": "x", "step": -1}'), "link-broken"],
			[word('{"source": "x", "frozen": ["a", 1]}'), "link-broken"],
			[word('{"source": "x", "inputs": []}'), "link-broken"],
		];
		for (const [bad, code] of cases) await expect(decode(bad), bad).rejects.toMatchObject({ code });
	});

	test("never unfolds above 256 KiB", async () => {
		const fits = JSON.stringify({ source: "x".repeat(256 * 1024 - 13) });
		expect(fits.length).toBe(256 * 1024);
		expect((await decode(squeezed(fits))).source).toHaveLength(256 * 1024 - 13);
		for (const over of [`${fits} `, fits.repeat(200)]) {
			await expect(decode(squeezed(over))).rejects.toMatchObject({ code: "link-too-large" });
		}
		await expect(decode(word(`${fits} `))).rejects.toMatchObject({ code: "link-too-large" });
	});

	test("is found behind #s= alone", () => {
		expect(wordOf("#s=1.j.e30")).toBe("1.j.e30");
		expect(wordOf("#t=1.j.e30")).toBeNull();
		expect(wordOf("")).toBeNull();
	});
});

/** Fields in the order in which a link writes them. */
function sorted(state: object): object {
	const order = ["source", "language", "inputs", "frozen", "grad_output", "dtype", "seed", "step"];
	return Object.fromEntries(Object.entries(state).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}
