// The page's own tools: share, help, theme. The language is a link of the page itself.
import { effect, signal } from "@preact/signals";
import { type DialogName, Help, Share } from "./dialogs";
import { Icon } from "./icon";
import type { Playground } from "./playground";
import { keep, recall } from "./storage";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEPT = "theme";
const SINGLE = "single-keys";

const theme = signal<Theme>(THEMES.find((name) => name === recall(KEPT)) ?? "auto");
/** Whether keys of one character mean something (WCAG 2.1.4 wants them to be switched off at will). */
export const singleKeys = signal(recall(SINGLE) !== "off");
export const dialog = signal<DialogName | null>(null);

/** Lets the page follow the chosen theme; `auto` is the browser's own. */
export function followTheme(page: HTMLElement): void {
	effect(() => {
		if (theme.value === "auto") page.removeAttribute("data-theme");
		else page.dataset.theme = theme.value;
		keep(KEPT, theme.value === "auto" ? null : theme.value);
	});
}

function allowSingleKeys(allowed: boolean): void {
	singleKeys.value = allowed;
	keep(SINGLE, allowed ? null : "off");
}

export function Tools({ playground }: { playground: Playground }) {
	const { words } = playground;
	const close = () => {
		dialog.value = null;
	};
	return (
		<>
			<button type="button" class="td-tool" onClick={() => (dialog.value = "share")}>
				<Icon name="share" />
				<span>{words.say("ui.page.share")}</span>
			</button>
			<label class="td-tool td-theme">
				<Icon name="theme" />
				<span class="td-spoken">{words.say("ui.page.theme")}</span>
				<select
					value={theme.value}
					onChange={(event) => {
						theme.value = event.currentTarget.value as Theme;
					}}
				>
					{THEMES.map((name) => (
						<option key={name} value={name}>
							{words.say(`ui.page.theme-${name}`)}
						</option>
					))}
				</select>
			</label>
			<button
				type="button"
				class="td-tool"
				aria-label={words.say("ui.page.help")}
				title={words.say("ui.page.help")}
				onClick={() => (dialog.value = "help")}
			>
				<Icon name="help" />
			</button>
			{dialog.value === "help" && (
				<Help playground={playground} onClose={close} single={singleKeys.value} onSingle={allowSingleKeys} />
			)}
			{dialog.value === "share" && <Share playground={playground} onClose={close} />}
		</>
	);
}
