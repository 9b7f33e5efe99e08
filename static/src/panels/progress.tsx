// A run that takes a while: how far it is, and a button that ends it.
import type { Playground } from "./playground";

export function Progress({ playground }: { playground: Playground }) {
	const { words, run } = playground;
	if (run.value === null) return null;
	const { progress } = run.value;
	return (
		<div class="td-progress">
			<label>
				<span class="td-progress-text">{textOf(playground)}</span>
				<progress max={1} {...(progress?.share == null ? {} : { value: progress.share })} />
			</label>
			<button type="button" title={words.say("ui.progress.cancel-key")} onClick={() => playground.cancel()}>
				{words.say("ui.progress.cancel")}
			</button>
		</div>
	);
}

function textOf({ words, run }: Playground): string {
	const progress = run.value?.progress ?? null;
	if (progress === null || progress.iteration === null) return words.say("ui.progress.running");
	// As people count: the first is number 1.
	const iteration = String(progress.iteration + 1);
	return progress.total === null
		? words.say("ui.progress.iteration", { iteration })
		: words.say("ui.progress.iteration-of", { iteration, total: String(progress.total) });
}
