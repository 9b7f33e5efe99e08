// The inputs: for each a field, a slider for a scalar, a lock; the vector v of a vector output; the dtype.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Elements } from "#src/trace/schema";
import { Icon } from "./icon";
import type { Playground } from "./playground";
import type { Dtype } from "./session";
import { readTensor, shapeOf, type Tensor, writeTensor } from "./tensor";

interface Props {
	playground: Playground;
}

const DTYPES: readonly Dtype[] = ["float64", "float32"];

export function Inputs({ playground }: Props) {
	const { words, deck, program, kind } = playground;
	const trace = deck.trace.value;
	if (trace === null || trace.program.language === "torch" || kind.value === "torch") return null;
	const { inputs, defaulted, grad_output } = trace.program;
	const rows = Object.entries(inputs) as [string, Tensor][];
	const root = trace.steps.find((step) => step.kind === "seed");
	const shape = root === undefined ? [] : (trace.values[root.value]?.shape ?? []);
	return (
		<>
			<div class="td-panel-head">
				<h2>{words.say("ui.panel.inputs")}</h2>
				<DtypeChoice playground={playground} />
			</div>
			{rows.length === 0 && <p class="td-quiet">{words.say("ui.panel.no-inputs")}</p>}
			<ul class="td-inputs">
				{rows.map(([name, used]) => (
					<Row
						key={name}
						playground={playground}
						name={name}
						tensor={program.value.inputs.get(name) ?? used}
						isDefault={(defaulted ?? []).includes(name) && !program.value.inputs.has(name)}
					/>
				))}
				{shape.length > 0 && <Vector playground={playground} used={grad_output as Elements} root={root?.node ?? 0} />}
			</ul>
		</>
	);
}

function DtypeChoice({ playground }: Props) {
	const { words, program } = playground;
	return (
		<fieldset class="td-choice">
			<legend class="td-spoken">{words.say("ui.panel.dtype")}</legend>
			{DTYPES.map((dtype) => (
				<label key={dtype}>
					<input
						type="radio"
						name="td-dtype"
						checked={program.value.dtype === dtype}
						onChange={() => playground.edit({ type: "dtype", dtype })}
					/>
					<span>{dtype}</span>
				</label>
			))}
		</fieldset>
	);
}

interface RowProps extends Props {
	name: string;
	tensor: Tensor;
	isDefault: boolean;
}

function Row({ playground, name, tensor, isDefault }: RowProps) {
	const { words, program, problem } = playground;
	const frozen = program.value.frozen.includes(name);
	const lock = words.say(frozen ? "ui.panel.frozen" : "ui.panel.free", { name });
	const wrong = problem.value?.input === name ? problem.value.message : null;
	return (
		<li class="td-input">
			<TensorField
				words={words}
				label={name}
				tensor={tensor}
				wrong={wrong}
				remark={isDefault ? words.say("ui.panel.default") : null}
				onTensor={(given) => playground.edit({ type: "input", name, tensor: given })}
			/>
			<button
				type="button"
				class="td-lock"
				aria-pressed={frozen}
				aria-label={words.say("ui.panel.freeze", { name })}
				title={lock}
				onClick={() => playground.edit({ type: "freeze", name, frozen: !frozen })}
			>
				<Icon name={frozen ? "locked" : "open"} />
			</button>
			{typeof tensor === "number" && (
				<Slider
					label={words.say("ui.panel.slider", { name })}
					x={tensor}
					onMove={(x) => playground.edit({ type: "input", name, tensor: x })}
				/>
			)}
		</li>
	);
}

/** The vector v of vᵀJ. */
function Vector({ playground, used, root }: Props & { used: Elements; root: number }) {
	const { words, program, deck, problem } = playground;
	const given = program.value.gradOutput;
	const name = deck.trace.value?.nodes[root]?.label ?? "";
	return (
		<li class="td-input td-input-vector">
			<TensorField
				words={words}
				label="v"
				described={words.say("ui.panel.vector", { name })}
				tensor={given ?? (used as Tensor)}
				wrong={problem.value?.input === "grad_output" ? problem.value.message : null}
				remark={null}
				onTensor={(tensor) => playground.edit({ type: "grad-output", tensor })}
			/>
			<p class="td-quiet">
				{given === null && <b>{words.say("ui.panel.default-ones")} </b>}
				{words.say("ui.panel.vector", { name })}
			</p>
		</li>
	);
}

interface FieldProps {
	words: Playground["words"];
	label: string;
	described?: string;
	tensor: Tensor;
	wrong: string | null;
	remark: string | null;
	onTensor(tensor: Tensor): void;
}

/** A field that keeps what is typed as long as it is no tensor yet, and says what is missing. */
function TensorField({ words, label, described, tensor, wrong, remark, onTensor }: FieldProps) {
	const draft = useSignal<string | null>(null);
	const text = draft.value ?? writeTensor(tensor);
	const reading = draft.value === null ? null : readTensor(draft.value);
	const complaint = reading !== null && !reading.ok ? words.say(`ui.input.${reading.code}`, { at: reading.at }) : wrong;
	const id = `td-input-${label}`;
	const shape = shapeOf(tensor) ?? [];
	const type = (event: InputEvent | CompositionEvent) => {
		const typed = (event.currentTarget as HTMLTextAreaElement).value;
		draft.value = typed;
		if (event instanceof InputEvent && event.isComposing) return;
		const read = readTensor(typed);
		if (read.ok) onTensor(read.tensor);
	};
	return (
		<>
			<label for={id} class="td-name">
				{label}
			</label>
			<textarea
				id={id}
				rows={text.split("\n").length}
				spellcheck={false}
				autocomplete="off"
				value={text}
				aria-invalid={complaint !== null}
				aria-describedby={complaint !== null ? `${id}-complaint` : described === undefined ? undefined : `${id}-remark`}
				onInput={type}
				onCompositionEnd={type}
				onBlur={() => {
					if (reading === null || reading.ok) draft.value = null;
				}}
			/>
			<span class="td-shape" id={`${id}-remark`}>
				{remark ?? (shape.length === 0 ? "" : shape.join("×"))}
				{described !== undefined && <span class="td-spoken"> {described}</span>}
			</span>
			{complaint !== null && (
				<p class="td-error td-field-error" id={`${id}-complaint`}>
					{complaint}
				</p>
			)}
		</>
	);
}

/** Ends of a slider: the smallest of 5, 10, 50, 100 … that holds the number. It grows, but never under the thumb. */
function endFor(x: number): number {
	let end = 5;
	while (Math.abs(x) > end) end *= String(end).startsWith("5") ? 2 : 5;
	return end;
}

function Slider({ label, x, onMove }: { label: string; x: number; onMove(x: number): void }) {
	const end = useRef(endFor(x));
	end.current = Math.max(end.current, endFor(x));
	const step = end.current / 100;
	return (
		<input
			class="td-slider"
			type="range"
			aria-label={label}
			min={-end.current}
			max={end.current}
			step={step}
			value={x}
			onInput={(event) => onMove(Number(event.currentTarget.value))}
		/>
	);
}
