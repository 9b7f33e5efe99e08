// Korean particles: which of 은/는, 이/가, 을/를, 와/과, 으로/로 follows a name or a number as it is read aloud.

/** A closing bracket or quote and what is attached to it: `[2, 3]` and 을, `(3, 4)` and 입니다. */
const ATTACHED = /(?<=[)\]}’”"'`…])(?=[가-힣])/g;
const WORD_JOINER = "\u2060";

/** `text` with no line break allowed between a value and the particle or ending that is attached to it. */
export function unbroken(text: string): string {
	return text.replace(ATTACHED, WORD_JOINER);
}

type Ending = "vowel" | "rieul" | "consonant";

/** Each pair by its name: [after a consonant, after a vowel]; ㄹ counts as a consonant except before 으로. */
const PAIRS: ReadonlyMap<string, readonly [string, string]> = new Map([
	["은", ["은", "는"]],
	["이", ["이", "가"]],
	["을", ["을", "를"]],
	["과", ["과", "와"]],
	["으로", ["으로", "로"]],
	["이라", ["이라", "라"]],
]);

/** How the last letter or digit ends when a Korean reader says it: 3 is 삼, L is 엘, N is 엔, R is 알. */
const SPOKEN: ReadonlyMap<string, Ending> = new Map(
	Object.entries({
		"0": "consonant",
		"1": "rieul",
		"3": "consonant",
		"6": "consonant",
		"7": "rieul",
		"8": "rieul",
		l: "rieul",
		m: "consonant",
		n: "consonant",
		r: "rieul",
		"∞": "vowel",
		"′": "consonant",
	} as const),
);
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** An English word of three letters or more is read as a word: input 인풋, margin 마진, but grad 그래드, weight 웨이트. */
const CONSONANT_WORD = /(?:[aeiou][kpt]|[mn]|ng)$/i;
const RIEUL_WORD = /l$/i;
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
const RIEUL_FINAL = 8;
/** Greek letters whose Korean names end in a consonant: 엡실론, 입실론, 오미크론; 감마, 시그마 … end in a vowel. */
const GREEK: ReadonlyMap<string, Ending> = new Map([
	["ε", "consonant"],
	["υ", "consonant"],
	["ο", "consonant"],
]);

/** How `text` ends when read aloud; closing brackets, points, quotes and combining marks are not read. */
function endingOf(text: string): Ending {
	const spoken = text
		.normalize("NFD")
		.replace(/\p{Mn}/gu, "")
		.normalize("NFC")
		.replace(/[\s\])}"'`’”.,]+$/u, "");
	const last = Array.from(spoken).at(-1);
	if (last === undefined) return "vowel";
	const code = last.codePointAt(0) ?? 0;
	if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
		const final = (code - FIRST_SYLLABLE) % FINALS;
		return final === 0 ? "vowel" : final === RIEUL_FINAL ? "rieul" : "consonant";
	}
	const digit = Math.max(SUBSCRIPTS.indexOf(last), SUPERSCRIPTS.indexOf(last));
	if (digit >= 0) return SPOKEN.get(String(digit)) ?? "vowel";
	const word = /[A-Za-z]{3,}$/.exec(spoken)?.[0];
	if (word !== undefined && word !== word.toUpperCase()) {
		return RIEUL_WORD.test(word) ? "rieul" : CONSONANT_WORD.test(word) ? "consonant" : "vowel";
	}
	return SPOKEN.get(last.toLowerCase()) ?? GREEK.get(last) ?? "vowel";
}

/** The names of the particles that a text may ask for. */
export function isParticle(name: string): boolean {
	return PAIRS.has(name);
}

/** The form of particle `name` (은, 이, 을, 과, 으로, 이라) that follows `text`. */
export function particle(text: string, name: string): string {
	const pair = PAIRS.get(name);
	if (pair === undefined) throw new RangeError(`unknown particle ${name}`);
	const ending = endingOf(text);
	const closed = ending === "consonant" || (ending === "rieul" && name !== "으로");
	return closed ? pair[0] : pair[1];
}
