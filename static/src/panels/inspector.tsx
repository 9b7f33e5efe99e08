// The inspector: a sentence and four lines for the step, or for the node a person chose; below, all there is to know of it.
import type { Lookup } from "#src/trace/lookup";
import { at, type Node, nodeOf, type Step } from "#src/trace/schema";
import { labelOf, sentence } from "#src/words/sentence";
import { Details } from "./details";
import { firstIndex, type Index, indexText, indicesOf, sizeOf } from "./element";
import { explain, latestStepOf, positionOf } from "./explain";
import { Icon } from "./icon";
import { MathText } from "./math";
import { type Part, UNKNOWN } from "./part";
import type { Playground } from "./playground";

interface Props {
	playground: Playground;
}

/** A tensor with more elements is picked from by its indices, not by its cells. */
const MOST_CELLS = 32;

export function Inspector({ playground }: Props) {
	const { words, deck } = playground;
	const lookup = deck.lookup.value;
	const state = deck.state.value;
	const { selected } = state;
	const position = positionOf(state);
	return (
		<>
			<div class="td-panel-head">
				<h2>{words.say("ui.panel.inspector")}</h2>
				{selected !== null && (
					<button
						type="button"
						class="td-bare"
						aria-label={words.say("ui.panel.deselect")}
						title={words.say("ui.panel.deselect")}
						onClick={() => deck.dispatch({ type: "select", node: null })}
					>
						<Icon name="close" />
					</button>
				)}
			</div>
			{lookup === null || (position === null && selected === null) ? (
				<p class="td-sentence">
					{words.say(lookup?.trace.steps.length === 0 ? "ui.panel.nothing-to-play" : "ui.panel.begin")}
				</p>
			) : selected !== null && selected < lookup.trace.nodes.length ? (
				<NodeView playground={playground} lookup={lookup} node={at(lookup.trace.nodes, selected)} />
			) : position === null ? null : (
				<StepView playground={playground} lookup={lookup} position={position} />
			)}
		</>
	);
}

type ViewProps = Props & { lookup: Lookup };

function StepView({ playground, lookup, position }: ViewProps & { position: number }) {
	const { words } = playground;
	const { trace } = lookup;
	const step = at(trace.steps, position);
	const node = nodeOf(step);
	return (
		<>
			<p class="td-step-count">
				{words.say("ui.panel.step", { step: position + 1, steps: trace.steps.length })}
				<StepKind playground={playground} step={step} />
			</p>
			<p class="td-sentence">{sentence(words, trace, step)}</p>
			<Parts playground={playground} parts={partsOf(playground, lookup, position)} />
			{node !== null && <Details playground={playground} lookup={lookup} node={at(trace.nodes, node)} />}
		</>
	);
}

function StepKind({ playground, step }: Props & { step: Step }) {
	const backward =
		step.kind === "seed" || step.kind === "backward" || step.kind === "accumulate" || step.kind === "hook";
	const kind = backward ? "td-kind td-kind-backward" : "td-kind";
	return <span class={kind}>{playground.words.say(`ui.kind.${step.kind}`)}</span>;
}

/** Where a node's value came from, and each contribution to its gradient: where the 36 in `a.grad` comes from. */
function NodeView({ playground, lookup, node }: ViewProps & { node: Node }) {
	const { words, deck } = playground;
	const cursor = deck.cursor.value;
	const { trace } = lookup;
	const name = labelOf(trace, node);
	const forward = latestStepOf(lookup, node.id, cursor, "forward");
	const collected = contributionsTo(playground, lookup, node.id, cursor);
	const accumulated = latestStepOf(lookup, node.id, cursor, "accumulate");
	return (
		<>
			<p class="td-step-count">{words.say("ui.panel.node", { name })}</p>
			{forward !== null && (
				<>
					<h3>{words.say("ui.panel.value-of", { name })}</h3>
					<Parts playground={playground} parts={partsOf(playground, lookup, forward)} />
				</>
			)}
			{(collected.length > 0 || accumulated !== null) && <h3>{words.say("ui.panel.gradient-of", { name })}</h3>}
			<Parts playground={playground} parts={collected} />
			{accumulated !== null && <Parts playground={playground} parts={partsOf(playground, lookup, accumulated)} />}
			{forward === null && collected.length === 0 && <p class="td-quiet">{words.say("ui.panel.nothing-yet")}</p>}
			<Details playground={playground} lookup={lookup} node={node} />
		</>
	);
}

function partsOf({ words, operations, deck }: Playground, lookup: Lookup, position: number): Part[] {
	return explain({ words, lookup, operations, element: deck.state.value.element }, position);
}

