// Numbers, vectors and matrices as a person types them into a field: text ↔ nested lists.
/** A number, or nested lists of numbers: the inputs of a request. */
export type Tensor = number | readonly Tensor[];

export type Reading =
	| { ok: true; tensor: Tensor }
	| { ok: false; code: "empty" | "not-a-number" | "bracket" | "ragged" | "too-large"; at: string };

/** A field holds no more elements than the server takes apart by hand. */
const MOST_ELEMENTS = 4096;

/** Axes of a matrix. */
const MATRIX = 2;

const TOKEN = /[[\](){}]|[,;]|[^\s,;[\](){}]+/gu;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads `2`, `2, 3`, `2 3`, `[2, 3]`, `(2, 3)`, `[[1, 2], [3, 4]]` and `1, 2; 3, 4`; `−`, full-width characters and `1/3`
 * too. Errors carry a code and the piece of text they are about.
 */
export function readTensor(text: string): Reading {
	const tidy = text
		.normalize("NFKC")
		.replace(/[−–—]/g, "-")
		.replace(/[(]/g, "[")
		.replace(/[)]/g, "]")
		.replace(/(\d)\s*\/\s*(\d)/g, "$1/$2");
	const tokens = tidy.match(TOKEN) ?? [];
	if (tokens.length === 0) return { ok: false, code: "empty", at: "" };
	if (tokens.length > 2 * MOST_ELEMENTS) return { ok: false, code: "too-large", at: String(MOST_ELEMENTS) };
	return tokens.some((token) => token === "[" || token === "]") ? readBrackets(tokens) : readRows(tokens);
}

function readBrackets(tokens: readonly string[]): Reading {
	const open: Tensor[][] = [];
	let whole: Tensor | undefined;
	for (const token of tokens) {
		if (whole !== undefined) return { ok: false, code: "bracket", at: token };
		if (token === "," || token === ";") continue;
		if (token === "[") {
			open.push([]);
			continue;
		}
		if (token === "]") {
			const closed = open.pop();
			if (closed === undefined) return { ok: false, code: "bracket", at: "]" };
			const outer = open.at(-1);
			if (outer === undefined) whole = closed;
			else outer.push(closed);
			continue;
		}
		const x = readNumber(token);
		const list = open.at(-1);
		if (x === null) return { ok: false, code: "not-a-number", at: token };
		if (list === undefined) return { ok: false, code: "bracket", at: token };
		list.push(x);
	}
	if (whole === undefined) return { ok: false, code: "bracket", at: "[" };
	return regular(whole);
}

function readRows(tokens: readonly string[]): Reading {
	const rows: number[][] = [[]];
	for (const token of tokens) {
		if (token === ",") continue;
		if (token === ";") {
			rows.push([]);
			continue;
		}
		const x = readNumber(token);
		if (x === null) return { ok: false, code: "not-a-number", at: token };
		rows.at(-1)?.push(x);
	}
	if (rows.at(-1)?.length === 0) rows.pop();
	const [only, ...others] = rows;
	if (only === undefined) return { ok: false, code: "empty", at: "" };
	if (others.length > 0) return regular(rows);
	const [scalar, ...more] = only;
	return { ok: true, tensor: scalar !== undefined && more.length === 0 && !tokens.includes(",") ? scalar : only };
}

function readNumber(token: string): number | null {
	const [above = "", below, ...rest] = token.split("/");
	if (!NUMBER.test(above) || rest.length > 0) return null;
	if (below === undefined) return finite(Number(above));
	return NUMBER.test(below) ? finite(Number(above) / Number(below)) : null;
}

function finite(x: number): number | null {
	return Number.isFinite(x) ? x : null;
}

function regular(tensor: Tensor): Reading {
	return shapeOf(tensor) === null ? { ok: false, code: "ragged", at: writeTensor(tensor) } : { ok: true, tensor };
}

/** The shape, outermost size first; `null` where the lists are not regular. */
export function shapeOf(tensor: Tensor): number[] | null {
	if (typeof tensor === "number") return [];
	const shapes = tensor.map(shapeOf);
	const [first = []] = shapes;
	if (first === null || shapes.some((shape) => shape?.join() !== first.join())) return null;
	return [tensor.length, ...first];
}

/** The text of a field that holds `tensor`, a matrix row by row; `readTensor` reads it back to the same numbers. */
export function writeTensor(tensor: Tensor): string {
	if (shapeOf(tensor)?.length === MATRIX) return `[${(tensor as readonly Tensor[]).map(writeNumbers).join(",\n ")}]`;
	return writeNumbers(tensor);
}

/** As JavaScript writes them: the fewest digits that are read back as the same float64. */
function writeNumbers(tensor: Tensor): string {
	return typeof tensor === "number" ? String(tensor) : `[${tensor.map(writeNumbers).join(", ")}]`;
}
