// The whole state of a player in one word: what stands behind `#s=` in a link, and in an embed's fragment.
import type { Elements } from "#src/trace/schema";

/** What a link carries: the fields of a request for a trace (each but `source` may be absent) and the cursor. */
export interface LinkState {
	readonly source: string;
	readonly language?: "auto" | "expression" | "torch";
	readonly inputs?: Readonly<Record<string, Elements>>;
	readonly frozen?: readonly string[];
	readonly grad_output?: Elements | null;
	readonly dtype?: "float32" | "float64";
	readonly seed?: number;
	readonly setup?: string;
	/** Iterations, half-open. */
	readonly window?: readonly [from: number, end: number];
	readonly step?: number;
}

export type LinkErrorCode = "link-version" | "link-broken" | "link-too-large" | "link-without-source";

/** A link that cannot be opened; `code` names the sentence to show. */
export class LinkError extends Error {
	readonly code: LinkErrorCode;

	constructor(code: LinkErrorCode) {
		super(code);
		this.code = code;
		this.name = "LinkError";
	}
}

const VERSION = "1";
/** A small link may not unfold into a large state. Bytes. */
const LARGEST = 256 * 1024;

const FIELDS: Readonly<Record<keyof LinkState, (field: unknown) => boolean>> = {
	source: (field) => typeof field === "string",
	language: (field) => field === "auto" || field === "expression" || field === "torch",
	inputs: isObject,
	frozen: (field) => Array.isArray(field) && field.every((name) => typeof name === "string"),
	grad_output: () => true,
	dtype: (field) => field === "float32" || field === "float64",
	seed: Number.isSafeInteger,
	setup: (field) => typeof field === "string",
	window: (field) => Array.isArray(field) && field.length === 2 && field.every(isCount) && field[0] < field[1],
	step: isCount,
};

/** `1.z.…` (base64url of raw-deflated JSON) or, where that is shorter, `1.j.…` (base64url of the JSON). */
export async function encode(state: LinkState): Promise<string> {
	const json = new TextEncoder().encode(JSON.stringify(state));
	const deflated = await gather(pipe(json, new CompressionStream("deflate-raw")), Number.POSITIVE_INFINITY);
	return deflated.length < json.length ? `${VERSION}.z.${toBase64url(deflated)}` : `${VERSION}.j.${toBase64url(json)}`;
}

/** The state in a word made by `encode`. Throws LinkError. Fields it does not know are left out. */
export async function decode(word: string): Promise<LinkState> {
	const [version, form, letters, ...rest] = word.split(".");
	if (version !== VERSION) throw new LinkError("link-version");
	if ((form !== "j" && form !== "z") || letters === undefined || rest.length > 0) throw new LinkError("link-broken");
	const bytes = fromBase64url(letters);
	const json = form === "j" ? bytes : await inflate(bytes);
	if (json.length > LARGEST) throw new LinkError("link-too-large");
	return check(parse(json));
}

/** The word behind `#s=` in a location's hash, or null. */
export function wordOf(hash: string): string | null {
	return hash.startsWith("#s=") ? hash.slice(3) : null;
}

function check(state: unknown): LinkState {
	if (!isObject(state)) throw new LinkError("link-broken");
	if (typeof state.source !== "string") throw new LinkError("link-without-source");
	const fields = Object.entries(FIELDS).filter(([name]) => Object.hasOwn(state, name));
	for (const [name, holds] of fields) if (!holds(state[name])) throw new LinkError("link-broken");
	return Object.fromEntries(fields.map(([name]) => [name, state[name]])) as unknown as LinkState;
}

function parse(json: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
	} catch {
		throw new LinkError("link-broken");
	}
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
	try {
		return await gather(pipe(bytes, new DecompressionStream("deflate-raw")), LARGEST);
	} catch (error) {
		throw error instanceof LinkError ? error : new LinkError("link-broken");
	}
}

type Through = ReadableWritablePair<Uint8Array<ArrayBuffer>, BufferSource>;

function pipe(bytes: Uint8Array<ArrayBuffer>, through: Through): ReadableStream<Uint8Array<ArrayBuffer>> {
	return new Blob([bytes]).stream().pipeThrough(through);
}

async function gather(stream: ReadableStream<Uint8Array>, largest: number): Promise<Uint8Array> {
	const reader = stream.getReader();
	const chunks: Uint8Array[] = [];
	let length = 0;
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		length += read.value.length;
		if (length > largest) {
			await reader.cancel();
			throw new LinkError("link-too-large");
		}
		chunks.push(read.value);
	}
	const whole = new Uint8Array(length);
	let offset = 0;
	for (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.length;
	}
	return whole;
}

function toBase64url(bytes: Uint8Array): string {
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64url(letters: string): Uint8Array<ArrayBuffer> {
	if (!/^[A-Za-z0-9_-]+$/.test(letters)) throw new LinkError("link-broken");
	try {
		return Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
	} catch {
		throw new LinkError("link-broken");
	}
}

function isCount(field: unknown): boolean {
	return Number.isSafeInteger(field) && (field as number) >= 0;
}

function isObject(json: unknown): json is Record<string, unknown> {
	return typeof json === "object" && json !== null && !Array.isArray(json);
}
