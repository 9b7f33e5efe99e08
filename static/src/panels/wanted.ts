// The iterations that two fields ask for. Pure.

/** What two fields ask for, as a half-open range; `null` while they ask for nothing that there is. */
export function wantedOf(first: string, last: string, total: number | null): readonly [number, number] | null {
	const isCount = (text: string) => /^\d{1,6}$/.test(text.trim());
	if (!isCount(first) || !isCount(last)) return null;
	const [from, to] = [Number(first), Number(last)];
	return from <= to && (total === null || to < total) ? [from, to + 1] : null;
}
