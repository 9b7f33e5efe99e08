// What the page has to say about itself: the server is out of reach; the picture is older than the text.
import type { Playground } from "./playground";
import type { Problem } from "./problem";

interface Props {
	playground: Playground;
}

export function Notices({ playground }: Props) {
	const { words, unreachable, asksToWait, drawn, isOld, cancelled, brokenOff } = playground;
	const earlier = drawn.value ?? "";
	return (
		<div role="status" class="td-notices">
			{unreachable.value > 0 && (
				<p class="td-notice td-notice-offline">
					<span class="td-notice-text">{waiting(asksToWait.value) ?? words.say("ui.notice.unreachable")}</span>
					<button type="button" onClick={() => playground.retry()}>
						{words.say("ui.notice.retry")}
					</button>
				</p>
			)}
			{cancelled.value && (
				<p class="td-notice">
					<span class="td-notice-text">{words.say("ui.notice.cancelled")}</span>
					<button type="button" onClick={() => playground.start()}>
						{words.say("ui.panel.run")}
					</button>
				</p>
			)}
			{brokenOff.value && <p class="td-notice">{words.say("ui.notice.broken-off")}</p>}
			{isOld.value && (
				<p class="td-notice">
					{earlier.includes("\n")
						? words.say("ui.notice.last-good-program")
						: words.say("ui.notice.last-good", { source: earlier })}
				</p>
			)}
		</div>
	);
}

/** The server's own words: what is the matter, and what to do. */
function waiting(why: Problem | null): string | null {
	return why && [why.message, why.hint].filter(Boolean).join(" ");
}
