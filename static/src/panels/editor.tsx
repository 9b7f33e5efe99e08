// The program: its editor with what belongs around it, what is wrong with it, and how it was read.
import { Complaint } from "./complaint";
import { Examples } from "./examplesmenu";
import { Icon, type IconName } from "./icon";
import { MathText } from "./math";
import type { Playground } from "./playground";
import type { Language } from "./session";
import { Setup } from "./setup";
import { Source } from "./source";

interface Props {
	playground: Playground;
}

export function Editor({ playground }: Props) {
	const { words, session, program, kind } = playground;
	const isEmpty = program.value.source.trim() === "";
	return (
		<>
			<div class="td-panel-head">
				<h2 id="td-editor-title">{words.say("ui.panel.program")}</h2>
				<Examples playground={playground} />
				<Tool
					playground={playground}
					icon="undo"
					disabled={session.value.past.length === 0}
					onClick={() => playground.edit({ type: "undo" })}
				/>
				<Tool
					playground={playground}
					icon="redo"
					disabled={session.value.future.length === 0}
					onClick={() => playground.edit({ type: "redo" })}
				/>
			</div>
			<Setup playground={playground} />
			<Source playground={playground} />
			<div class="td-source-tools">
				{kind.value === "torch" && <Run playground={playground} isEmpty={isEmpty} />}
				<LanguageChoice playground={playground} />
			</div>
			<Complaint playground={playground} />
			{isEmpty ? (
				<p class="td-quiet">{words.say(kind.value === "torch" ? "ui.panel.empty-block" : "ui.panel.empty")}</p>
			) : (
				<Reading playground={playground} />
			)}
		</>
	);
}

interface ToolProps extends Props {
	icon: IconName & ("undo" | "redo");
	disabled: boolean;
	onClick(): void;
}

function Tool({ playground, icon, disabled, onClick }: ToolProps) {
	const name = playground.words.say(`ui.panel.${icon}`);
	return (
		<button type="button" class="td-bare" title={name} aria-label={name} disabled={disabled} onClick={onClick}>
			<Icon name={icon} />
		</button>
	);
}

/** What a program has and an expression has not: run, and the seed of its random numbers. */
function Run({ playground, isEmpty }: Props & { isEmpty: boolean }) {
	const { words, program } = playground;
	return (
		<>
			<button
				type="button"
				class="td-run"
				disabled={isEmpty}
				title={words.say("ui.panel.run-key")}
				onClick={() => playground.start()}
			>
				<Icon name="run" /> {words.say("ui.panel.run")}
			</button>
			<label class="td-seed">
				{words.say("ui.panel.seed")}{" "}
				<input
					type="number"
					min={0}
					step={1}
					value={program.value.seed}
					onInput={(event) => {
						const seed = Number(event.currentTarget.value);
						if (event.currentTarget.value !== "" && Number.isSafeInteger(seed) && seed >= 0) {
							playground.edit({ type: "seed", seed });
						}
					}}
				/>
			</label>
		</>
	);
}

const LANGUAGES: readonly Language[] = ["auto", "expression", "torch"];

/** Which language the text was taken for, and the way to say another. */
function LanguageChoice({ playground }: Props) {
	const { words, program, kind } = playground;
	const nameOf = (language: Exclude<Language, "auto">) => words.say(`ui.panel.language-${language}`);
	return (
		<label class="td-language-choice">
			<span class="td-spoken">{words.say("ui.panel.language")}</span>
			<select
				value={program.value.language}
				onChange={(event) => playground.edit({ type: "language", language: event.currentTarget.value as Language })}
			>
				{LANGUAGES.map((language) => (
					<option key={language} value={language}>
						{language === "auto"
							? words.say("ui.panel.language-auto", { language: nameOf(kind.value) })
							: nameOf(language)}
					</option>
				))}
			</select>
		</label>
	);
}

/** How the text was understood. */
function Reading({ playground }: Props) {
	const { words, deck, isOld, kind } = playground;
	const { reading, language } = deck.trace.value?.program ?? {};
	if (!reading || isOld.value || language !== kind.value) return null;
	// An input that the text no longer has is kept for later, and not worth a word.
	const notes = (reading.notes ?? []).filter(({ code }) => code !== "input-unused");
	return (
		<div class="td-reading">
			{reading.latex !== "" && (
				<>
					<span class="td-caption">{words.say("ui.panel.read-as")}</span>
					<MathText text={reading.text} latex={reading.latex} display />
				</>
			)}
			{notes.length > 0 && (
				<ul class="td-notes">
					{notes.map((note) => (
						<li key={note.code + note.message}>{note.message}</li>
					))}
				</ul>
			)}
		</div>
	);
}