/** The parts of all backward steps of the pass in view that reached `node`, in order of arrival. */
function contributionsTo(playground: Playground, lookup: Lookup, node: number, cursor: number): Part[] {
	const pass = playground.deck.frame.value?.pass ?? null;
	return at(lookup.users, node)
		.map((edge) => edge.target)
		.filter((target, place, all) => all.indexOf(target) === place)
		.flatMap((target) => at(lookup.steps, target))
		.filter((position) => position < cursor)
		.sort((one, other) => one - other)
		.flatMap((position) => {
			const step = at(lookup.trace.steps, position);
			if (step.kind !== "backward" || step.pass !== pass) return [];
			const parts = partsOf(playground, lookup, position);
			return parts.filter((_, place) => at(lookup.trace.edges, at(step.contributions, place).edge).source === node);
		});
}

function Parts({ playground, parts }: Props & { parts: readonly Part[] }) {
	return (
		<>
			{parts.map((part, place) => (
				<PartView
					key={`${part.title ?? ""}${place}`}
					playground={playground}
					part={part}
					picks={part.shape.join() !== parts[place - 1]?.shape.join()}
				/>
			))}
		</>
	);
}

/** `picks`: whether the element is picked here, not in the part above, whose shape is the same. */
function PartView({ playground, part, picks }: Props & { part: Part; picks: boolean }) {
	const { words } = playground;
	const isKnown = !part.numbers?.some(({ text, role }) => role !== "plain" && text === UNKNOWN);
	return (
		<div class="td-part">
			{part.title !== null && <h3 class="td-part-title">{part.title}</h3>}
			<ol class="td-lines">
				{(part.rule ?? part.said) !== null && (
					<li class="td-line-rule">
						<span class="td-caption">{words.say("ui.line.rule")}</span>
						{part.rule !== null && <MathText {...part.rule} />}
						{part.said !== null && <span class="td-remark">{part.said}</span>}
					</li>
				)}
				{part.names !== null && (
					<li class="td-line-names">
						<span class="td-caption">{words.say("ui.line.names")}</span>
						<MathText {...part.names} />
					</li>
				)}
				{part.numbers !== null && isKnown && (
					<li class="td-line-numbers">
						<span class="td-caption">{words.say("ui.line.numbers")}</span>
						<span class="td-numbers">
							{part.numbers.map((piece, place) => (
								<span key={`${place}${piece.text}`} class={`td-${piece.role}`}>
									{piece.text}
								</span>
							))}
						</span>
						{part.remark !== null && <span class="td-remark">{part.remark}</span>}
						{picks && <ElementPicker playground={playground} shape={part.shape} index={part.index} />}
					</li>
				)}
				<li class="td-line-effect">
					<span class="td-caption">{words.say("ui.line.effect")}</span>
					<span>{part.effect}</span>
				</li>
			</ol>
		</div>
	);
}

function ElementPicker({ playground, shape, index }: Props & { shape: readonly number[]; index: Index }) {
	const { words, deck } = playground;
	const size = sizeOf(shape);
	if (size <= 1) return null;
	const pick = (chosen: Index) => deck.dispatch({ type: "element", index: chosen });
	if (size > MOST_CELLS) return <AxisPicker playground={playground} shape={shape} index={index} onPick={pick} />;
	return (
		<fieldset class="td-elements">
			<legend class="td-spoken">{words.say("ui.panel.element")}</legend>
			{indicesOf(shape, MOST_CELLS).map((candidate) => (
				<button
					type="button"
					key={candidate.join()}
					aria-pressed={candidate.join() === index.join()}
					onClick={() => pick(candidate)}
				>
					{indexText(candidate)}
				</button>
			))}
		</fieldset>
	);
}

interface AxisProps extends Props {
	shape: readonly number[];
	index: Index;
	onPick(index: Index): void;
}

function AxisPicker({ playground, shape, index, onPick }: AxisProps) {
	const { words } = playground;
	return (
		<fieldset class="td-elements">
			<legend class="td-spoken">{words.say("ui.panel.element")}</legend>
			{firstIndex(shape).map((_, axis) => (
				<input
					key={axis}
					type="number"
					aria-label={words.say("ui.panel.axis", { axis })}
					min={0}
					max={(shape[axis] ?? 1) - 1}
					value={index[axis] ?? 0}
					onInput={(event) => {
						const chosen = Number(event.currentTarget.value);
						if (chosen >= 0 && chosen < (shape[axis] ?? 0)) onPick(index.with(axis, chosen));
					}}
				/>
			))}
		</fieldset>
	);
}
