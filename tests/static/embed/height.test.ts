// What an embed tells its host about its height, and how messages are numbered.
import { describe, expect, test } from "vitest";
import { Height } from "#src/embed/height";
import { Messages } from "#src/embed/messages";

function heard(settings: { origin?: string; context?: string | null } = {}) {
	const posted: { message: unknown; origin: string }[] = [];
	const host = { postMessage: (message: unknown, origin: string) => posted.push({ message, origin }) };
	const messages = new Messages(host, { origin: "*", frame: "first", context: null, ...settings });
	return { posted, messages, height: new Height(messages, "https://deck.example/embed/v1?expr=x") };
}

describe("messages", () => {
	test("are numbered, named and sent to whom they are meant for", () => {
		const { posted, messages } = heard({ origin: "https://course.example", context: "c1" });
		messages.send("ready", { version: 1 });
		messages.send("step", { cursor: 3 });
		expect(posted).toEqual([
			{
				message: { tapedeck: 1, type: "ready", frame: "first", seq: 1, ctx: "c1", payload: { version: 1 } },
				origin: "https://course.example",
			},
			{
				message: { tapedeck: 1, type: "step", frame: "first", seq: 2, ctx: "c1", payload: { cursor: 3 } },
				origin: "https://course.example",
			},
		]);
	});

	test("carry no context where none was given", () => {
		const { posted, messages } = heard();
		messages.send("ready", null);
		expect(posted[0]?.message).not.toHaveProperty("ctx");
	});
});

describe("height", () => {
	test("is told in every dialect", () => {
		const { posted, height } = heard();
		height.tell(400.2);
		expect(posted.map(({ message }) => message)).toEqual([
			{ tapedeck: 1, type: "resize", frame: "first", seq: 1, payload: { height: 401 } },
			'{"context":"iframe.resize","src":"https://deck.example/embed/v1?expr=x","height":401}',
			'{"subject":"lti.frameResize","height":401}',
			{ sentinel: "amp", type: "embed-size", height: 401 },
		]);
	});

	test("is told only where it changes by more than a pixel", () => {
		const { posted, height } = heard();
		for (const measured of [400, 400, 401, 399, 400.4]) height.tell(measured);
		expect(posted).toHaveLength(4);
		height.tell(402);
		expect(posted).toHaveLength(8);
	});

	test("stays between 80 and 5000", () => {
		const { posted, height } = heard();
		height.tell(0);
		height.tell(9000);
		const heights = posted.flatMap(({ message }) => {
			const { payload } = message as { payload?: { height: number } };
			return payload ? [payload.height] : [];
		});
		expect(heights).toEqual([80, 5000]);
	});
});
