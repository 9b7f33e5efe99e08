// What is wrong, and the ways out: torch's own words, related places to go to, repairs and a missing set-up at one click.
import { Icon } from "./icon";
import { piece, replaceSpan, type Span } from "./offsets";
import type { Playground } from "./playground";
import type { Problem, Repair } from "./problem";
import { isShort, replacedLines } from "./repair";
import { joined } from "./session";

interface Props {
	playground: Playground;
}

/** How an exception of Python itself begins; torch's own messages have no class before them. */
const PYTHON = /^\w*(?:Error|Exception|StopIteration): /;

/** The last good picture stays. */
export function Complaint({ playground }: Props) {
	const { words, problem } = playground;
	const wrong = problem.value;
	return (
		<div class="td-complaint" role="alert">
			{wrong !== null && (
				<>
					<p class="td-error">
						<Icon name="warning" />
						<span>
							{wrong.line !== null && <Line playground={playground} line={wrong.line} span={wrong.span} />}
							{wrong.message}
						</span>
					</p>
					{wrong.hint !== null && <p class="td-hint">{wrong.hint}</p>}
					<Repairs playground={playground} repairs={wrong.repairs} />
					{wrong.setup !== null && <MissingSetup playground={playground} setup={wrong.setup} />}
					<Related playground={playground} wrong={wrong} />
					{wrong.torch !== null && !wrong.message.includes(wrong.torch) && (
						<p class="td-hint td-code td-torch">
							{PYTHON.test(wrong.torch) ? "Python" : "torch"}: {wrong.torch}
						</p>
					)}
					{wrong.requestId !== null && wrong.code === "internal" && (
						<p class="td-hint">{words.say("ui.problem.id", { id: wrong.requestId })}</p>
					)}
				</>
			)}
		</div>
	);
}

/** `Line 4:`, which goes there. */
function Line({ playground, line, span }: Props & { line: number; span: Span | null }) {
	const text = playground.words.say("ui.panel.line", { line: String(line) });
	if (span === null) return <span class="td-line">{text} </span>;
	return (
		<>
			<button type="button" class="td-line td-goto" onClick={() => playground.lookAt(span)}>
				{text}
			</button>{" "}
		</>
	);
}

/** A piece of source that is no longer than this is shown beside its line. */
const SHORT = 24;

function Related({ playground, wrong }: Props & { wrong: Problem }) {
	const { source } = playground.program.value;
	const short = (span: Span): string | null => {
		const text = piece(source, span);
		return text !== "" && text.length <= SHORT && !text.includes("\n") ? text : null;
	};
	if (wrong.related.length === 0) return null;
	return (
		<ul class="td-related">
			{wrong.related.map(({ message, span, line }) => (
				<li key={`${span.join()} ${message}`}>
					<Line playground={playground} line={line} span={span} />
					{short(span) !== null && <code>{short(span)}</code>} {message}
				</li>
			))}
		</ul>
	);
}

function Repairs({ playground, repairs }: Props & { repairs: readonly Repair[] }) {
	if (repairs.length === 0) return null;
	const { source } = playground.program.value;
	return (
		<div class="td-repairs">
			{repairs.map((repair) => {
				const apply = () => playground.edit({ type: "source", source: replaceSpan(source, repair.span, repair.text) });
				const key = `${repair.span.join()} ${repair.text}`;
				if (!isShort(source, repair)) {
					return <LongRepair key={key} playground={playground} repair={repair} onApply={apply} />;
				}
				return (
					<button type="button" key={key} onClick={apply}>
						{labelOf(playground, repair)}
					</button>
				);
			})}
		</div>
	);
}

function labelOf({ words, program }: Playground, { span, text }: Repair): string {
	const from = piece(program.value.source, span);
	if (text === "") return words.say("ui.panel.repair-delete", { from });
	return from === "" ? words.say("ui.panel.repair-insert", { text }) : words.say("ui.panel.repair", { from, text });
}

/** A repair of whole lines, as it would be: what goes and what comes. */
function LongRepair({ playground, repair, onApply }: Props & { repair: Repair; onApply(): void }) {
	const { words, program } = playground;
	const { before, after } = replacedLines(program.value.source, repair);
	return (
		<div class="td-repair">
			<pre class="td-change">
				{before.map((line, place) => (
					<del key={place}>{`− ${line}\n`}</del>
				))}
				{after.map((line, place) => (
					<ins key={place}>{`+ ${line}\n`}</ins>
				))}
			</pre>
			<button type="button" onClick={onApply}>
				{words.say("ui.panel.repair-long")}
			</button>
		</div>
	);
}

/** Code that would define what is missing. */
function MissingSetup({ playground, setup }: Props & { setup: string }) {
	const { words, program } = playground;
	return (
		<div class="td-repair">
			<pre class="td-change">{setup}</pre>
			<button
				type="button"
				onClick={() => playground.edit({ type: "setup", setup: joined(program.value.setup, setup) })}
			>
				{words.say("ui.panel.setup-add")}
			</button>
		</div>
	);
}
