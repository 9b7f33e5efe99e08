// One deck plays one trace: the signals that picture and panels watch, and the one door for actions. No DOM, no time.
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { type Frame, frameAt } from "#src/trace/frame";
import { closedAtFirst, pathsOf } from "#src/trace/groups";
import type { Landscape } from "#src/trace/landscape";
import { index, type Lookup } from "#src/trace/lookup";
import type { Step, Trace } from "#src/trace/schema";
import { drawnAt } from "#src/trace/takes";
import { type View, viewOf } from "#src/trace/view";
import { type Action, INITIAL, type PlayerState, reduce } from "./player";

export class Deck {
	private readonly current: Signal<{ readonly trace: Trace | null; readonly state: PlayerState }> = signal({
		trace: null,
		state: INITIAL,
	});

	readonly trace: ReadonlySignal<Trace | null> = computed(() => this.current.value.trace);
	readonly state: ReadonlySignal<PlayerState> = computed(() => this.current.value.state);
	readonly lookup: ReadonlySignal<Lookup | null> = computed(() => (this.trace.value ? index(this.trace.value) : null));
	readonly cursor: ReadonlySignal<number> = computed(() => this.state.value.cursor);

	/** What is visible now; null before a trace is loaded. */
	readonly frame: ReadonlySignal<Frame | null> = computed(() =>
		this.trace.value ? frameAt(this.trace.value, this.cursor.value) : null,
	);

	/** The iterations that are drawn now; the same list until others are. */
	readonly drawn: ReadonlySignal<readonly number[]> = computed(() => {
		const lookup = this.lookup.value;
		const now = lookup ? drawnAt(lookup.takes, this.cursor.value) : [];
		if (now.length !== this.latest.length || now.some((take, place) => take !== this.latest[place])) this.latest = now;
		return this.latest;
	});
	private latest: readonly number[] = [];
	private readonly closed = computed(() => this.state.value.closed);

	/** What is drawn now, of all iterations and groups, and which place stands for a node; null before a trace is loaded. */
	readonly view: ReadonlySignal<View | null> = computed(() =>
		this.lookup.value ? viewOf(this.lookup.value, this.drawn.value, new Set(this.closed.value)) : null,
	);

	/** The step under way, which happens when `progress` reaches 1; null at the end. */
	readonly coming: ReadonlySignal<Step | null> = computed(() => this.trace.value?.steps[this.cursor.value] ?? null);

	/** How far the step under way has travelled, 0 … 1. Only the clock writes it. */
	readonly progress: Signal<number> = signal(0);

	/** The loss around the way of the training in this trace; null until somebody has asked for it. */
	readonly landscape: Signal<Landscape | null> = signal(null);

	/** Lets something happen. A step under way stays where it is while paused, and begins anew where the cursor moves. */
	dispatch(action: Action): void {
		const { trace, state } = this.current.peek();
		const next = reduce(state, action);
		if (next === state) return;
		this.put(trace, next);
	}

	/**
	 * Puts a trace in and stops. The cursor goes where it is told, at first 0; beyond the end means the end. `goesOn`: it
	 * begins as the one before it, which was of a run that had not ended.
	 */
	load(trace: Trace, cursor = 0, goesOn = false): void {
		const lookup = index(trace);
		const { stops, backward, iterations } = lookup;
		const groups = pathsOf(trace.groups ?? []);
		const shut = shutAtFirst(lookup);
		const length = trace.steps.length;
		const action: Action = { type: "load", cursor, length, stops, backward, iterations, groups, shut, goesOn };
		this.put(trace, reduce(this.current.peek().state, action));
	}

	private put(trace: Trace | null, state: PlayerState): void {
		const { trace: before, state: earlier } = this.current.peek();
		batch(() => {
			const onItsWay = state.playing || state.advancing;
			if (state.cursor !== earlier.cursor || (trace !== before && !onItsWay)) this.progress.value = 0;
			if (trace !== before) this.landscape.value = null;
			this.current.value = { trace, state };
		});
	}
}

/** Which groups are closed when a trace is first shown: as many as it takes for a picture that can be surveyed. */
function shutAtFirst(lookup: Lookup): string[] {
	const drawn = drawnAt(lookup.takes, 0);
	return closedAtFirst(lookup.trace.groups ?? [], (closed) => viewOf(lookup, drawn, new Set(closed)).items.length);
}
