// The earlier blocks: code that runs before the program, folded away as the cells above it in a notebook.
import { useSignal } from "@preact/signals";
import type { Playground } from "./playground";

const MOST_ROWS = 12;

export function Setup({ playground }: { playground: Playground }) {
	const { words, program, kind, problem } = playground;
	const isOpen = useSignal(false);
	const { setup, source } = program.value;
	if (kind.value === "expression" && setup === "") return null;
	const lines = setup === "" ? 0 : setup.split("\n").length;
	const wrong = problem.value?.input === "setup";
	const typed = (event: InputEvent | CompositionEvent) => {
		if (event instanceof InputEvent && event.isComposing) return;
		playground.edit({ type: "setup", setup: (event.currentTarget as HTMLTextAreaElement).value });
	};
	return (
		<div class="td-setup">
			<details
				open={isOpen.value || wrong}
				onToggle={(event) => {
					isOpen.value = event.currentTarget.open;
				}}
			>
				<summary>
					{words.say("ui.panel.setup")}{" "}
					<span class="td-quiet">
						{words.say(lines === 0 ? "ui.panel.setup-none" : "ui.panel.setup-lines", { count: lines })}
					</span>
				</summary>
				<textarea
					aria-label={words.say("ui.panel.setup")}
					aria-invalid={wrong}
					spellcheck={false}
					autocomplete="off"
					autocapitalize="off"
					rows={Math.min(MOST_ROWS, Math.max(3, lines))}
					value={setup}
					onInput={typed}
					onCompositionEnd={typed}
				/>
				<p class="td-quiet">{words.say("ui.panel.setup-why")}</p>
			</details>
			{source.trim() !== "" && (
				<button
					type="button"
					class="td-keep"
					title={words.say("ui.panel.keep-why")}
					onClick={() => playground.edit({ type: "keep" })}
				>
					{words.say("ui.panel.keep")}
				</button>
			)}
		</div>
	);
}
