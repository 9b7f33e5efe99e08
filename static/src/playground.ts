// Entry of the playground: brings the page alive from its boot block, then lets typing, links and the last visit steer it.
import "./style/tokens.css";
import "./style/base.css";
import "./panels/page.css";
import "./panels/panels.css";
import "./panels/editor.css";
import "./panels/inputs.css";
import "./panels/inspector.css";
import "./panels/table.css";
import "./panels/derivative.css";
import "./panels/programs.css";
import "./panels/dialogs.css";
import "./panels/lessons.css";
import { type ComponentType, h, render } from "preact";
import { define, TapedeckPlayer } from "./element";
import { readBoot } from "./panels/boot";
import { Derivative } from "./panels/derivative";
import { Editor } from "./panels/editor";
import { Inputs } from "./panels/inputs";
import { Inspector } from "./panels/inspector";
import { listen } from "./panels/listen";
import { Notices } from "./panels/notices";
import { Output } from "./panels/output";
import { Playground } from "./panels/playground";
import { Progress } from "./panels/progress";
import { begin } from "./panels/resume";
import { Table } from "./panels/table";
import { followTheme, Tools } from "./panels/tools";
import { Variables } from "./panels/variables";
import { Recorded } from "./panels/window";

const playground = new Playground(readBoot(document));

function mount(id: string, component: ComponentType<{ playground: Playground }>): void {
	const place = document.getElementById(id);
	if (place === null) throw new Error(`the page has no place #${id}`);
	render(h(component, { playground }), place);
}

followTheme(document.documentElement);
define();
const player = document.querySelector("tapedeck-player");
if (!(player instanceof TapedeckPlayer)) throw new Error("the page has no player");
player.equip(playground);
mount("tools", Tools);
mount("editor", Editor);
mount("notices", Notices);
mount("progress", Progress);
mount("recorded", Recorded);
mount("variables", Variables);
mount("inspector", Inspector);
mount("inputs", Inputs);
mount("table", Table);
mount("derivative", Derivative);
mount("output", Output);
const question = document.getElementById("question");
if (question !== null && playground.boot.question !== null) {
	const asked = playground.boot.question;
	void import("./panels/question").then(({ ask }) => ask(question, playground.words, asked));
}
listen(playground, player);
void begin(playground);
