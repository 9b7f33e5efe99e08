// Restores a trace that travelled folded: the structure of repeated iterations once, the numbers of each. See docs/api.md.
import { TraceError } from "./load";

const FLAT = "tapedeck/trace";
const FOLDED = "tapedeck/trace-folded";
const VERSION = 1;
const LISTS = ["values", "nodes", "edges", "steps", "autograd", "groups", "loops"] as const;
const PLAIN_DIGITS = "0123456789";

type Piece = { plain: unknown[] } | { rounds: number; columns: Column[] };

type Column =
	| { same: unknown }
	| { from: number; by: number }
	| { each: unknown[] }
	| { text: (string | Column)[]; digits: string }
	| { list: Column[] }
	| { object: Record<string, Column> };

/**
 * A parsed JSON document with its lists written out; one that is not folded comes back as it is, for `load` to judge.
 *
 * Parts that are the same in every iteration are shared, not copied: nothing behind this may change them.
 */
export function unfold(json: unknown): unknown {
	if (typeof json !== "object" || json === null || !("format" in json) || json.format !== FOLDED) return json;
	const trace: Record<string, unknown> = { ...json, format: FLAT };
	if (trace.version !== VERSION) return trace;
	for (const list of LISTS) {
		try {
			trace[list] = records(trace[list] as Piece[]);
		} catch {
			throw new TraceError("trace-incomplete", { list });
		}
	}
	return trace;
}

function records(pieces: Piece[]): unknown[] {
	const all: unknown[] = [];
	for (const piece of pieces) {
		if ("plain" in piece) {
			for (const record of piece.plain) all.push(record);
			continue;
		}
		const columns = piece.columns.map((column) => values(column, piece.rounds));
		for (let turn = 0; turn < piece.rounds; turn += 1) {
			for (const column of columns) all.push(column[turn]);
		}
	}
	return all;
}

/** The `count` values that a column stands for. */
function values(column: Column, count: number): unknown[] {
	if ("same" in column) return new Array(count).fill(column.same);
	if ("each" in column) return column.each;
	if ("from" in column) return rows(count, (turn) => column.from + column.by * turn);
	if ("object" in column) return objects(column.object, count);
	if ("list" in column) {
		const parts = column.list.map((part) => values(part, count));
		return rows(count, (turn) => parts.map((part) => part[turn]));
	}
	const parts = column.text.map((part) =>
		typeof part === "string" ? part : values(part, count).map((number) => written(number, column.digits)),
	);
	return rows(count, (turn) => parts.map((part) => (typeof part === "string" ? part : part[turn])).join(""));
}

/** What never changes is copied in one go, which is most of it. */
function objects(fields: Record<string, Column>, count: number): Record<string, unknown>[] {
	const still: Record<string, unknown> = {};
	const moving: [string, unknown[]][] = [];
	for (const [name, column] of Object.entries(fields)) {
		still[name] = "same" in column ? column.same : null;
		if (!("same" in column)) moving.push([name, values(column, count)]);
	}
	return rows(count, (turn) => {
		const record = { ...still };
		for (const [name, part] of moving) record[name] = part[turn];
		return record;
	});
}

function written(number: unknown, digits: string): string {
	const text = String(number);
	return digits === PLAIN_DIGITS ? text : text.replace(/[0-9]/g, (digit) => digits[Number(digit)] ?? digit);
}

function rows<Item>(count: number, row: (turn: number) => Item): Item[] {
	return Array.from({ length: count }, (_, turn) => row(turn));
}
