// What an editor has to know of Python: which pieces are coloured, and where the next line begins. Pure.

export type Colour = "comment" | "string" | "number" | "keyword" | "constant" | "defined";

export interface Token {
	readonly start: number;
	readonly end: number;
	readonly colour: Colour;
}

const KEYWORDS =
	"False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield";
/** One alternative a colour, in order of precedence; the last two swallow what has none. */
const TOKEN = new RegExp(
	[
		String.raw`(?<comment>#[^\n]*)`,
		String.raw`(?<string>(?<![\p{L}\p{N}_])[rbfuRBFU]{0,2}(?:"""[\s\S]*?(?:"""|$(?![\s\S]))|'''[\s\S]*?(?:'''|$(?![\s\S]))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))`,
		String.raw`(?<decorator>(?<=^[ \t]*)@[\w.]+)`,
		String.raw`(?<=\b(?:def|class)[ \t]+)(?<defined>[\p{L}_][\p{L}\p{N}_]*)`,
		String.raw`(?<constant>\b(?:False|None|True)\b)`,
		String.raw`(?<keyword>(?<![.\p{L}\p{N}_])(?:${KEYWORDS})(?![\p{L}\p{N}_]))`,
		String.raw`(?<number>(?<![\p{L}\p{N}_])(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?j?))`,
		String.raw`[\p{L}_][\p{L}\p{N}_]*`,
	].join("|"),
	"gmu",
);
const COLOURS: readonly Colour[] = ["comment", "string", "number", "keyword", "constant", "defined"];

/** The coloured pieces of a program up to UTF-16 offset `end`, in order. A text that is no Python yet has some, too. */
export function tokensOf(text: string, end = text.length): Token[] {
	const found: Token[] = [];
	for (const match of text.matchAll(TOKEN)) {
		if (match.index >= end) break;
		const groups = match.groups ?? {};
		const colour = groups.decorator === undefined ? COLOURS.find((name) => groups[name] !== undefined) : "defined";
		if (colour !== undefined) found.push({ start: match.index, end: match.index + match[0].length, colour });
	}
	return found;
}

const UNIT = "    ";
const LEAVES = /^\s*(?:return|pass|break|continue|raise)\b/;

/** What the line after `before` begins with; `before` is a line up to the caret. */
export function indentAfter(before: string): string {
	const indent = /^[ \t]*/.exec(before)?.[0] ?? "";
	const code = uncommented(before).trimEnd();
	if (code.endsWith(":")) return indent + (indent.includes("\t") ? "\t" : UNIT);
	return LEAVES.test(code) && !/[([{,\\]$/.test(code) ? indent.replace(/(?:\t| {1,4})$/, "") : indent;
}

/** A line without the comment at its end; a `#` inside of a text is none. */
function uncommented(line: string): string {
	const comment = tokensOf(line).find(({ colour }) => colour === "comment");
	return comment === undefined ? line : line.slice(0, comment.start);
}

/** How many characters Backspace takes at the end of `before`: a whole step of indentation, else one. */
export function backspaceAt(before: string): number {
	if (before === "" || /[^ ]/.test(before)) return 1;
	return before.length % UNIT.length || UNIT.length;
}
