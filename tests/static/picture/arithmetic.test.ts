// The written arithmetic of a step.
import { describe, expect, test } from "vitest";
import { addition, product } from "#src/picture/arithmetic";
import type { Value } from "#src/trace/schema";

const value = (data: unknown, shape: number[] = Array.isArray(data) ? [data.length] : []): Value => ({
	shape,
	dtype: "float64",
	data,
	summary: null,
});
const written = (rows: ReturnType<typeof product>) =>
	rows.map(({ operator, cells, answer }) => [operator, ...cells, answer ?? ""].join(" ").trim());

describe("product", () => {
	test("stands on one line for short scalars", () => {
		expect(written(product(value(3), value(12), value(36), 4))).toEqual(["3 × 12 = 36"]);
	});

	test("takes a second line for long ones, and brackets a negative factor", () => {
		expect(written(product(value(0.149146), value(-1), value(-0.149146), 4))).toEqual(["0.1491 × (−1)", "= −0.1491"]);
	});

	test("stands in columns for short vectors, with a number spread over them", () => {
		expect(written(product(value([1, 1]), value([12, 27]), value([12, 27]), 4))).toEqual(["1 1", "× 12 27", "= 12 27"]);
		expect(written(product(value([1, 2]), value(3), value([3, 6]), 4))).toEqual(["1 2", "× 3 3", "= 3 6"]);
	});

	test("shows the contribution alone where no product says it", () => {
		const matrix = value([[1, 2]], [1, 2]);
		expect(written(product(value(1), null, value([1, 2]), 4))).toEqual(["1 2"]);
		expect(written(product(value([1, 1]), value([3, 5]), value(8), 4))).toEqual(["8"]);
		expect(written(product(matrix, matrix, matrix, 4))).toEqual(["[1×2]"]);
		expect(written(product(null, value(1), value(7), 4))).toEqual(["7"]);
	});

	test("keeps NaN and infinities", () => {
		expect(written(product(value(0), value("Infinity"), value("NaN"), 4))).toEqual(["0 × ∞ = NaN"]);
	});
});

describe("addition", () => {
	test("shows the sum as it grows", () => {
		expect(written(addition(value(4), value(6), value(10), 4))).toEqual(["4 + 6 = 10"]);
		expect(written(addition(value([4, 1]), value([6, -1]), value([10, 0]), 4))).toEqual(["4 1", "+ 6 −1", "= 10 0"]);
	});

	test("starts with what came first", () => {
		expect(written(addition(null, value(4), value(4), 4))).toEqual(["4"]);
	});
});
