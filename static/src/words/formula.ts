// Formulas of one step in its own names: as Unicode text for the first paint and the reader, as LaTeX for MathML.
import { group, INFIX, isLoose, isSum, OF_MANY, OF_ONE } from "./notation";
import { superscript } from "./number";

export { group };

export interface Formula {
	text: string;
	/** `null` where text says all there is to say. */
	latex: string | null;
}

const WHOLE = /^−?\d+$/u;
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const ACCENTS: ReadonlyMap<string, string> = new Map([
	["\u0302", "\\hat"],
	["\u0304", "\\bar"],
	["\u0305", "\\bar"],
	["\u0303", "\\tilde"],
	["\u0307", "\\dot"],
]);

/** An operation applied to operands that are text already: `a³`, `3 · t₁`, `σ(x)`, `clamp(x, 0, 1)`. */
export function applied(operation: string, operands: readonly string[]): string {
	const [u = "", v] = operands;
	const infix = INFIX.get(operation);
	if (infix !== undefined && v !== undefined) {
		const first = operation === "add" || operation === "sub" || !isSum(u) ? u : `(${u})`;
		return first + infix + group(v);
	}
	if (operation === "pow" && v !== undefined) return power(u, v);
	const notation = operands.length === 1 ? OF_ONE.get(operation) : undefined;
	return notation?.(u) ?? OF_MANY.get(operation)?.(operands) ?? `${operation}(${operands.join(", ")})`;
}

function power(base: string, exponent: string): string {
	const plain = /^[\p{L}\p{M}\p{N}.₀-₉]+$/u.test(base) ? base : `(${base})`;
	if (exponent === "n") return `${plain}ⁿ`;
	return WHOLE.test(exponent) ? plain + superscript(Number(exponent.replace("−", "-"))) : `${plain}^${group(exponent)}`;
}

/** LaTeX of a name: `t₁` → `t_{1}`, `ŷ` → `\hat{y}`, `loss` → `\mathrm{loss}`. */
export function nameLatex(name: string): string {
	const match = /^(?<stem>.+?)(?:_(?<low>.+)|(?<sub>[₀-₉]+)|(?<digits>\d+))?$/su.exec(name);
	const stem = match?.groups?.stem ?? name;
	const { low, sub, digits } = match?.groups ?? {};
	const below = low ?? digits ?? (sub === undefined ? "" : Array.from(sub, (c) => SUBSCRIPTS.indexOf(c)).join(""));
	return below === "" ? stemLatex(stem) : `${stemLatex(stem)}_{${stemLatex(below)}}`;
}

function stemLatex(stem: string): string {
	const [letter = "", accent = "", ...rest] = Array.from(stem.normalize("NFD"));
	const command = ACCENTS.get(accent);
	if (command !== undefined && rest.length === 0) return `${command}{${letter}}`;
	if (/^\d+$/.test(stem) || Array.from(stem).length === 1) return stem.replace(/[\\{}$&#^_%~]/g, "\\$&");
	return `\\mathrm{${stem.replace(/[\\{}$&#^_%~]/g, "\\$&")}}`;
}

/** ∂y/∂x. */
export function derivative(of: string, by: string): Formula {
	return {
		text: `∂${of}/∂${by}`,
		latex: `\\dfrac{\\partial ${nameLatex(of)}}{\\partial ${nameLatex(by)}}`,
	};
}

/** Two formulas side by side with a sign between them: `=`, `·`, `←`, `+=`. */
export function joined(left: Formula, sign: string, right: Formula): Formula {
	const latex =
		left.latex !== null && right.latex !== null ? `${left.latex} ${SIGNS.get(sign) ?? sign} ${right.latex}` : null;
	return { text: `${left.text} ${sign} ${right.text}`, latex };
}

const SIGNS: ReadonlyMap<string, string> = new Map([
	["·", "\\cdot"],
	["←", "\\leftarrow"],
	["+=", "\\mathrel{+}="],
]);

/** A formula in parentheses where a factor beside it needs them. */
export function factor({ text, latex }: Formula): Formula {
	return isLoose(text)
		? { text: `(${text})`, latex: latex === null ? null : `\\left(${latex}\\right)` }
		: { text, latex };
}
