// Entry of the exported page: one player and its program, from what the file brings along; nothing is ever requested.
import "./style/tokens.css";
import "./style/base.css";
import "./embed/embed.css";
import "./export/export.css";
import { effect } from "@preact/signals-core";
import { define, TapedeckPlayer } from "./element";
import { Code, formula } from "./embed/parts";
import type { ExportBoot } from "./export/boot";
import { blockOf } from "./panels/boot";
import { Deck } from "./player/deck";
import { actionOf } from "./player/keys";
import { load } from "./trace/load";
import { unfold } from "./trace/unfold";
import { operationsByKey } from "./words/operation";
import { createWords } from "./words/words";

define();
const boot = blockOf<ExportBoot>(document);
const trace = load(unfold(boot.trace));
const words = createWords(boot.lang, boot.words);
const deck = new Deck();
deck.load(trace, boot.step);

const heading = document.createElement("h1");
heading.className = "td-export-title";
heading.textContent = boot.title;
const code = new Code(words);
effect(() => code.draw(trace, deck.frame.value?.step ?? null));
const player = new TapedeckPlayer();
player.equip({ deck, words, operations: operationsByKey(boot.operations) });

const { source, reading } = trace.program;
const root = document.getElementById("export");
if (root === null) throw new Error("the page has no place #export");
root.replaceChildren(
	...(boot.title === "" ? [] : [heading]),
	...(source === "" ? [] : [code.element]),
	...(reading?.text ? [formula(trace)] : []),
	player,
);
// A frame, such as that of a notebook, has a height of its own.
if (window.parent !== window) document.documentElement.dataset.framed = "";
addEventListener("keydown", (event) => {
	if (event.defaultPrevented || document.activeElement !== document.body) return;
	const asked = actionOf(event, { single: true });
	if (asked === null || asked.type === "command") return;
	event.preventDefault();
	deck.dispatch(asked);
});
