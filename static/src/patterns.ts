// Entry of /patterns: every node, edge and note of the picture in every state, light and dark side by side.
import "./style/tokens.css";
import "./style/base.css";
import "./panels/page.css";
import "./patterns/patterns.css";
import type { Layout } from "./layout/place";
import { itemSize } from "./layout/size";
import { readBoot } from "./panels/boot";
import { EDGES, LEAVES, type NodeSpecimen, OPERATIONS, PARAMETER, specimenTrace, VALUES } from "./patterns/specimens";
import themeSheet from "./patterns/theme.css?inline";
import { addition, change, product } from "./picture/arithmetic";
import { Card } from "./picture/card";
import { Edges } from "./picture/edges";
import { sheet as frameSheet } from "./picture/frames";
import { drawNote, sheet as noteSheet } from "./picture/note";
import { playerSheet } from "./picture/sheet";
import { svg } from "./picture/svg";
import { Texts } from "./picture/texts";
import { index } from "./trace/lookup";
import { DIGITS } from "./words/number";
import { operationsByKey } from "./words/operation";
import { createWords } from "./words/words";

const { lang, words: sentences, operations } = readBoot(document);
const words = createWords(lang, sentences);
const trace = specimenTrace();
const texts = new Texts(words, operationsByKey(operations), index(trace), DIGITS);
/** Around a drawing: halos and shadows reach beyond it. */
const AROUND = 12;
const EDGE = { width: 150, height: 44 };

function drawing(width: number, height: number, ...parts: SVGElement[]): SVGSVGElement {
	const [w, h] = [width + 2 * AROUND, height + 2 * AROUND];
	const viewBox = `${-AROUND} ${-AROUND} ${w} ${h}`;
	return svg("svg", { class: "drawing", "data-detail": "full", width: w, height: h, viewBox }, ...parts);
}

function card({ node, state, role = "node" }: NodeSpecimen, opened: boolean): SVGSVGElement {
	const members = role === "group" ? [PARAMETER, node] : [node];
	const item = { role, node, group: role === "group" ? 0 : null, frame: -1, members };
	const size = itemSize(index(trace), item, opened, DIGITS);
	const made = new Card(texts, item, { x: 0, y: 0, ...size }, opened);
	made.look("full");
	made.draw(state, null);
	return drawing(size.w, size.h, made.element);
}

function edge(id: number, phase: (typeof EDGES)[number]["phase"]): SVGSVGElement {
	const points = [[0, 4] as const, [EDGE.width, EDGE.height - 4] as const];
	const layout: Layout = { ...EDGE, nodes: new Map(), edges: new Map([[id, { points }]]), frames: [], crossings: 0 };
	const edges = new Edges(trace, layout, "right");
	edges.keep(new Set([id]));
	edges.patch(trace.edges.map(() => ({ phase, contribution: null, sum: null })));
	return drawing(EDGE.width, EDGE.height, edges.element);
}

function notes(): [string, SVGSVGElement][] {
	const [vector, grad, scalar, other, matrix] = trace.values;
	if (!vector || !grad || !scalar || !other || !matrix) throw new RangeError("a specimen is missing");
	const made = [
		["product", drawNote(product(scalar, other, other, DIGITS), "∂t₁/∂a = 3·a²", "product")],
		["product", drawNote(product(vector, vector, grad, DIGITS), "∂t₁/∂a = 3·a²", "product")],
		["product", drawNote(product(matrix, null, matrix, DIGITS), "∂t₁/∂A = ȳ·Bᵀ", "product")],
		["sum", drawNote(addition(vector, vector, grad, DIGITS), texts.sum(0, false, false), "sum")],
		["sum", drawNote(addition(null, grad, grad, DIGITS), texts.sum(0, true, true), "sum")],
		["seed", drawNote(product(null, null, vector, DIGITS), texts.seed(0), "seed")],
		["change", drawNote(change(scalar, other, DIGITS) ?? [], texts.written(0), "change")],
	] as const;
	return made.map(([key, { element, w, h }]) => [`note-${key}`, drawing(w, h, element)]);
}

function figure(key: string, content: SVGSVGElement): HTMLElement {
	const made = document.createElement("figure");
	const caption = document.createElement("figcaption");
	caption.textContent = words.say(`ui.patterns.${key}`);
	made.append(content, caption);
	return made;
}

function group(key: string, figures: readonly HTMLElement[]): HTMLElement[] {
	const title = document.createElement("h3");
	title.textContent = words.say(`ui.patterns.${key}`);
	const row = document.createElement("div");
	row.className = "specimens";
	row.append(...figures);
	return [title, row];
}

/** All specimens in one theme, in a shadow tree like the player's own. */
function theme(name: "light" | "dark", sheet: CSSStyleSheet): HTMLElement {
	const section = document.createElement("section");
	section.dataset.theme = name;
	section.className = "td-patterns-theme";
	section.setAttribute("aria-label", words.say(`ui.patterns.theme-${name}`));
	const root = section.attachShadow({ mode: "open" });
	root.adoptedStyleSheets = [playerSheet(), noteSheet, frameSheet, sheet];
	const nodes = (list: readonly NodeSpecimen[]) =>
		list.map((specimen) => figure(specimen.key, card(specimen, specimen.key === "group")));
	root.append(
		...group("leaves", nodes(LEAVES)),
		...group("operations", nodes(OPERATIONS)),
		...group("values", nodes(VALUES)),
		...group(
			"edges",
			EDGES.map(({ edge: id, phase }) => figure(id === 0 ? `edge-${phase}` : "edge-still", edge(id, phase))),
		),
		...group(
			"notes",
			notes().map(([key, drawn]) => figure(key, drawn)),
		),
	);
	return section;
}

const inner = new CSSStyleSheet();
inner.replaceSync(themeSheet);
document.getElementById("patterns")?.replaceChildren(theme("light", inner), theme("dark", inner));
