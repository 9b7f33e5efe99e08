// The title of a group: what opens and closes it, its name, and what kind of module it is.
import { GROUP } from "#src/layout/size";
import type { Group } from "#src/trace/schema";
import { OPENER } from "./glyphs";
import { svg } from "./svg";
import type { Texts } from "./texts";

/** The line of the title: where its letters stand, and its middle. CSS pixels. */
const LETTERS = 19;
export const MIDDLE = 15;
const LEFT = 12;

/** `open`: as the title of a frame, else on a card. */
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
