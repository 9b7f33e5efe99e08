// The symbolic derivative and the certificate: torch, the formula and a finite difference, side by side for every input.
import { derivative, joined } from "#src/words/formula";
import { type Nested, nested, number, tensor, toNumber } from "#src/words/number";
import type { Certificate, InputCertificate } from "./certificate";
import { MathText } from "./math";
import type { Playground } from "./playground";

/** Below this the three ways agree to what float64 and a finite difference can show. */
const AGREES = 1e-5;
/** Elements written out in a cell. */
const READ_OUT = 6;

export function Derivative({ playground }: { playground: Playground }) {
	const { words, deck, certificate, kind } = playground;
	const answer = certificate.value;
	const proof = answer !== null && "inputs" in answer ? answer : null;
	const trace = deck.trace.value;
	if (trace === null || trace.program.language === "torch" || kind.value === "torch") return null;
	const root = trace.steps.find((step) => step.kind === "seed");
	const name = root === undefined ? null : (trace.nodes[root.node]?.label ?? null);
	return (
		<>
			<div class="td-panel-head">
				<h2>{words.say("ui.panel.derivative")}</h2>
				{proof !== null && <Verdict playground={playground} proof={proof} />}
			</div>
			{proof === null || name === null ? (
				<p class="td-quiet">{stateOf(playground, name)}</p>
			) : (
				<>
					{[...proof.inputs].map(([input, ways]) => (
						<Ways key={input} playground={playground} root={name} input={input} ways={ways} />
					))}
					{proof.notes.map((note) => (
						<p class="td-notes" key={note.code}>
							{note.message}
						</p>
					))}
				</>
			)}
		</>
	);
}

/** Why there is no certificate: nothing runs backward, it is being worked out, or it cannot be. */
function stateOf({ words, certificate }: Playground, root: string | null): string {
	if (root === null) return words.say("ui.panel.no-backward");
	const answer = certificate.value;
	return answer !== null && "message" in answer ? answer.message : words.say("ui.panel.certifying");
}

function Verdict({ playground, proof }: { playground: Playground; proof: Certificate }) {
	if (proof.largest === null) return null;
	const largest = Math.abs(toNumber(proof.largest));
	const agrees = largest <= AGREES;
	const key = agrees ? "agree" : Number.isNaN(largest) ? "incomparable" : "disagree";
	const text = playground.words.say(`ui.panel.${key}`, { difference: number(proof.largest, 2) });
	return <span class={agrees ? "td-verdict td-verdict-good" : "td-verdict"}>{text}</span>;
}

interface WaysProps {
	playground: Playground;
	root: string;
	input: string;
	ways: InputCertificate;
}

function Ways({ playground, root, input, ways }: WaysProps) {
	const { words } = playground;
	const { symbolic, hidden, kinks } = ways;
	const left = derivative(root, input);
	const formula = symbolic === null ? null : joined(left, "=", { text: symbolic.text, latex: symbolic.latex });
	return (
		<div class="td-ways">
			{formula !== null && <MathText {...formula} display />}
			{formula === null && (
				<p class="td-ways-hidden">
					<MathText {...left} /> {hidden !== null && <span class="td-quiet">{hidden.message}</span>}
				</p>
			)}
			<dl>
				<Way label={words.say("ui.panel.torch")} value={ways.autograd} />
				{symbolic !== null && <Way label={words.say("ui.panel.symbolic")} value={symbolic.value} />}
				{ways.finite_difference !== null && (
					<Way label={words.say("ui.panel.difference")} value={ways.finite_difference} />
				)}
			</dl>
			{kinks.map((kink) => (
				<p class="td-notes" key={kink.code}>
					{kink.message}
				</p>
			))}
		</div>
	);
}

function Way({ label, value }: { label: string; value: Nested }) {
	return (
		<>
			<dt>{label}</dt>
			<dd title={nested(value)}>{tensor({ shape: [], data: value }, undefined, READ_OUT)}</dd>
		</>
	);
}
