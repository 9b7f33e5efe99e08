// Operations that are written in another way than as a function: `a + b`, `√x`, `x[…]`.

/** Signs that stand between two operands. */
export const INFIX: ReadonlyMap<string, string> = new Map([
	["add", " + "],
	["sub", " − "],
	["mul", " · "],
	["div", " / "],
	["matmul", " @ "],
	["outer", " ⊗ "],
	["dot", " · "],
	["remainder", " % "],
	["floor_divide", " // "],
	["gt", " > "],
	["ge", " ≥ "],
	["lt", " < "],
	["le", " ≤ "],
	["eq", " == "],
	["ne", " ≠ "],
	["and", " ∧ "],
	["or", " ∨ "],
	["add_", " += "],
	["sub_", " −= "],
	["mul_", " *= "],
	["div_", " /= "],
	["copy_", " ← "],
	["fill_", " ← "],
]);

/** Of one operand. */
export const OF_ONE: ReadonlyMap<string, (operand: string) => string> = new Map([
	["neg", (u) => `−${group(u)}`],
	["abs", (u) => `|${u}|`],
	["sqrt", (u) => `√${group(u)}`],
	["norm", (u) => `‖${u}‖`],
	["p_norm", (u) => `‖${u}‖`],
	["transpose", (u) => `${group(u)}ᵀ`],
	["sigmoid", (u) => `σ(${u})`],
	["sum", (u) => `Σ ${group(u)}`],
	["log", (u) => `ln(${u})`],
	["floor", (u) => `⌊${u}⌋`],
	["ceil", (u) => `⌈${u}⌉`],
	["not", (u) => `¬${group(u)}`],
	["inv", (u) => `${group(u)}⁻¹`],
	["data", (u) => `${group(u)}.data`],
	["zero_", (u) => `${u} ← 0`],
]);

/** Of as many operands as there are; which elements an index picked, the trace does not tell. */
export const OF_MANY: ReadonlyMap<string, (operands: readonly string[]) => string> = new Map([
	["getitem", ([u = "", ...indices]) => `${u}[${indices.join(", ") || "…"}]`],
	["setitem_", ([u = "", ...rest]) => `${u}[…] ← ${rest.at(-1) ?? "…"}`],
	["embedding", ([i = "", w = ""]) => `${w}[${i}]`],
	["linear", ([x = "", w = "", b]) => `${x} @ ${w}ᵀ${b === undefined ? "" : ` + ${b}`}`],
	["addmm", ([b = "", x = "", w = ""]) => `${b} + ${x} @ ${w}`],
]);

/** Whether a formula is a sum, so that a factor beside it would tear it apart. */
export function isSum(text: string): boolean {
	let depth = 0;
	for (const [position, character] of Array.from(text).entries()) {
		if ("([{|‖".includes(character)) depth += 1;
		else if (")]}".includes(character)) depth -= 1;
		else if (depth === 0 && position > 0 && (character === "+" || character === "−")) return true;
	}
	return false;
}

/** Whether a formula is a sum or negative: behind another sign it needs parentheses. */
export function isLoose(text: string): boolean {
	return /^[−-]/u.test(text) || isSum(text);
}

/** `text` in parentheses where a sign before it would tear it apart. */
export function group(text: string): string {
	return isLoose(text) ? `(${text})` : text;
}
