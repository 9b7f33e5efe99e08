// Tells the page around an embed how high it is, in every dialect that pages and learning platforms understand.
import type { Messages } from "./messages";
import { LARGEST_HEIGHT, LEAST_HEIGHT } from "./parameters";

/** A change of up to this many CSS pixels is rounding, and telling it could go on for ever. */
const TOLERANCE = 1;

export class Height {
	private readonly messages: Messages;
	private readonly address: string;
	private told = Number.NEGATIVE_INFINITY;

	/** `address`: the embed's own, by which one dialect finds the frame. */
	constructor(messages: Messages, address: string) {
		this.messages = messages;
		this.address = address;
	}

	/** Tells a height in CSS pixels, if it differs from the one told last. */
	tell(measured: number): void {
		const height = Math.min(Math.max(Math.ceil(measured), LEAST_HEIGHT), LARGEST_HEIGHT);
		if (Math.abs(height - this.told) <= TOLERANCE) return;
		this.told = height;
		this.messages.send("resize", { height });
		for (const message of dialects(height, this.address)) this.messages.post(message);
	}
}

/** Embedly, Canvas and Moodle (as LTI tools speak), AMP. */
function dialects(height: number, address: string): unknown[] {
	return [
		JSON.stringify({ context: "iframe.resize", src: address, height }),
		JSON.stringify({ subject: "lti.frameResize", height }),
		{ sentinel: "amp", type: "embed-size", height },
	];
}
