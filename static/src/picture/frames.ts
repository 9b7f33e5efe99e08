// The frames around what a module did: a border and a title that closes it.
import type { Box } from "#src/layout/place";
import { depth, pathOf } from "#src/trace/groups";
import { at, type Group } from "#src/trace/schema";
import text from "./frames.css?inline";
import type { Subject } from "./picture";
import { sheetOf } from "./sheet";
import { svg } from "./svg";
import type { Texts } from "./texts";
import { MIDDLE, titleOf } from "./title";

/** The styles that frames and closed groups bring. */
export const sheet = sheetOf(text);

export class Frames {
	readonly element = svg("g", { class: "frames" });

	constructor({ lookup, view, layout, texts }: Subject) {
		const groups = lookup.trace.groups ?? [];
		view.frames.forEach(({ group }, frame) => {
			this.element.append(drawFrame(texts, groups, at(groups, group), at(layout.frames, frame)));
		});
	}
}

function drawFrame(texts: Texts, groups: readonly Group[], group: Group, { x, y, w, h }: Box): SVGGElement {
	const path = pathOf(groups, group);
	const title = svg(
		"g",
		{
			class: "title",
			"data-group": path,
			role: "button",
			"aria-expanded": "true",
			"aria-label": texts.group(group, true),
		},
		svg("rect", { class: "bar", width: w, height: MIDDLE * 2, rx: 10 }),
		...titleOf(group, texts, true),
	);
	const kind = `frame-box ${group.kind} ${depth(path) % 2 === 0 ? "even" : "odd"}`;
	return svg(
		"g",
		{ class: kind, transform: `translate(${x} ${y})` },
		svg("rect", { class: "border", width: w, height: h, rx: 12 }),
		title,
	);
}
