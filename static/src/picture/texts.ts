// What the picture says in words: names of nodes for readers who do not see it, reasons, pieces of source, symbols.
import type { NodeState } from "#src/trace/frame";
import type { Lookup } from "#src/trace/lookup";
import { at, type Group, type Node } from "#src/trace/schema";
import type { Item } from "#src/trace/view";
import { whole } from "#src/words/number";
import { type Operations, symbolOf } from "#src/words/operation";
import { formulaOf, labelOf, spoken } from "#src/words/sentence";
import type { Words } from "#src/words/words";

const FUNCTION = "ƒ";

export class Texts {
	readonly words: Words;
	private readonly operations: Operations;
	readonly lookup: Lookup;
	readonly digits: number;

	constructor(words: Words, operations: Operations, lookup: Lookup, digits: number) {
		this.words = words;
		this.operations = operations;
		this.lookup = lookup;
		this.digits = digits;
	}

	nodeAt(id: number): Node {
		return at(this.lookup.trace.nodes, id);
	}

	/** The symbol on a card: of our row, else that of any function; then `title` has its name. */
	symbol(node: Node): string {
		return symbolOf(this.operations, node.operation ?? "") ?? FUNCTION;
	}

	/** Torch's or the program's own name of an operation that has no symbol; `null` where the symbol says it. */
	title({ operation }: Node): string | null {
		return symbolOf(this.operations, operation ?? "") === null ? operation : null;
	}

	/** Why there is no gradient; of a leaf, that its `.grad` is empty. */
	note(node: Node, state: NodeState): string {
		if (state.reason !== null) return this.words.say(`ui.picture.reason-${state.reason}`);
		if (node.kind !== "leaf" || state.dotGrad !== null) return "";
		return this.count(state) || this.words.say("ui.picture.grad-none");
	}

	/** How many contributions of a fork have come; nothing where only one is due. */
	count({ phase, arrived, due }: NodeState): string {
		return phase === "waiting" && due > 1 ? this.words.say("ui.picture.waiting", { arrived, due }) : "";
	}

	/** The whole node as one sentence. */
	name(node: Node, state: NodeState): string {
		const { trace } = this.lookup;
		const facts = {
			name: labelOf(trace, node),
			formula: node.kind === "operation" ? formulaOf(this.lookup, node) : "",
			value: spoken(trace, state.value),
			grad: spoken(trace, state.dotGrad ?? state.grad ?? state.sum),
			reason: this.note(node, state),
		};
		const parts = [this.words.say(`ui.picture.node-${node.kind}`, facts)];
		if (state.phase === "ghost") parts.push(this.words.say("ui.picture.node-ghost"));
		else if (node.kind !== "constant") parts.push(this.words.say("ui.picture.node-value", facts));
		if (state.dotGrad !== null || state.grad !== null) parts.push(this.words.say("ui.picture.node-grad", facts));
		else if (node.kind === "leaf" && node.requires_grad) parts.push(this.words.say("ui.picture.node-grad-none"));
		else if (node.kind !== "constant" && facts.reason !== "") parts.push(facts.reason);
		return parts.join(", ");
	}

	/** The whole place as one sentence: a group by its name and its result. */
	place(item: Item, state: NodeState): string {
		const name = this.name(this.nodeAt(item.node), state);
		if (item.role === "entry") return `${name}, ${this.origin()}`;
		return item.group === null ? name : `${this.group(at(this.groups(), item.group), false)}, ${name}`;
	}

	/** Where an entry comes from. */
	origin(): string {
		return this.words.say("ui.picture.entry");
	}

	/** A group's name: of the set-up, what it is. */
	groupName(group: Group): string {
		return group.kind === "setup" ? this.words.say("ui.picture.setup") : group.name;
	}

	/** What a group is, and that it can be opened or closed. */
	group(group: Group, open: boolean): string {
		const facts = { name: this.groupName(group), type: group.type ?? "" };
		return this.words.say(open ? "ui.picture.group-open" : "ui.picture.group-closed", facts);
	}

	/** How many numbers a closed group learns; nothing where it learns none. */
	parameters({ group, members }: Item): string {
		const { trace } = this.lookup;
		const learned = members.map((node) => at(trace.nodes, node)).filter((node) => node.is_parameter);
		const count = learned.reduce(
			(sum, { value }) =>
				sum + (value === null ? 0 : at(trace.values, value).shape.reduce((product, length) => product * length, 1)),
			0,
		);
		if (count === 0 || group === null) return "";
		return this.words.say("ui.picture.parameters", { count, written: whole(count) });
	}

	private groups(): readonly Group[] {
		return this.lookup.trace.groups ?? [];
	}

	/** `∂t₁/∂a = 3·a²`: what stands under a contribution; empty where no one formula can say it. */
	local(edge: number): string {
		const { source, target, local } = at(this.lookup.trace.edges, edge);
		if (!local) return "";
		const label = (node: number) => labelOf(this.lookup.trace, at(this.lookup.trace.nodes, node));
		return `∂${label(target)}/∂${label(source)} = ${local.text}`;
	}

	/** What a note of a growing sum is headed: for whom it is, or, where it is stored, `x.grad` and that it was empty. */
	sum(node: number, stored: boolean, empty: boolean): string {
		const name = labelOf(this.lookup.trace, at(this.lookup.trace.nodes, node));
		if (!stored) return this.words.say("ui.picture.sum", { name });
		return empty ? `${name}.grad: None →` : `${name}.grad`;
	}

	/** What a note of a value changed in place is headed. */
	written(node: number): string {
		return labelOf(this.lookup.trace, at(this.lookup.trace.nodes, node));
	}

	/** The start of a pass: `∂Q/∂Q`. */
	seed(node: number): string {
		const label = labelOf(this.lookup.trace, at(this.lookup.trace.nodes, node));
		return `∂${label}/∂${label}`;
	}
}
