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
	/** Keys of its kin, which it describes too: `view` and `flatten` are described by `reshape`. */
	also: readonly string[];
	symbol: string;
	/** The operation applied to its slots. */
	latex: string;
	slots: readonly string[];
	/** `derivative`, `gradient`: the contribution is ȳ times the rule; `product`: the rule is the contribution; `none`: no formula says it. */
	form: "derivative" | "gradient" | "product" | "none";
	/** Its one slot stands for any number of operands. */
	repeated: boolean;
	elementwise: boolean;
	rules: readonly Rule[];
	noun: string;
	/** How it is differentiated, in one sentence. */
	sentence: string;
	kink: { code: string; message: string } | null;
	source: string;
}

export type Operations = ReadonlyMap<string, Operation>;

/** The rows by key and by the keys of their kin; a Map, since torch's own names come from outside. */
export function operationsByKey(rows: readonly Operation[]): Operations {
	return new Map(rows.flatMap((row) => [row.key, ...row.also].map((key) => [key, row] as const)));
}

/** What is described: an operation by its key, and torch's name of the autograd node that it made. */
interface Described {
	readonly operation: string | null;
	readonly grad_fn: string | null;
}

/** The row of a key. `add_` writes in place what `add` computes, and is differentiated as it is. */
function rowOfKey(operations: Operations, key: string): Operation | undefined {
	return operations.get(key) ?? operations.get(key.replace(/_$/, ""));
}

/** The row of a node: by its key; a program's own autograd.Function, whose node bears its name, has a row for all. */
export function rowOf(operations: Operations, { operation, grad_fn }: Described): Operation | undefined {
	if (operation === null) return undefined;
	const own = grad_fn === `${operation}Backward` ? operations.get("function") : undefined;
	return rowOfKey(operations, operation) ?? own;
}

/** The symbol of a key, marked where it writes in place: `+=` as in Python, `ReLU_` as in torch; `null` without a row. */
export function symbolOf(operations: Operations, key: string): string | null {
	const row = rowOfKey(operations, key);
	if (row === undefined) return null;
	if (operations.has(key)) return row.symbol;
	return row.symbol + (Array.from(row.symbol).length === 1 ? "=" : "_");
}
