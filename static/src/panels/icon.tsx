// The few signs that stand on buttons; the button's name says what they mean.

const PATHS = {
	undo: "M9 7H15a5 5 0 0 1 0 10H8M9 7l3.5-3.5M9 7l3.5 3.5",
	redo: "M15 7H9a5 5 0 0 0 0 10h7M15 7l-3.5-3.5M15 7l-3.5 3.5",
	run: "M8 5.5v13l11-6.5z",
	share: "M12 15V4M12 4 8 8M12 4l4 4M5 12v7h14v-7",
	help: "M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-1 .55-1.5 1.1-1.5 2.4M12 17.4v.1",
	theme: "M12 4v16a8 8 0 0 0 0-16M12 4a8 8 0 0 0 0 16",
	locked: "M7 11h10v8H7zM9 11V8a3 3 0 0 1 6 0v3",
	open: "M7 11h10v8H7zM9 11V8a3 3 0 0 1 5.8-1",
	copy: "M9 9h10v10H9zM5 15V5h10",
	close: "M6 6l12 12M18 6 6 18",
	warning: "M12 4 3 19h18zM12 10v4M12 16.5v.1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
	return (
		<svg class="td-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
			<path
				d={PATHS[name]}
				fill="none"
				stroke="currentColor"
				stroke-width="1.7"
				stroke-linecap="round"
				stroke-linejoin="round"
			/>
		</svg>
	);
}
