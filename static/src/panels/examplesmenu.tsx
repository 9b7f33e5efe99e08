// The menu of examples: expressions show themselves, programs have titles and are fetched when one is chosen.
import { EXPRESSIONS, PROGRAM_NAMES, type ProgramName } from "./examples";
import type { Playground } from "./playground";
import { EMPTY } from "./session";

export function Examples({ playground }: { playground: Playground }) {
	const { words, program } = playground;
	const choose = async (event: Event) => {
		const menu = event.currentTarget as HTMLSelectElement;
		const chosen = menu.value;
		menu.value = "";
		const expression = EXPRESSIONS[Number(chosen)];
		if (expression !== undefined) {
			playground.edit({ type: "open", program: { ...expression, dtype: program.value.dtype } });
		} else {
			const { PROGRAMS } = await import("./programs");
			playground.edit({ type: "open", program: { ...EMPTY, source: PROGRAMS[chosen as ProgramName] } });
		}
	};
	return (
		<select class="td-examples" aria-label={words.say("ui.panel.examples")} onChange={choose} value="">
			<option value="">{words.say("ui.panel.examples")}</option>
			<optgroup label={words.say("ui.panel.examples-expressions")}>
				{EXPRESSIONS.map(({ source }, position) => (
					<option key={source} value={position}>
						{source}
					</option>
				))}
			</optgroup>
			<optgroup label={words.say("ui.panel.examples-programs")}>
				{PROGRAM_NAMES.map((name) => (
					<option key={name} value={name}>
						{words.say(`ui.example.${name}`)}
					</option>
				))}
			</optgroup>
		</select>
	);
}
