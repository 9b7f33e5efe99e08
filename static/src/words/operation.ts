// A row of /api/v1/operations in one language: how an operation looks and how it is differentiated.

export interface Rule {
	slot: string;
	/** The derivative, or (form `product`) the contribution itself, in the slots' names. */
	text: string;
	latex: string;
	/** Which shapes the rule joins, where they differ. */
	shapes: string;
}

export interface Operation {
	key: string;
	symbol: string;
	/** The operation applied to its slots. */
	latex: string;
	slots: readonly string[];
	/** `derivative`, `gradient`: the contribution is ȳ times the rule; `product`: the rule is the contribution. */
	form: "derivative" | "gradient" | "product";
	elementwise: boolean;
	rules: readonly Rule[];
	noun: string;
	/** How it is differentiated, in one sentence. */
	sentence: string;
	kink: { code: string; message: string } | null;
	source: string;
}

export type Operations = ReadonlyMap<string, Operation>;

/** The rows by key; a Map, since torch's own names come from outside. */
export function operationsByKey(rows: readonly Operation[]): Operations {
	return new Map(rows.map((row) => [row.key, row]));
}
