// Where a visit begins: with a link, else the lesson that was asked for, else where the last visit ended, else the first lesson.
import { decode, LinkError, wordOf } from "#src/player/link";
import { fromLink } from "./link";
import { type Playground, SAVED } from "./playground";
import { keep, recall } from "./storage";

/** Where a session that could not be read is put aside: what is typed next is kept in its place. */
const BROKEN = `${SAVED}.broken`;

/** Opens the program of a word. One that cannot be read is told; the picture stays, or the lesson is shown. */
export async function openWord(playground: Playground, word: string): Promise<void> {
	try {
		const state = await decode(word);
		playground.open(fromLink(state), state.step ?? null);
	} catch (error) {
		if (!(error instanceof LinkError)) throw error;
		if (word === recall(SAVED)) keep(BROKEN, word);
		if (playground.drawn.value === null) playground.openLesson();
		playground.complain(error.code);
	}
}

export async function begin(playground: Playground): Promise<void> {
	const asksForLesson = playground.boot.question !== null;
	const word = wordOf(location.hash) ?? (asksForLesson ? null : recall(SAVED));
	if (word === null) playground.openLesson();
	else await openWord(playground, word);
}
