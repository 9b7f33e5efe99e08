// What a loop is called and how far it has come: by the name that counts it in the source.
import type { Loop, Trace } from "#src/trace/schema";
import type { Words } from "#src/words/words";

const HEAD = /^\s*for\s+\(?\s*([\p{L}_][\p{L}\p{N}_]*)/u;

/** `epoch` of `for epoch in …`; where nothing has a name, what an iteration is called in the language. */
export function loopName(words: Words, trace: Trace, { line }: Pick<Loop, "line">): string {
	const text = line === null ? "" : (trace.program.source.split("\n")[line - 1] ?? "");
	const name = HEAD.exec(text)?.[1];
	return name === undefined || /^_+$/.test(name) ? words.say("ui.loop.iteration") : name;
}

/** `epoch 17 / 500`; the first is 1. `iteration` counts what was recorded. */
export function loopPosition(words: Words, trace: Trace, loop: Loop, iteration: number): string {
	const number = (loop.first ?? 0) + iteration + 1;
	const facts = { name: loopName(words, trace, loop), number, total: loop.total ?? loop.starts.length };
	return words.say("ui.loop.position", facts);
}

/** `epoch 17`. */
export function loopShort(words: Words, trace: Trace, loop: Loop, iteration: number): string {
	return `${loopName(words, trace, loop)} ${(loop.first ?? 0) + iteration + 1}`;
}
