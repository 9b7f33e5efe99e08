// The answer to a run as it comes: one JSON object a line, progress first and the answer last.

/** The media type of such an answer. */
export const STREAM = "application/jsonl";

/** Tells each line of a body, parsed. Throws SyntaxError where one is no JSON. */
export async function readLines(body: ReadableStream<Uint8Array>, onLine: (line: unknown) => void): Promise<void> {
	const decoder = new TextDecoder();
	const reader = body.getReader();
	// Pieces are joined once: a trace is one line of many chunks.
	let line: string[] = [];
	const add = (text: string) => {
		const [rest = "", ...others] = text.split("\n");
		line.push(rest);
		for (const other of others) {
			end();
			line = [other];
		}
	};
	const end = () => {
		const whole = line.join("");
		if (whole !== "") onLine(JSON.parse(whole));
	};
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		add(decoder.decode(read.value, { stream: true }));
	}
	add(decoder.decode());
	end();
}
