// Which language the text is in: what a person says, else what the server took it for, else a guess while it is typed.
import type { Trace } from "#src/trace/schema";
import type { Program } from "./session";

export type Kind = "expression" | "torch";

/** What code has and notation has not. Only a guess: it lays out the page until the server has read the text. */
const CODE = new RegExp(
	[
		String.raw`^[ \t]*(?:import|from)[ \t]+[a-zA-Z_]`,
		String.raw`^[ \t]*(?:def|class)[ \t]+\w+[^\n]*:`,
		String.raw`^[ \t]*(?:for|while|if|elif|with|else|try)\b[^\n]*:[ \t]*(?:#[^\n]*)?$`,
		String.raw`\b(?:torch|nn|F|np|plt|optim|autograd|math|random)\.[A-Za-z_]`,
		String.raw`\.(?:backward|zero_grad|step|item|detach|requires_grad_|view|reshape)[ \t]*\(`,
		String.raw`\.(?:grad|grad_fn|data|requires_grad|shape)\b`,
		String.raw`\brequires_grad[ \t]*=`,
		String.raw`\bprint[ \t]*\(`,
	].join("|"),
	"m",
);

/** The language of `program`; `trace` is the last that was drawn. */
export function kindOf(program: Program, trace: Trace | null): Kind {
	if (program.language !== "auto") return program.language;
	if (trace !== null && trace.program.source === program.source) return trace.program.language;
	if (program.source.trim() === "") return program.setup === "" ? "expression" : "torch";
	return CODE.test(program.source) ? "torch" : "expression";
}
