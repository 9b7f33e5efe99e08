// What word processors, notes and PDFs put into a text beside what one sees: taken out of what is pasted.

/** Spaces of other widths and of no line break. */
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** Characters that are not seen: zero-width ones, soft hyphens, marks of direction and of byte order. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const LINE_ENDS = /\r\n?|[\u2028\u2029]/g;
const QUOTES = /[“”„‟]|[‘’‚‛]/g;

/** `text` as somebody would have typed it. Quotes are made straight where there is no straight one: else they are meant. */
export function cleaned(text: string): string {
	const plain = text.replace(LINE_ENDS, "\n").replace(SPACES, " ").replace(UNSEEN, "");
	if (/["']/.test(plain)) return plain;
	return plain.replace(QUOTES, (quote) => ("“”„‟".includes(quote) ? '"' : "'"));
}
