// The address of an embed → its settings. A bad value falls back to its default and is reported, never an error.
import type { Speed } from "#src/player/player";

export type Mode = "step" | "view" | "edit";
/** What an embed is put together from. */
export type Part = "title" | "code" | "inputs" | "formula" | "graph" | "tape" | "transport";

export interface Parameters {
	/** `step`: plays and steps. `view`: a picture. `edit`: inputs can be changed. */
	readonly mode: Mode;
	/** Where the cursor stands at first. */
	readonly step: number | "last" | "backward";
	readonly parts: ReadonlySet<Part>;
	readonly theme: "auto" | "light" | "dark";
	readonly background: "page" | "transparent";
	readonly lang: "auto" | "ko" | "en";
	readonly autoplay: boolean;
	readonly speed: Speed;
	readonly wheel: "ctrl" | "on" | "off";
	/** Significant digits. */
	readonly digits: number;
	/** CSS pixels, or as high as the content. */
	readonly height: number | "auto";
	/** Returned in every message. */
	readonly context: string | null;
	/** To whom messages go. */
	readonly origin: string;
}

export interface Warning {
	readonly parameter: string;
	readonly value: string;
}

const PARTS: readonly Part[] = ["title", "code", "inputs", "formula", "graph", "tape", "transport"];
const SHOWN: Readonly<Record<Mode, readonly Part[]>> = {
	step: ["title", "code", "graph", "tape", "transport"],
	view: ["title", "code", "graph"],
	edit: ["title", "code", "inputs", "graph", "tape", "transport"],
};
const SPEEDS: readonly Speed[] = [0.5, 1, 2, 4];
export const LEAST_HEIGHT = 80;
export const LARGEST_HEIGHT = 5000;

/** All settings of an address' query, and what in it could not be used. Unknown parameters are ignored. */
export function readParameters(query: URLSearchParams): { parameters: Parameters; warnings: readonly Warning[] } {
	const warnings: Warning[] = [];
	/** The value of a parameter as `read` understands it (undefined: not at all), else its default. */
	const take = <Meaning>(name: string, standard: Meaning, read: (value: string) => Meaning | undefined): Meaning => {
		const value = query.get(name);
		if (value === null) return standard;
		const meaning = read(value);
		if (meaning !== undefined) return meaning;
		warnings.push({ parameter: name, value });
		return standard;
	};
	const choose = <Choice extends string>(name: string, standard: Choice, ...others: Choice[]): Choice =>
		take(name, standard, (value) => [standard, ...others].find((choice) => choice === value));
	const list = (name: string): readonly Part[] => {
		const [known, unknown] = split((query.get(name) ?? "").split(",").filter((part) => part !== ""));
		if (unknown.length > 0) warnings.push({ parameter: name, value: unknown.join(",") });
		return known;
	};

	const mode = choose("mode", "step", "view", "edit");
	const hidden = new Set(list("hide"));
	const parts = new Set([...SHOWN[mode], ...list("show")].filter((part) => !hidden.has(part)));
	const parameters: Parameters = {
		mode,
		parts,
		step: take<Parameters["step"]>("step", 0, (value) =>
			value === "last" || value === "backward" ? value : whole(value, 0, Number.MAX_SAFE_INTEGER),
		),
		theme: choose("theme", "auto", "light", "dark"),
		background: choose("bg", "page", "transparent"),
		lang: choose("lang", "auto", "ko", "en"),
		autoplay: choose("autoplay", "0", "1") === "1",
		speed: take<Speed>("speed", 1, (value) => SPEEDS.find((speed) => String(speed) === value)),
		wheel: choose("wheel", "ctrl", "on", "off"),
		digits: take("digits", 4, (value) => whole(value, 1, 17)),
		height: take<Parameters["height"]>("height", "auto", (value) =>
			value === "auto" ? value : whole(value.replace(/px$/, ""), LEAST_HEIGHT, LARGEST_HEIGHT),
		),
		context: query.get("ctx"),
		origin: take("origin", "*", originOf),
	};
	return { parameters, warnings };
}

function split(names: readonly string[]): [Part[], string[]] {
	const known = names.filter((name): name is Part => PARTS.includes(name as Part));
	return [known, names.filter((name) => !PARTS.includes(name as Part))];
}

function whole(value: string, least: number, largest: number): number | undefined {
	const number = Number(value);
	return /^\d+$/.test(value) && number >= least && number <= largest ? number : undefined;
}

/** A web origin in its canonical form; anything else could make every message fail. */
function originOf(value: string): string | undefined {
	return URL.canParse(value) && new URL(value).origin === value ? value : undefined;
}
