// The certificate on the wire: three ways to the same gradient, side by side, for every input.
import type { Nested, Scalar } from "#src/words/number";

export interface Remark {
	code: string;
	message: string;
}

export interface InputCertificate {
	/** Absent where there is no closed form; `hidden` then says why. */
	symbolic: { latex: string; text: string; value: Nested } | null;
	hidden: Remark | null;
	autograd: Nested;
	finite_difference: Nested | null;
	/** The step of the central difference. */
	h: number | null;
	/** The largest relative difference max |x − y| / max(1, |x|, |y|) among those present. */
	disagreement: Scalar | null;
	kinks: readonly Remark[];
}

export interface Certificate {
	inputs: ReadonlyMap<string, InputCertificate>;
	largest: Scalar | null;
	notes: readonly Remark[];
}

/** The answer of `POST /api/v1/certificates`; names become a Map, since one may be `__proto__`. */
export function readCertificate(body: unknown): Certificate {
	const wire = body as {
		inputs: Record<string, InputCertificate>;
		largest_disagreement: Scalar | null;
		notes?: readonly Remark[];
	};
	return {
		inputs: new Map(Object.entries(wire.inputs)),
		largest: wire.largest_disagreement,
		notes: wire.notes ?? [],
	};
}
