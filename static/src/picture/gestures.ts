// Dragging, ctrl+wheel and pinching, told as moves and zooms. The plain wheel and one finger stay with the page.

export type WheelMode = "ctrl" | "on" | "off";

export interface Gestures {
	/** By so many CSS pixels. */
	move(x: number, y: number): void;
	/** By a factor, at a point of the box. */
	zoom(x: number, y: number, factor: number): void;
	/** A gesture begins, and has ended. */
	start(): void;
	rest(): void;
}

/** A touchpad's pinch comes as many small turns with Ctrl, a mouse's wheel as few large ones: none zooms by more. */
const WHEEL = 0.0016;
const PINCH = 0.01;
const MOST = 1.2;
const LINE_HEIGHT = 16;
/** A press that moves less than this is a click. */
const SLACK = 4;

/** Listens on `box`; the answer stops listening. `wheel` is asked at each turn of the wheel. */
export function listen(box: HTMLElement, wheel: () => WheelMode, gestures: Gestures): () => void {
	const listening = new AbortController();
	const { signal } = listening;
	const at = (clientX: number, clientY: number): [number, number] => {
		const { left, top } = box.getBoundingClientRect();
		return [clientX - left, clientY - top];
	};

	box.addEventListener(
		"wheel",
		(event) => {
			const mode = wheel();
			if (mode === "off" || (mode === "ctrl" && !event.ctrlKey && !event.metaKey)) return;
			event.preventDefault();
			const delta = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_HEIGHT : event.deltaY;
			const factor = Math.exp(-delta * (event.ctrlKey ? PINCH : WHEEL));
			gestures.zoom(...at(event.clientX, event.clientY), Math.min(MOST, Math.max(1 / MOST, factor)));
			gestures.rest();
		},
		{ passive: false, signal },
	);

	let press: { x: number; y: number; dragging: boolean } | null = null;
	box.addEventListener(
		"pointerdown",
		(event) => {
			if (event.pointerType !== "touch" && event.button === 0)
				press = { x: event.clientX, y: event.clientY, dragging: false };
		},
		{ signal },
	);
	box.addEventListener(
		"pointermove",
		(event) => {
			if (!press || event.pointerType === "touch") return;
			const [x, y] = [event.clientX - press.x, event.clientY - press.y];
			if (!press.dragging && Math.hypot(x, y) < SLACK) return;
			if (!press.dragging) {
				box.setPointerCapture(event.pointerId);
				gestures.start();
			}
			press = { x: event.clientX, y: event.clientY, dragging: true };
			box.classList.add("dragging");
			gestures.move(x, y);
		},
		{ signal },
	);
	const release = () => {
		if (press?.dragging) {
			box.addEventListener("click", swallow, { capture: true, once: true });
			requestAnimationFrame(() => box.removeEventListener("click", swallow, { capture: true }));
			gestures.rest();
		}
		press = null;
		box.classList.remove("dragging");
	};
	box.addEventListener("pointerup", release, { signal });
	box.addEventListener("pointercancel", release, { signal });

	let pinch: { x: number; y: number; spread: number } | null = null;
	const two = ({ touches: [one, other] }: TouchEvent) => {
		if (!one || !other) return null;
		const [x, y] = at((one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
		return { x, y, spread: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) };
	};
	const begin = (event: TouchEvent) => {
		pinch = two(event);
		if (pinch) gestures.start();
	};
	box.addEventListener("touchstart", begin, { passive: true, signal });
	box.addEventListener(
		"touchmove",
		(event) => {
			const now = two(event);
			if (!now || !pinch) return;
			event.preventDefault();
			gestures.move(now.x - pinch.x, now.y - pinch.y);
			gestures.zoom(now.x, now.y, now.spread / Math.max(1, pinch.spread));
			pinch = now;
		},
		{ passive: false, signal },
	);
	box.addEventListener(
		"touchend",
		() => {
			if (pinch) gestures.rest();
			pinch = null;
		},
		{ passive: true, signal },
	);
	return () => listening.abort();
}

/** The click that ends a drag selects nothing. */
function swallow(event: Event): void {
	event.stopPropagation();
	event.preventDefault();
}
