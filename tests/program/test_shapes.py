"""Shapes are found before anything runs: what a product means, and what does not fit."""

import pytest

from app.errors import LimitError
from app.program.shapes import broadcast

TWO_THREE = [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("source", "inputs", "code", "facts"),
    [
        (("y = ", "A @ x", ""), {"A": TWO_THREE, "x": [1, 2]}, "shapes-matmul", {"left": "(2, 3)", "right": "(2,)"}),
        (("", "2 @ x", ""), {"x": [1, 2]}, "matmul-scalar", {"left": "()", "right": "(2,)"}),
        (("1 + ", "x y", ""), {"x": [1, 2], "y": [1, 2, 3]}, "shapes-elementwise", {"left": "(2,)", "right": "(3,)"}),
        (("", "dot(x, y)", ""), {"x": [1], "y": [1, 2]}, "shapes-dot", {"left": "(1,)", "right": "(2,)"}),
        (("", "outer(x, 2)", ""), {"x": [1]}, "shapes-outer", {"left": "(1,)", "right": "()"}),
        (("", "mse(x, 1)", ""), {"x": [1, 2]}, "shapes-mse", {"left": "(2,)", "right": "()"}),
        (("", "det A", ""), {"A": TWO_THREE}, "shape-det", {"shape": "(2, 3)"}),
        (("", "tr(x)", ""), {"x": [1, 2]}, "shape-trace", {"shape": "(2,)"}),
        (("", "Xᵀ", ""), {"X": [[[1]]]}, "shape-transpose", {"shape": "(1, 1, 1)"}),
        (("", "A⁻¹", ""), {"A": [[1, 2], [3, 4]]}, "matrix-inverse", {"shape": "(2, 2)"}),
    ],
)
def test_what_does_not_fit_is_pointed_at(refused, source, inputs, code, facts):
    before, at, after = source
    error = refused(before + at + after, inputs=inputs)
    assert error.code == code
    assert error.span == (len(before), len(before + at))
    assert error.facts == facts


@pytest.mark.parametrize(
    ("source", "inputs", "tree", "notes"),
    [
        ("A x", {"A": TWO_THREE, "x": [1, 2, 3]}, "matmul(A, x)", ["matrix-product"]),
        ("Aᵀ x", {"A": TWO_THREE, "x": [1, 2]}, "matmul(transpose(A), x)", ["matrix-product"]),
        ("xᵀ A", {"A": TWO_THREE, "x": [1, 2]}, "matmul(x, A)", ["matrix-product"]),
        ("2A", {"A": TWO_THREE}, "mul(2, A)", []),
        ("A·A", {"A": TWO_THREE}, "mul(A, A)", ["elementwise-product"]),
        ("x y", {"x": [1, 2], "y": [3, 4]}, "mul(x, y)", ["elementwise-product"]),
        ("Σ x y", {"x": [1, 2], "y": [3, 4]}, "sum(mul(x, y))", []),
        ("A²", {"A": TWO_THREE}, "pow(A, 2)", ["elementwise-power"]),
        ("(x − y)ᵀ (x − y)", {"x": [1, 2], "y": [3, 4]}, "matmul(sub(x, y), sub(x, y))", ["matrix-product"]),
        ("x @ yᵀ", {"x": [1, 2], "y": [3, 4]}, "outer(x, y)", []),
        ("xᵀᵀ y", {"x": [1, 2], "y": [3, 4]}, "mul(x, y)", ["elementwise-product"]),
        (
            "h = W x\nh + b",
            {"W": TWO_THREE, "x": [1, 2, 3], "b": [1, 1]},
            "h = matmul(W, x); add(h, b)",
            ["matrix-product"],
        ),
    ],
)
def test_what_a_product_means(understood, source, inputs, tree, notes):
    read = understood(source, inputs=inputs)
    assert read.tree == tree
    assert read.notes == notes


def test_a_result_has_a_bounded_number_of_elements(refused):
    error = refused("outer(x, x)", inputs={"x": [1.0] * 1001})
    assert isinstance(error, LimitError)
    assert error.facts["shape"] == "(1001, 1001)"


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [((2, 1), (3,), (2, 3)), ((), (2,), (2,)), ((2,), (3,), None), ((0,), (1,), (0,)), ((4, 1, 3), (2, 1), (4, 2, 3))],
)
def test_broadcasting(left, right, common):
    assert broadcast(left, right) == broadcast(right, left) == common
