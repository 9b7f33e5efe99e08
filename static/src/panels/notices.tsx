// What the page has to say about itself: the server is out of reach; the picture is older than the text; what was printed.
import type { Playground } from "./playground";

interface Props {
	playground: Playground;
}

export function Notices({ playground }: Props) {
	const { words, unreachable, drawn, isOld } = playground;
	return (
		<div role="status" class="td-notices">
			{unreachable.value > 0 && (
				<p class="td-notice td-notice-offline">
					<span class="td-notice-text">{words.say("ui.notice.unreachable")}</span>
					<button type="button" onClick={() => playground.retry()}>
						{words.say("ui.notice.retry")}
					</button>
				</p>
			)}
			{isOld.value && <p class="td-notice">{words.say("ui.notice.last-good", { source: drawn.value ?? "" })}</p>}
		</div>
	);
}

export function Output({ playground }: Props) {
	const { words, deck } = playground;
	const printed = deck.frame.value?.stdout ?? "";
	if (printed === "") return null;
	return (
		<>
			<h2>{words.say("ui.panel.output")}</h2>
			<pre class="td-output">{printed}</pre>
		</>
	);
}
