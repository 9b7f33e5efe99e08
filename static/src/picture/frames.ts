// The frames around what a module did: a border and a title that closes it.
import type { Box } from "#src/layout/place";
import { GROUP } from "#src/layout/size";
import { depth, pathOf } from "#src/trace/groups";
import { at, type Group } from "#src/trace/schema";
import { OPENER } from "./glyphs";
import type { Subject } from "./picture";
import { svg } from "./svg";
import type { Texts } from "./texts";

/** The line of the title: where its letters stand, and its middle. CSS pixels. */
const LETTERS = 19;
const MIDDLE = 15;
const LEFT = 12;

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

/** What opens and closes a group, its name, and what kind of module it is. */
export function titleOf(group: Group, texts: Texts, open: boolean): SVGElement[] {
	const turn = open ? `translate(${LEFT} ${MIDDLE - 2.5})` : `translate(${LEFT + 1.5} ${MIDDLE + 4}) rotate(-90)`;
	const name = texts.groupName(group);
	return [
		svg("path", { class: "turner", d: OPENER, transform: turn }),
		svg(
			"text",
			{ class: "title-text", x: LEFT + GROUP.opener - 6, y: LETTERS },
			svg("tspan", { class: "group-name" }, name),
			" ",
			svg("tspan", { class: "group-type", dx: 4 }, group.type ?? ""),
		),
	];
}
