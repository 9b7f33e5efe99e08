// A run that was recorded in part: which iterations can be played, and a way to ask for others.
import { useSignal } from "@preact/signals";
import type { Playground } from "./playground";
import { wantedOf } from "./wanted";

export function Recorded({ playground }: { playground: Playground }) {
	const { words, deck, program } = playground;
	const first = useSignal<string | null>(null);
	const last = useSignal<string | null>(null);
	const window = deck.trace.value?.window ?? null;
	const asked = program.value.window;
	if (window === null) return null;
	const { recorded, total } = window;
	// As people count, and as the picture does: the first is number 1.
	const ranges = recorded.map(([from, end]) => (end - from === 1 ? String(end) : `${from + 1}–${end}`));
	const facts = { ranges: words.list(ranges), line: String(window.line), total: String(total ?? "") };
	const from = first.value ?? (asked === null ? "" : String(asked[0] + 1));
	const end = last.value ?? (asked === null ? "" : String(asked[1]));
	const wanted = wantedOf(from, end, total);
	const choose = (range: readonly [number, number] | null) => {
		first.value = null;
		last.value = null;
		playground.edit({ type: "window", window: range });
	};
	return (
		<form
			class="td-window"
			onSubmit={(event) => {
				event.preventDefault();
				if (wanted !== null) choose(wanted);
			}}
		>
			<p>{words.say(total === null ? "ui.window.recorded" : "ui.window.recorded-of", facts)}</p>
			<div class="td-window-fields">
				<Field
					label={words.say("ui.window.first")}
					value={from}
					total={total}
					onValue={(text) => (first.value = text)}
				/>
				<span aria-hidden="true">–</span>
				<Field label={words.say("ui.window.last")} value={end} total={total} onValue={(text) => (last.value = text)} />
				<button type="submit" disabled={wanted === null}>
					{words.say("ui.window.record")}
				</button>
				{asked !== null && (
					<button type="button" onClick={() => choose(null)}>
						{words.say("ui.window.automatic")}
					</button>
				)}
			</div>
		</form>
	);
}

interface FieldProps {
	label: string;
	value: string;
	total: number | null;
	onValue(text: string): void;
}

function Field({ label, value, total, onValue }: FieldProps) {
	return (
		<input
			type="number"
			aria-label={label}
			min={1}
			{...(total === null ? {} : { max: total })}
			value={value}
			onInput={(event) => onValue(event.currentTarget.value)}
		/>
	);
}
