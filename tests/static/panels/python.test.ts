// Python in the editor: colours that do not depend on the text being finished, and lines that begin where they should.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROGRAM_NAMES } from "#src/panels/examples";
import { PROGRAMS } from "#src/panels/programs";
import { backspaceAt, indentAfter, tokensOf } from "#src/panels/python";

const coloured = (text: string) => tokensOf(text).map(({ start, end, colour }) => [text.slice(start, end), colour]);

describe("colours", () => {
	it("tell keywords, texts, numbers, comments and what is being defined apart", () => {
		expect(coloured("class Net(nn.Module):  # a model\n")).toEqual([
			["class", "keyword"],
			["Net", "defined"],
			["# a model", "comment"],
		]);
		expect(coloured("x1 = f'{a}' + 2.5e-3 if None else 3j")).toEqual([
			["f'{a}'", "string"],
			["2.5e-3", "number"],
			["if", "keyword"],
			["None", "constant"],
			["else", "keyword"],
			["3j", "number"],
		]);
		expect(coloured("@staticmethod\ndef forward(ctx): pass")[0]).toEqual(["@staticmethod", "defined"]);
		expect(coloured("x @ self.weights")).toEqual([]);
		expect(coloured("model.if_ = imports")).toEqual([]);
	});

	it("know that a hash in a text is no comment, and a quote in a comment opens nothing", () => {
		expect(coloured("'#' # don't")).toEqual([
			["'#'", "string"],
			["# don't", "comment"],
		]);
		expect(coloured('"""one\n# two\n"""; 1')).toEqual([
			['"""one\n# two\n"""', "string"],
			["1", "number"],
		]);
	});

	it("hold on to the end where a text is not closed: three quotes the program, one the line", () => {
		expect(coloured('"""one\n\ntwo')).toEqual([['"""one\n\ntwo', "string"]]);
		expect(coloured("'one\n2")).toEqual([
			["'one", "string"],
			["2", "number"],
		]);
	});

	it("are in order and apart for any text, and the same for what begins alike", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[a-z0-9_ \n"'#@.:가\\]*$/), (text) => {
				let last = 0;
				for (const { start, end } of tokensOf(text)) {
					expect(start).toBeGreaterThanOrEqual(last);
					expect(end).toBeGreaterThan(start);
					last = end;
				}
				expect(tokensOf(text, 5)).toEqual(tokensOf(text).filter(({ start }) => start < 5));
			}),
		);
	});
});

describe("the next line", () => {
	it("goes in after a colon, stays, and comes out after what leaves a block", () => {
		expect(indentAfter("for i in range(3):")).toBe("    ");
		expect(indentAfter("    if x:  # now")).toBe("        ");
		expect(indentAfter("\tif x:")).toBe("\t\t");
		expect(indentAfter("    y = '#:' ")).toBe("    ");
		expect(indentAfter("    y = {'a':")).toBe("        ");
		expect(indentAfter("        return x")).toBe("    ");
		expect(indentAfter("    return [")).toBe("    ");
		expect(indentAfter("pass")).toBe("");
		expect(indentAfter("")).toBe("");
	});

	it("is left by whole steps", () => {
		expect([0, 1, 2, 4, 6, 8].map((count) => backspaceAt(" ".repeat(count)))).toEqual([1, 1, 2, 4, 2, 4]);
		expect(backspaceAt("    x")).toBe(1);
	});
});

describe("the examples", () => {
	it("are there under every name of the menu", () => {
		expect(Object.keys(PROGRAMS).sort()).toEqual([...PROGRAM_NAMES].sort());
	});
});
