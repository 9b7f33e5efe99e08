// The two dialogs: what the keys do and what may be typed; and how to share what is on the screen.
import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import type { Playground } from "./playground";

export type DialogName = "help" | "share";

interface Props {
	playground: Playground;
	onClose(): void;
}

interface FrameProps {
	title: string;
	close: string;
	onClose(): void;
	children: ComponentChildren;
}

/** Height of a frame in a page that does not listen to what height the embed would like; it fills just this. */
const FRAME = 640;

/** A native modal dialog: Escape and a click on the backdrop close it, and focus goes back where it was. */
function Frame({ title, close, onClose, children }: FrameProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => dialog.current?.showModal(), []);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
		<dialog
			ref={dialog}
			class="td-dialog"
			aria-labelledby="td-dialog-title"
			onClose={onClose}
			onClick={(event) => {
				if (event.target === event.currentTarget) dialog.current?.close();
			}}
		>
			<div class="td-dialog-body">
				<div class="td-panel-head">
					<h2 id="td-dialog-title">{title}</h2>
					<button type="button" class="td-bare" aria-label={close} onClick={() => dialog.current?.close()}>
						<Icon name="close" />
					</button>
				</div>
				{children}
			</div>
		</dialog>
	);
}

/** Keys as they stand on a keyboard, with the word for what they do. */
const KEYS: readonly (readonly [keys: readonly string[], word: string])[] = [
	[["Space"], "toggle"],
	[["→", "←"], "step"],
	[["Shift →", "Shift ←"], "operation"],
	[["Home", "End"], "ends"],
	[["B"], "backward"],
	[["1", "2", "3", "4"], "speed"],
	[["/"], "search"],
	[["F"], "fit"],
	[["G"], "group"],
	[["Ctrl Z", "Ctrl Shift Z"], "undo"],
	[["Ctrl Enter"], "run"],
	[["Esc"], "cancel"],
	[["Esc", "Tab"], "leave"],
	[["?"], "help"],
];
const NOTATIONS = [
	"Q = 3a³ − b²",
	"3*a**3 - b**2",
	"y = \\frac{1}{1+e^{-z}}",
	"q = xᵀ A x",
	"f = ‖Wx − y‖²",
	"sin²x   √x   |x|   ln x",
	"max(0, x)",
	"L = −Σ y log ŷ",
] as const;

interface HelpProps extends Props {
	/** Whether keys of one character mean something. */
	single: boolean;
	onSingle(allowed: boolean): void;
}

export function Help({ playground, onClose, single, onSingle }: HelpProps) {
	const { words } = playground;
	return (
		<Frame title={words.say("ui.help.title")} close={words.say("ui.panel.close")} onClose={onClose}>
			<p>{words.say("ui.help.idea")}</p>
			<h3>{words.say("ui.help.keys")}</h3>
			<dl class="td-keys">
				{KEYS.map(([keys, word]) => (
					<div key={word}>
						<dt>
							{keys.map((key) => (
								<kbd key={key}>{key}</kbd>
							))}
						</dt>
						<dd>{words.say(`ui.help.key-${word}`)}</dd>
					</div>
				))}
			</dl>
			<p>
				<label>
					<input type="checkbox" checked={single} onChange={(event) => onSingle(event.currentTarget.checked)} />{" "}
					{words.say("ui.help.single")}
				</label>
			</p>
			<h3>{words.say("ui.help.notation")}</h3>
			<ul class="td-notations">
				{NOTATIONS.map((notation) => (
					<li key={notation}>
						<code>{notation}</code>
					</li>
				))}
			</ul>
			<h3>{words.say("ui.help.colours")}</h3>
			<p>
				<span class="td-value">{words.say("ui.help.values")}</span> ·{" "}
				<span class="td-gradient">{words.say("ui.help.gradients")}</span>
			</p>
		</Frame>
	);
}

export function Share({ playground, onClose }: Props) {
	const { words, boot } = playground;
	const word = useSignal<string | null>(null);
	useSignalEffect(() => {
		void playground.link().then((made) => {
			word.value = made;
		});
	});
	const base = `${location.origin}${location.pathname}`;
	const link = word.value === null ? "" : `${base}?lang=${boot.lang}#s=${word.value}`;
	const embed = new URL("embed/v1", base);
	const frame = `<iframe src="${embed}?lang=${boot.lang}&amp;height=${FRAME}#s=${word.value ?? ""}" title="Tapedeck" width="100%" height="${FRAME}" sandbox="allow-scripts" loading="lazy" style="border:0"></iframe>`;
	return (
		<Frame title={words.say("ui.share.title")} close={words.say("ui.panel.close")} onClose={onClose}>
			<Copied playground={playground} label={words.say("ui.share.link")} text={link} />
			<p class="td-quiet">{words.say("ui.share.link-hint")}</p>
			<Copied playground={playground} label={words.say("ui.share.embed")} text={word.value === null ? "" : frame} />
			<p class="td-quiet">{words.say("ui.share.embed-hint")}</p>
			<Page playground={playground} />
		</Frame>
	);
}

/** What is on the screen as one file to take away. */
function Page({ playground }: { playground: Playground }) {
	const { words, deck } = playground;
	const failed = useSignal(false);
	const save = async () => {
		try {
			const { savePage } = await import("#src/export/save");
			await savePage(playground);
			failed.value = false;
		} catch {
			failed.value = true;
		}
	};
	return (
		<div class="td-copied">
			<span class="td-copied-label">{words.say("ui.share.page")}</span>
			<p class="td-quiet">{words.say("ui.share.page-hint")}</p>
			<button type="button" onClick={save} disabled={deck.trace.value === null}>
				{words.say("ui.share.save")}
			</button>
			<p role="alert">{failed.value && words.say("ui.share.not-saved")}</p>
		</div>
	);
}

/** A text to take away: selected at a click, copied by the button where the browser lets us. */
function Copied({ playground, label, text }: { playground: Playground; label: string; text: string }) {
	const { words } = playground;
	const area = useRef<HTMLTextAreaElement>(null);
	const done = useSignal(false);
	const copy = async () => {
		area.current?.select();
		try {
			await navigator.clipboard.writeText(text);
			done.value = true;
		} catch {
			done.value = false;
			area.current?.focus();
		}
	};
	return (
		<div class="td-copied">
			<label>
				<span class="td-copied-label">{label}</span>
				<textarea ref={area} readOnly rows={3} value={text} onFocus={(event) => event.currentTarget.select()} />
			</label>
			<button type="button" onClick={copy} disabled={text === ""}>
				<Icon name="copy" /> {words.say(done.value ? "ui.share.copied" : "ui.share.copy")}
			</button>
		</div>
	);
}
