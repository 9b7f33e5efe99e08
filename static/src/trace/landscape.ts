// The landscape on the wire: the loss around the way of a training loop that trains one or two numbers.
import { type Scalar, toNumber } from "#src/words/number";

/** `loss[j][i]` at `x[i]`, `y[j]`; over `x` alone `y` is null and there is one row. NaN where the loss is none. */
export interface Landscape {
	readonly parameters: readonly string[];
	readonly x: readonly number[];
	readonly y: readonly number[] | null;
	readonly loss: readonly (readonly number[])[];
	/** The loss of a round at each `backward()` of the run, in order; empty for a long one. */
	readonly along: readonly number[];
}

/** The answer of `POST /api/v1/landscapes`; null where there is none to show. */
export function readLandscape(body: unknown): Landscape | null {
	const wire = body as {
		parameters: string[];
		x: number[];
		y: number[];
		loss: Scalar[][];
		along: Scalar[];
	};
	if (wire.parameters.length === 0) return null;
	return {
		parameters: wire.parameters,
		x: wire.x,
		y: wire.parameters.length > 1 ? wire.y : null,
		loss: wire.loss.map((row) => row.map(toNumber)),
		along: wire.along.map(toNumber),
	};
}
