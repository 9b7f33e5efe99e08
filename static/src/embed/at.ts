// The inputs in an address: `at=a:2,b:3`, with vectors and matrices `at=a:[2,3],W:[[1,2],[3,4]]`.
import { readTensor, type Tensor } from "#src/panels/tensor";

/** The piece of text that cannot be read. */
export class AtError extends Error {
	readonly piece: string;

	constructor(piece: string) {
		super(`at: ${piece}`);
		this.piece = piece;
		this.name = "AtError";
	}
}

/** A comma before `name:` separates; every other comma belongs to a tensor. */
const BETWEEN = /,(?=\s*[^\s,:[\]]+\s*:)/u;

/**
 * Inputs by name, in their order. A tensor is written as in an input field: `2`, `-1.5e3`, `[2,3]`, `[[1,2],[3,4]]`;
 * the outermost brackets of a vector may be left out. Throws AtError.
 */
export function readInputs(text: string): ReadonlyMap<string, Tensor> {
	const inputs = new Map<string, Tensor>();
	if (text.trim() === "") return inputs;
	for (const piece of text.split(BETWEEN)) {
		const colon = piece.indexOf(":");
		const name = piece.slice(0, Math.max(colon, 0)).trim();
		const reading = readTensor(piece.slice(colon + 1));
		if (name === "" || inputs.has(name) || !reading.ok) throw new AtError(piece.trim());
		inputs.set(name, reading.tensor);
	}
	return inputs;
}
