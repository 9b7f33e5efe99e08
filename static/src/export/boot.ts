// What an exported page brings along: all that it shows.
import type { Operation } from "#src/words/operation";
import type { Language } from "#src/words/words";

export interface ExportBoot {
	lang: Language;
	words: Record<string, string>;
	/** The rows of the operations that the trace has. */
	operations: Operation[];
	/** May be folded. */
	trace: unknown;
	/** Above the program; empty where it has none. */
	title: string;
	/** Where the cursor stands at first. */
	step: number;
}
