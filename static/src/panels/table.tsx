// The evaluation-trace table: filled in step by step; a row lights up with its node, its piece of source and its cell.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { nodeOf } from "#src/trace/schema";
import { tensor } from "#src/words/number";
import { positionOf } from "./explain";
import type { Playground } from "./playground";
import { cellsOf, type Row, rowsIn, rowsOf } from "./rows";

/** More rows than this are drawn only where they are seen. */
const WHOLE = 60;
/** Height of a row in CSS pixels: of the style sheet and of the window onto a long table. */
const ROW = 34;
/** Rows drawn above and below the window. */
const SPARE = 12;
const WINDOW = 24;
const READ_OUT = 6;
/** The search field's id: the key `/` goes there. */
export const SEARCH = "td-search";

export function Table({ playground }: { playground: Playground }) {
	const { words, deck } = playground;
	const lookup = deck.lookup.value;
	const first = useSignal(0);
	const drawn = deck.drawn.value;
	const all = useMemo(() => (lookup === null ? [] : rowsOf(lookup)), [lookup]);
	const rows = useMemo(() => (lookup === null ? [] : rowsIn(lookup, all, drawn)), [lookup, all, drawn]);
	const box = useRef<HTMLDivElement>(null);
	const position = positionOf(deck.state.value);
	const step = position === null ? undefined : deck.trace.value?.steps[position];
	const running = step === undefined ? -1 : rows.findIndex(({ node }) => node === nodeOf(step));
	useEffect(() => {
		if (box.current !== null && running >= 0) scrollTo(box.current, running);
	}, [running]);
	const long = rows.length > WHOLE;
	const start = long ? Math.max(0, Math.min(first.value - SPARE, rows.length - WINDOW - 2 * SPARE)) : 0;
	const shown = long ? rows.slice(start, start + WINDOW + 2 * SPARE) : rows;
	const scrolled = (event: Event) => {
		first.value = Math.floor((event.currentTarget as HTMLElement).scrollTop / ROW);
	};
	return (
		<>
			<div class="td-panel-head">
				<h2 id="td-table-title">{words.say("ui.panel.table")}</h2>
				<Search playground={playground} rows={rows} />
			</div>
			<div ref={box} class="td-table" onScroll={long ? scrolled : undefined}>
				<table aria-labelledby="td-table-title" aria-rowcount={rows.length + 1}>
					<thead>
						<tr>
							<th scope="col" class="td-index">
								v<sub>i</sub>
							</th>
							<th scope="col">{words.say("ui.panel.operation")}</th>
							<th scope="col" class="td-value">
								{words.say("ui.panel.value")}
							</th>
							<th scope="col" class="td-gradient">
								{words.say("ui.panel.adjoint")} v̄<sub>i</sub>
							</th>
						</tr>
					</thead>
					<tbody>
						<Gap rows={start} />
						{shown.map((row, position) => (
							<TableRow key={row.node} playground={playground} row={row} position={start + position} />
						))}
						<Gap rows={rows.length - start - shown.length} />
					</tbody>
				</table>
			</div>
		</>
	);
}

/** Finds nodes by name or formula: what is typed lights the first one up, Enter chooses it. */
function Search({ playground, rows }: { playground: Playground; rows: readonly Row[] }) {
	const { words, deck } = playground;
	const sought = useSignal("");
	const find = (typed: string): Row | undefined => {
		const text = typed.trim().toLowerCase();
		return text === "" ? undefined : rows.find((row) => isNamed(row, text));
	};
	const isLost = sought.value.trim() !== "" && find(sought.value) === undefined;
	const light = (typed: string) => {
		sought.value = typed;
		deck.dispatch({ type: "highlight", node: find(typed)?.node ?? null });
	};
	return (
		<search>
			<input
				id={SEARCH}
				type="search"
				placeholder={words.say("ui.panel.search")}
				aria-label={words.say("ui.panel.search")}
				aria-invalid={isLost}
				title={isLost ? words.say("ui.panel.not-found") : undefined}
				value={sought.value}
				onInput={(event) => light(event.currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key === "Escape") {
						light("");
						event.currentTarget.blur();
					}
					const found = event.key === "Enter" ? find(event.currentTarget.value) : undefined;
					if (found !== undefined) deck.dispatch({ type: "select", node: found.node });
				}}
			/>
		</search>
	);
}

function isNamed(row: Row, text: string): boolean {
	return row.label.toLowerCase() === text || `${row.label} = ${row.formula}`.toLowerCase().includes(text);
}

/** Scrolls as little as it takes for a row to be seen below the head of the table. */
function scrollTo(box: HTMLElement, position: number): void {
	const top = position * ROW;
	const room = box.clientHeight - 2 * ROW;
	if (top < box.scrollTop) box.scrollTop = top;
	else if (top > box.scrollTop + room) box.scrollTop = top - room;
}

/** Rows that are not drawn, as one of their height. */
function Gap({ rows }: { rows: number }) {
	if (rows <= 0) return null;
	return (
		<tr>
			<td colSpan={4} height={rows * ROW} />
		</tr>
	);
}

function TableRow({ playground, row, position }: { playground: Playground; row: Row; position: number }) {
	const { words, deck } = playground;
	const trace = deck.trace.value;
	const frame = deck.frame.value;
	if (trace === null || frame === null || frame.nodes[row.node] === undefined) return null;
	const state = deck.state.value;
	const cells = cellsOf(frame, row);
	const running = positionOf(state);
	const step = running === null ? undefined : trace.steps[running];
	const isRunning = step !== undefined && nodeOf(step) === row.node;
	const classes = [
		isRunning && "td-row-running",
		state.highlight === row.node && "td-row-highlight",
		state.selected === row.node && "td-row-selected",
	];
	const write = (value: number | null) => {
		const written = value === null ? undefined : trace.values[value];
		return written === undefined ? "" : tensor(written, undefined, READ_OUT);
	};
	const waiting = cells.adjoint !== null && cells.arrived < cells.due;
	const choose = () => deck.dispatch({ type: "select", node: state.selected === row.node ? null : row.node });
	return (
		<tr
			class={classes.filter(Boolean).join(" ")}
			aria-rowindex={position + 2}
			aria-current={isRunning ? "step" : undefined}
			onPointerEnter={() => deck.dispatch({ type: "highlight", node: row.node })}
			onPointerLeave={() => deck.dispatch({ type: "highlight", node: null })}
		>
			<td class="td-index">{row.index}</td>
			<th scope="row">
				<button type="button" class="td-bare td-row-name" aria-pressed={state.selected === row.node} onClick={choose}>
					{row.label}
					{row.formula !== "" && <span class="td-formula"> = {row.formula}</span>}
				</button>
			</th>
			<td class="td-value">{write(cells.value)}</td>
			<td class="td-gradient">
				{cells.reason !== null && <span class="td-quiet">{words.say(`ui.reason.${cells.reason}`)}</span>}
				{cells.reason === null && write(cells.adjoint)}
				{waiting && (
					<span class="td-quiet"> {words.say("ui.panel.arrived", { arrived: cells.arrived, due: cells.due })}</span>
				)}
			</td>
		</tr>
	);
}
