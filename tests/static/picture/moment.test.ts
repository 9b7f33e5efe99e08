// What moves at one moment of a step: packets on their way, sums that grow, and nothing left over when it is done.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { momentOf } from "#src/picture/moment";
import { contributionTravel, share } from "#src/picture/motion";
import { frameAt } from "#src/trace/frame";
import { index } from "#src/trace/lookup";
import { at } from "#src/trace/schema";
import { traces } from "../arbitrary";

const progress = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe("momentOf", () => {
	test("sends packets only along the edges of the step under way", () => {
		fc.assert(
			fc.property(traces, progress, (trace, now) => {
				const lookup = index(trace);
				trace.steps.forEach((step, cursor) => {
					const { packets } = momentOf(lookup, frameAt(trace, cursor), now);
					for (const packet of packets) {
						const edge = at(trace.edges, packet.edge);
						if (step.kind === "forward") expect(edge.target).toBe(step.node);
						else if (step.kind === "backward") expect(edge.target).toBe(step.node);
						else throw new Error(`a packet in a step ${step.kind}`);
						expect(packet.along).toBeGreaterThanOrEqual(0);
						expect(packet.along).toBeLessThanOrEqual(1);
					}
				});
			}),
		);
	});

	test("carries the contributions of the trace, each on its edge, and writes their products", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const lookup = index(trace);
				trace.steps.forEach((step, cursor) => {
					if (step.kind !== "backward") return;
					const { notes } = momentOf(lookup, frameAt(trace, cursor), 0.999);
					const products = notes.flatMap((note) => (note.kind === "product" ? [[note.edge, note.result]] : []));
					expect(products).toEqual(step.contributions.map(({ edge, value }) => [edge, value]));
				});
			}),
		);
	});

	test("leaves the same to be read when a step is over, whether one stepped or sought", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const lookup = index(trace);
				trace.steps.forEach((step, cursor) => {
					if (step.kind !== "backward") return;
					const sums = (moment: ReturnType<typeof momentOf>) => moment.notes.filter((note) => note.kind === "sum");
					const ending = momentOf(lookup, frameAt(trace, cursor), 0.9999);
					const resting = momentOf(lookup, frameAt(trace, cursor + 1), 0);
					expect(sums(resting)).toEqual(sums(ending));
					expect(resting.packets).toEqual([]);
				});
			}),
		);
	});

	test("is still at the start", () => {
		fc.assert(
			fc.property(traces, (trace) => {
				const moment = momentOf(index(trace), frameAt(trace, 0), 0);
				expect([moment.changes.size, moment.packets.length, moment.notes.length]).toEqual([0, 0, 0]);
			}),
		);
	});
});

describe("contributionTravel", () => {
	test("lands one contribution after the other, all before the step ends", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 8 }), progress, (count, now) => {
				const travelled = Array.from({ length: count }, (_, i) => contributionTravel(now, i, count));
				expect([...travelled].sort((one, other) => other - one)).toEqual(travelled);
				expect(contributionTravel(1, count - 1, count)).toBe(1);
				expect(contributionTravel(0, 0, count)).toBe(0);
			}),
		);
	});
});

test("share goes from 0 to 1 and never back", () => {
	fc.assert(
		fc.property(progress, progress, (one, other) => {
			const [early, late] = [Math.min(one, other), Math.max(one, other)];
			expect(share(early, 0.2, 0.7)).toBeLessThanOrEqual(share(late, 0.2, 0.7));
		}),
	);
	expect([share(0.2, 0.2, 0.7), share(0.7, 0.2, 0.7), share(1, 0.2, 0.7)]).toEqual([0, 1, 1]);
});
