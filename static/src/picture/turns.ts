// One slider for each loop around the cursor, at most two: which iteration is drawn, and the way to another.
import type { Deck } from "#src/player/deck";
import { at } from "#src/trace/schema";
import { type Turn, turnsAt } from "#src/trace/turns";
import type { Words } from "#src/words/words";
import { loopName, loopPosition } from "./loop";
import { sheetOf } from "./sheet";
import { mark, write } from "./svg";
import text from "./turns.css?inline";

/** The styles that these sliders bring. */
export const sheet = sheetOf(text);

/** More would tell less. */
const MOST = 2;

interface Row {
	readonly element: HTMLElement;
	readonly label: HTMLElement;
	readonly position: HTMLOutputElement;
	readonly slider: HTMLInputElement;
	turn: Turn | null;
}

export class Turns {
	private readonly deck: Deck;
	private readonly words: Words;
	private readonly rows: readonly Row[];

	/** Fills `root` with sliders of the deck's loops. */
	constructor(root: HTMLElement, deck: Deck, words: Words) {
		this.deck = deck;
		this.words = words;
		this.rows = Array.from({ length: MOST }, () => this.row());
		root.replaceChildren(...this.rows.map(({ element }) => element));
	}

	/** Brings the sliders to where the cursor stands. */
	draw(): void {
		const lookup = this.deck.lookup.value;
		const turns = lookup ? turnsAt(lookup.takes, this.deck.cursor.value).slice(0, MOST) : [];
		this.rows.forEach((row, level) => {
			const turn = turns[level] ?? null;
			row.turn = turn;
			row.element.hidden = turn === null;
			if (!lookup || !turn) return;
			const position = loopPosition(this.words, lookup.trace, turn.loop, turn.iteration);
			write(row.label, loopName(this.words, lookup.trace, turn.loop));
			write(row.position, position);
			mark(row.slider, "max", String(turn.takes.length - 1));
			mark(row.slider, "aria-valuetext", position);
			row.slider.value = String(turn.iteration);
		});
	}

	private row(): Row {
		const element = document.createElement("label");
		element.className = "turn";
		const label = document.createElement("span");
		const position = document.createElement("output");
		const slider = document.createElement("input");
		slider.type = "range";
		slider.min = "0";
		slider.step = "1";
		const row: Row = { element, label, position, slider, turn: null };
		slider.addEventListener("input", () => {
			const take = row.turn?.takes[Number(slider.value)];
			if (take) this.deck.dispatch({ type: "seek", cursor: cursorIn(row.turn as Turn, take, this.deck.cursor.peek()) });
		});
		label.className = "turn-name";
		element.append(label, slider, position);
		return row;
	}
}

/** The same moment of another iteration; coming from elsewhere, the moment when all of it is there to be read. */
function cursorIn(turn: Turn, take: Turn["takes"][number], cursor: number): number {
	const here = at(turn.takes, turn.iteration);
	const last = Math.max(take.start, take.end - 1);
	return cursor > here.start && cursor < here.end ? Math.min(take.start + cursor - here.start, last) : last;
}
