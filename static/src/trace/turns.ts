// The loops around a cursor, and in which of their iterations it stands.
import { at, type Loop } from "./schema";
import { type Take, type Takes, takeAt } from "./takes";

/** A loop and where in it a cursor stands. */
export interface Turn {
	readonly loop: Loop;
	/** By recorded iteration: where it starts. */
	readonly takes: readonly Take[];
	/** The recorded iteration that is under way. */
	readonly iteration: number;
}

/** The loops around a cursor, outermost first: those that run then, else the last that ran before, else the first. */
export function turnsAt(takes: Takes, cursor: number): Turn[] {
	const turns: Turn[] = [];
	for (let parent = -1, found = true; found; ) {
		const here = takes.loops.filter(({ id }) => {
			const first = takes.ofLoop[id]?.[0];
			return first !== undefined && at(takes.list, first).parent === parent && (takes.ofLoop[id]?.length ?? 0) > 1;
		});
		const begun = here.filter((loop) => at(loop.starts, 0) <= cursor);
		const loop = begun.at(-1) ?? here[0];
		found = loop !== undefined;
		if (!loop) break;
		parent = takeAt(takes, loop.id, cursor);
		const { iteration } = at(takes.list, parent);
		turns.push({ loop, takes: at(takes.ofLoop, loop.id).map((take) => at(takes.list, take)), iteration });
	}
	return turns;
}
