// All there is to know of a node: value, gradient, shape, dtype, and what PyTorch says of it.
import type { Lookup } from "#src/trace/lookup";
import { at, type Node } from "#src/trace/schema";
import { shape as shapeText, tensor } from "#src/words/number";
import type { Playground } from "./playground";

interface Props {
	playground: Playground;
	lookup: Lookup;
	node: Node;
}

/** Elements written out before a dot-dot-dot. */
const READ_OUT = 16;

export function Details({ playground, lookup, node }: Props) {
	const { words, deck } = playground;
	const { trace } = lookup;
	const state = deck.frame.value?.nodes[node.id];
	const value = node.value === null ? null : at(trace.values, state?.value ?? node.value);
	const gradient = state?.dotGrad ?? state?.grad ?? null;
	const write = (index: number | null) =>
		index === null ? "None" : tensor(at(trace.values, index), undefined, READ_OUT);
	const isLeaf = node.kind === "leaf";
	return (
		<details class="td-details" open>
			<summary>{words.say("ui.panel.details", { name: node.label })}</summary>
			<dl>
				<dt>{words.say("ui.panel.value")}</dt>
				<dd class="td-value">{state?.value === null || state === undefined ? "–" : write(state.value)}</dd>
				<dt>{isLeaf ? ".grad" : words.say("ui.panel.gradient")}</dt>
				<dd class="td-gradient">{write(gradient)}</dd>
				<dt>shape</dt>
				<dd>{value === null ? "–" : `[${value.shape.join(", ")}]`}</dd>
				<dt>dtype</dt>
				<dd>{value?.dtype ?? "–"}</dd>
				<dt>grad_fn</dt>
				<dd>{node.grad_fn ?? "None"}</dd>
				<dt>is_leaf</dt>
				<dd>{isLeaf || !node.requires_grad ? "True" : "False"}</dd>
				<dt>requires_grad</dt>
				<dd>{node.requires_grad ? "True" : "False"}</dd>
				{node.saved !== undefined && node.saved.length > 0 && (
					<>
						<dt>{words.say("ui.panel.saved")}</dt>
						<dd>
							{node.saved.map(({ name, value: saved }) => (
								<div key={name}>
									<span class="td-quiet">{name}</span> {write(saved)}
									<span class="td-quiet"> {shapeText(at(trace.values, saved).shape)}</span>
								</div>
							))}
						</dd>
					</>
				)}
			</dl>
		</details>
	);
}
