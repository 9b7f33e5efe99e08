// The names of a program and what they hold: value, gradient or why there is none, and what PyTorch says of them.
import { useMemo } from "preact/hooks";
import { at } from "#src/trace/schema";
import { tensor } from "#src/words/number";
import { bearersOf, type Held, heldAt } from "./names";
import type { Playground } from "./playground";

/** Elements written out before a dot-dot-dot. */
const READ_OUT = 6;
const PYTHON = "python";

export function Variables({ playground }: { playground: Playground }) {
	const { words, deck, kind } = playground;
	const lookup = deck.lookup.value;
	const frame = deck.frame.value;
	const bearers = useMemo(() => (lookup === null ? new Map() : bearersOf(lookup)), [lookup]);
	if (lookup === null || frame === null || kind.value === "expression") return null;
	if (lookup.trace.program.language === "expression" || lookup.variables.size === 0) return null;
	return (
		<>
			<div class="td-panel-head">
				<h2 id="td-variables-title">{words.say("ui.panel.variables")}</h2>
			</div>
			{/* biome-ignore lint/a11y/useSemanticElements: a group of rows, not of fields */}
			<div
				class="td-variables"
				role="group"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways where it is narrow
				tabIndex={0}
				aria-labelledby="td-variables-title"
			>
				<table aria-labelledby="td-variables-title">
					<thead>
						<tr>
							<th scope="col">{words.say("ui.panel.name")}</th>
							<th scope="col" class="td-value">
								{words.say("ui.panel.value")}
							</th>
							<th scope="col" class="td-gradient">
								.grad
							</th>
							<th scope="col">shape</th>
							<th scope="col">dtype</th>
							<th scope="col">requires_grad</th>
							<th scope="col">is_leaf</th>
							<th scope="col">grad_fn</th>
						</tr>
					</thead>
					<tbody>
						{heldAt(lookup, bearers, frame).map((held) => (
							<Row key={held.name} playground={playground} held={held} />
						))}
					</tbody>
				</table>
			</div>
		</>
	);
}

function Row({ playground, held }: { playground: Playground; held: Held }) {
	const { words, deck } = playground;
	const values = deck.trace.value?.values ?? [];
	const value = held.value === null ? null : at(values, held.value);
	const light = (node: number | null) => deck.dispatch({ type: "highlight", node });
	const marks = (
		<>
			{held.updates > 0 && <span class="td-quiet"> {words.say("ui.panel.updates", { count: held.updates })}</span>}
			{held.isFinal && <span class="td-quiet"> {words.say("ui.panel.at-end")}</span>}
		</>
	);
	const name = (
		<th scope="row" class="td-code">
			{held.name}
		</th>
	);
	if (value === null || value.dtype === PYTHON) {
		return (
			<tr>
				{name}
				<td colSpan={7} class="td-code td-plain-value">
					{held.text ?? (value === null ? "–" : tensor(value, undefined, READ_OUT))}
					{marks}
				</td>
			</tr>
		);
	}
	return (
		<tr onPointerEnter={() => light(held.node)} onPointerLeave={() => light(null)}>
			{name}
			<td class="td-value">
				{tensor(value, undefined, READ_OUT)}
				{marks}
			</td>
			<td class="td-gradient">
				{held.grad === null ? "None" : tensor(at(values, held.grad), undefined, READ_OUT)}
				{held.reason !== null && words.has(`ui.grad-reason.${held.reason}`) && (
					<span class="td-why">{words.say(`ui.grad-reason.${held.reason}`, { name: held.name })}</span>
				)}
			</td>
			<td class="td-code">[{value.shape.join(", ")}]</td>
			<td class="td-code">{value.dtype}</td>
			<td class="td-code">{held.requiresGrad ? "True" : "False"}</td>
			<td class="td-code">{held.isLeaf ? "True" : "False"}</td>
			<td class="td-code">{held.gradFn ?? "None"}</td>
		</tr>
	);
}
