// The only place that rounds: numbers and tensors of a trace as a person reads them.

/** A number as the wire carries it: floating-point specials travel as strings. */
export type Scalar = number | boolean | string;
/** A tensor as nested lists; a bare number for shape []. */
export type Nested = Scalar | readonly Nested[];

/** What of a Value is needed to write it; a Value of the wire fits. */
export interface Writable {
	shape: readonly number[];
	data?: unknown;
	summary?: { head: readonly Scalar[] } | null | undefined;
}

/** Significant digits where nobody asks for others. */
export const DIGITS = 4;
/** Decimal exponents outside this range are written as ×10ⁿ. */
const SMALLEST_EXPONENT = -4;
const LARGEST_EXPONENT = 5;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The number a wire scalar stands for: `"-Infinity"` → −∞, `true` → 1. */
export function toNumber(scalar: Scalar): number {
	return Number(scalar);
}

/** An integer in superscripts: −12 → `⁻¹²`. */
export function superscript(exponent: number): string {
	const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)]).join("");
	return exponent < 0 ? `⁻${digits}` : digits;
}

/**
 * One number: `digits` significant ones, whole numbers below a million in full, a true minus sign, `1.5×10⁻⁷`,
 * `NaN`, `∞`, `−∞`. Negative zero is written `0`; booleans are `True` and `False`, as torch prints them.
 */
export function number(x: Scalar, digits: number = DIGITS): string {
	if (typeof x === "boolean") return x ? "True" : "False";
	const value = toNumber(x);
	if (Number.isNaN(value)) return "NaN";
	if (value === 0) return "0";
	const sign = value < 0 ? "−" : "";
	const size = Math.abs(value);
	if (size === Number.POSITIVE_INFINITY) return `${sign}∞`;
	if (Number.isInteger(size) && size < 10 ** (LARGEST_EXPONENT + 1)) return `${sign}${size}`;
	const [mantissa = "", power = "0"] = size.toExponential(digits - 1).split("e");
	const exponent = Number(power);
	if (exponent < SMALLEST_EXPONENT || exponent > LARGEST_EXPONENT) {
		return `${sign}${withoutTrailingZeros(mantissa)}×10${superscript(exponent)}`;
	}
	const decimals = Math.max(0, digits - 1 - exponent);
	return `${sign}${withoutTrailingZeros(Number(`${mantissa}e${power}`).toFixed(decimals))}`;
}

/** A count in full, its thousands apart: `11,689,512`. */
export function whole(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

function withoutTrailingZeros(decimal: string): string {
	return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/** One number in at most `room` characters, with as many of `digits` significant ones as go in; one digit at least. */
export function fitted(x: Scalar, digits: number, room: number): string {
	for (let kept = digits; kept > 1; kept--) {
		const text = number(x, kept);
		if (text.length <= room) return text;
	}
	return number(x, 1);
}

/** Nested lists on one line: `[[1, 2], [3, 4]]`. */
export function nested(data: Nested, digits: number = DIGITS): string {
	if (!Array.isArray(data)) return number(data as Scalar, digits);
	return `[${data.map((inner: Nested) => nested(inner, digits)).join(", ")}]`;
}

/**
 * A whole value on one line, cut after `limit` elements: `[2, 3]`, `[1, 2, 3, …]`. A summarised tensor shows its head.
 */
export function tensor(value: Writable, digits: number = DIGITS, limit: number = 16): string {
	if (value.data === null || value.data === undefined) {
		const head = value.summary?.head ?? [];
		return `[${[...head.map((x) => number(x, digits)), "…"].join(", ")}]`;
	}
	let left = limit;
	const write = (data: Nested): string => {
		if (!Array.isArray(data)) {
			left -= 1;
			return number(data as Scalar, digits);
		}
		const parts: string[] = [];
		for (const inner of data as readonly Nested[]) {
			if (left <= 0) {
				parts.push("…");
				break;
			}
			parts.push(write(inner));
		}
		return `[${parts.join(", ")}]`;
	};
	return write(value.data as Nested);
}

/** A shape as torch writes one, in short: `2×3`; a scalar's is the empty text. */
export function shape(sizes: readonly number[]): string {
	return sizes.join("×");
}
