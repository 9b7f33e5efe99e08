// What an embed tells the page around it: numbered messages to the window above, never an answer to a stranger's.

export type MessageType = "ready" | "resize" | "loaded" | "error" | "step" | "play" | "node" | "warning";

export interface Message {
	readonly tapedeck: 1;
	readonly type: MessageType;
	/** The name of the frame, as the page around it gave it; empty where it gave none. */
	readonly frame: string;
	/** 1, 2, 3 …, so that the host sees what was lost. */
	readonly seq: number;
	readonly ctx?: string;
	readonly payload: unknown;
}

/** The window above, as far as it is spoken to. */
export interface Host {
	postMessage(message: unknown, origin: string): void;
}

export class Messages {
	private readonly host: Host;
	private readonly origin: string;
	private readonly frame: string;
	private readonly context: string | null;
	private sent = 0;

	/** `origin`: to whom messages may be delivered, `*` for anybody. `context`: sent back in each, null for none. */
	constructor(host: Host, { origin, frame, context }: { origin: string; frame: string; context: string | null }) {
		this.host = host;
		this.origin = origin;
		this.frame = frame;
		this.context = context;
	}

	send(type: MessageType, payload: unknown): void {
		const ctx = this.context === null ? {} : { ctx: this.context };
		const message: Message = { tapedeck: 1, type, frame: this.frame, seq: ++this.sent, ...ctx, payload };
		this.post(message);
	}

	/** A message in the dialect of another protocol. */
	post(message: unknown): void {
		this.host.postMessage(message, this.origin);
	}
}
