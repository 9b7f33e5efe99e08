// Entry of the embed: settings from the address, one player without an editor, and the height told to the page around.
import "./style/tokens.css";
import "./style/base.css";
import "./embed/embed.css";
import { define } from "./element";
import { EmbedFrame } from "./embed/frame";
import { Height } from "./embed/height";
import { Messages } from "./embed/messages";
import { readParameters } from "./embed/parameters";
import { readBoot } from "./panels/boot";

define();
const page = document.documentElement;
const query = new URLSearchParams(location.search);
const { parameters, warnings } = readParameters(query);
const messages = new Messages(window.parent, { ...parameters, frame: window.name });
const height = new Height(messages, location.href);

if (parameters.theme !== "auto") page.dataset.theme = parameters.theme;
if (parameters.background === "transparent") page.dataset.bg = "transparent";
if (parameters.height !== "auto") page.style.setProperty("--td-embed-height", `${parameters.height}px`);

messages.send("ready", { version: 1 });
for (const warning of warnings) messages.send("warning", warning);
const root = document.getElementById("embed");
if (root === null) throw new Error("the page has no place #embed");
new ResizeObserver(() => height.tell(page.offsetHeight)).observe(page);

const frame = new EmbedFrame(root, readBoot(document), parameters, messages);
addEventListener("keydown", (event) => {
	if (document.activeElement === document.body) frame.press(event);
});
void frame.open(query, location.hash);
