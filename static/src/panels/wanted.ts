// The iterations that two fields ask for. Pure.

/** What two fields ask for, counted from 1, as the wire says it: half-open, from 0. `null`: nothing that there is. */
export function wantedOf(first: string, last: string, total: number | null): readonly [number, number] | null {
	const isCount = (text: string) => /^[1-9]\d{0,5}$/.test(text.trim());
	if (!isCount(first) || !isCount(last)) return null;
	const [from, end] = [Number(first) - 1, Number(last)];
	return from < end && (total === null || end <= total) ? [from, end] : null;
}
