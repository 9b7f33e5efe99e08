// Laws of the session: undo and redo are inverse, one go of typing is one step, nothing is lost on the way.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { begin, type Edit, EMPTY, edit, type Session, toRequest } from "#src/panels/session";

const names = fc.constantFrom("a", "b", "__proto__", "가");
const at = fc.nat(20_000);
const edits: fc.Arbitrary<Edit> = fc.oneof(
	fc.record({ type: fc.constant("source" as const), source: fc.string({ maxLength: 8 }), at }),
	fc.record({
		type: fc.constant("input" as const),
		name: names,
		tensor: fc.option(fc.array(fc.nat(9), { maxLength: 3 })),
		at,
	}),
	fc.record({ type: fc.constant("freeze" as const), name: names, frozen: fc.boolean(), at }),
	fc.record({
		type: fc.constant("grad-output" as const),
		tensor: fc.option(fc.array(fc.nat(9), { maxLength: 3 })),
		at,
	}),
	fc.record({
		type: fc.constant("dtype" as const),
		dtype: fc.constantFrom("float32" as const, "float64" as const),
		at,
	}),
	fc.record({
		type: fc.constant("language" as const),
		language: fc.constantFrom("auto" as const, "expression" as const, "torch" as const),
		at,
	}),
	fc.record({ type: fc.constant("seed" as const), seed: fc.nat(3), at }),
	fc.record({ type: fc.constant("setup" as const), setup: fc.string({ maxLength: 8 }), at }),
	fc.record({
		type: fc.constant("window" as const),
		window: fc.option(fc.nat(9).map((from) => [from, from + 1] as const)),
		at,
	}),
	fc.record({ type: fc.constant("keep" as const), at }),
	fc.record({ type: fc.constant("open" as const), program: fc.string().map((source) => ({ ...EMPTY, source })), at }),
	fc.constantFrom<Edit>({ type: "undo" }, { type: "redo" }),
);
const sessions = fc.array(edits, { maxLength: 40 }).map((list) => list.reduce(edit, begin(EMPTY)));
const programOf = ({ program, past, future }: Session) => ({ program, past, future });

describe("session", () => {
	it("redo undoes undo, and undo undoes redo", () => {
		fc.assert(
			fc.property(sessions, (session) => {
				if (session.past.length > 0) {
					expect(programOf(edit(edit(session, { type: "undo" }), { type: "redo" }))).toEqual(programOf(session));
				}
				if (session.future.length > 0) {
					expect(programOf(edit(edit(session, { type: "redo" }), { type: "undo" }))).toEqual(programOf(session));
				}
			}),
		);
	});

	it("undoing everything gives the beginning, redoing everything the end", () => {
		fc.assert(
			fc.property(sessions, (session) => {
				let back = session;
				while (back.past.length > 0) back = edit(back, { type: "undo" });
				expect(back.program).toEqual(EMPTY);
				let forth = back;
				while (forth.future.length > session.future.length) forth = edit(forth, { type: "redo" });
				expect(forth.program).toEqual(session.program);
			}),
		);
	});

	it("leaves the session alone where an edit changes nothing", () => {
		fc.assert(
			fc.property(sessions, (session) => {
				expect(edit(session, { type: "source", source: session.program.source, at: 0 })).toBe(session);
				expect(edit(session, { type: "dtype", dtype: session.program.dtype, at: 0 })).toBe(session);
			}),
		);
	});

	it("undoes one go of typing at once, two fields one by one", () => {
		let session = begin(EMPTY);
		session = edit(session, { type: "source", source: "y", at: 0 });
		session = edit(session, { type: "source", source: "y =", at: 300 });
		session = edit(session, { type: "source", source: "y = x", at: 600 });
		session = edit(session, { type: "input", name: "x", tensor: 2, at: 700 });
		session = edit(session, { type: "undo" });
		expect(session.program).toMatchObject({ source: "y = x", inputs: new Map() });
		session = edit(session, { type: "undo" });
		expect(session.program.source).toBe("");
	});

	it("moves a block into the set-up as one step, and brings it back", () => {
		let session = begin(EMPTY);
		session = edit(session, { type: "source", source: "import torch", at: 0 });
		session = edit(session, { type: "keep", at: 1 });
		expect(session.program).toMatchObject({ source: "", setup: "import torch" });
		expect(edit(session, { type: "keep", at: 2 })).toBe(session);
		session = edit(session, { type: "source", source: "a = torch.ones(2)", at: 2 });
		session = edit(session, { type: "keep", at: 3 });
		expect(session.program).toMatchObject({ source: "", setup: "import torch\n\na = torch.ones(2)" });
		session = edit(session, { type: "undo" });
		expect(session.program).toMatchObject({ source: "a = torch.ones(2)", setup: "import torch" });
	});

	it("keeps a name like __proto__ an ordinary input", () => {
		const session = edit(begin(EMPTY), { type: "input", name: "__proto__", tensor: [1], at: 0 });
		expect(JSON.stringify(toRequest(session.program).inputs)).toBe('{"__proto__":[1]}');
	});
});
