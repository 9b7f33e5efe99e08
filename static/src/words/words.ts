// The sentences of one language: keys and facts in, text out. Plurals by Intl, Korean particles by the word before them.
import { number } from "./number";
import { isParticle, particle, unbroken } from "./particle";

export type Language = "ko" | "en";
export type Facts = Readonly<Record<string, string | number>>;

export interface Words {
	lang: Language;
	/**
	 * The sentence `key` with its facts put in. `{name}` stands for a fact, `{name:은}` for a fact and the particle it
	 * takes. With a fact `count`, `key.one`, `key.other` … are preferred where they exist. An unknown key comes back
	 * as itself, so that it is seen and the sentence around it lives.
	 */
	say(key: string, facts?: Facts): string;
	has(key: string): boolean;
	/** `a, b, and c` in the language; Korean lists have no last "and" that would read well between phrases. */
	list(parts: readonly string[]): string;
}

const PLACEHOLDER = /\{([\p{L}_][\p{L}\p{N}_]*)(?::(\p{Script=Hangul}+))?\}/gu;

/** `texts`: the catalogue of `lang`, flat. */
export function createWords(lang: Language, texts: Readonly<Record<string, string>>): Words {
	const catalogue = new Map(Object.entries(texts));
	const plurals = new Intl.PluralRules(lang);
	const lists = new Intl.ListFormat(lang, { type: "conjunction" });

	const find = (key: string, facts: Facts): string | undefined => {
		const count = facts.count;
		const plural = typeof count === "number" ? catalogue.get(`${key}.${plurals.select(count)}`) : undefined;
		return plural ?? catalogue.get(key);
	};

	return {
		lang,
		has: (key) => catalogue.has(key),
		list: (parts) => (lang === "ko" ? parts.join(", ") : lists.format(parts)),
		say(key, facts = {}) {
			const text = find(key, facts);
			if (text === undefined) return key;
			const said = text.replace(PLACEHOLDER, (whole, name: string, wanted: string | undefined) => {
				const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
				if (fact === undefined) return whole;
				const written = typeof fact === "number" ? number(fact) : fact;
				return wanted !== undefined && isParticle(wanted) ? written + particle(written, wanted) : written;
			});
			return unbroken(said);
		},
	};
}
