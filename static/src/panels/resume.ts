// Where a visit begins: with the link it was opened by, else where the last one was left, else with the first lesson.
import { decode, LinkError, wordOf } from "#src/player/link";
import { fromLink } from "./link";
import { type Playground, SAVED } from "./playground";
import { keep, recall } from "./storage";

/** Opens the program of a word; a word that cannot be read is told, and the lesson shown. */
export async function openWord(playground: Playground, word: string): Promise<boolean> {
	try {
		const state = await decode(word);
		playground.open(fromLink(state), state.step ?? null);
		return true;
	} catch (error) {
		if (!(error instanceof LinkError)) throw error;
		playground.complain(error.code);
		return false;
	}
}

export async function begin(playground: Playground): Promise<void> {
	const shared = wordOf(location.hash);
	if (shared !== null) {
		if (!(await openWord(playground, shared))) playground.openLesson();
		return;
	}
	const saved = recall(SAVED);
	if (saved === null) {
		playground.openLesson();
		return;
	}
	if (!(await openWord(playground, saved))) {
		keep(SAVED, null);
		playground.openLesson();
	}
}
