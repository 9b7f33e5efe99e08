"""Numbers alone: IEEE arithmetic, no exceptions, whole numbers kept, surprises noted."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.interpreter.constants import FUNCTIONS, calculate, literal
from app.interpreter.functions import FUNCTIONS as TORCH
from app.interpreter.functions import takes_numbers
from app.operations import EXPRESSIBLE, ROWS

LINEAR_ALGEBRA = {"matmul", "dot", "outer", "trace", "det"}
INF = math.inf


def test_every_operation_that_single_numbers_allow() -> None:
    assert set(FUNCTIONS) == EXPRESSIBLE - LINEAR_ALGEBRA
    assert set(TORCH) == EXPRESSIBLE


@pytest.mark.parametrize(
    ("operation", "numbers", "result", "note"),
    [
        ("div", [1, 0], INF, "division-by-zero"),
        ("div", [-1, 0], -INF, "division-by-zero"),
        ("div", [1, -0.0], -INF, "division-by-zero"),
        ("div", [0, 0], math.nan, "not-a-number"),
        ("pow", [0, -1], INF, "division-by-zero"),
        ("pow", [-8, 1 / 3], math.nan, "not-a-number"),
        ("pow", [9, 387420489], INF, "overflow"),
        ("pow", [-9, 387420489], -INF, "overflow"),
        ("pow", [9, INF], INF, None),
        ("log", [0], -INF, "logarithm-of-zero"),
        ("log", [-1], math.nan, "not-a-number"),
        ("sqrt", [-1], math.nan, "not-a-number"),
        ("exp", [1000], INF, "overflow"),
        ("sinh", [-1000], -INF, "overflow"),
        ("sin", [INF], math.nan, None),
        ("mul", [1e300, 1e300], INF, "overflow"),
        ("add", [1, 2], 3, None),
        ("maximum", [math.nan, 1], math.nan, None),
    ],
)
def test_surprises(operation: str, numbers: list[float], result: float, note: str | None) -> None:
    value, code = calculate(operation, numbers)
    assert value == pytest.approx(result, nan_ok=True)
    assert code == note


def test_whole_numbers_stay_whole() -> None:
    assert repr(calculate("pow", [2, 3])[0]) == "8"
    assert repr(calculate("div", [4, 2])[0]) == "2"
    assert repr(calculate("div", [1, 2])[0]) == "0.5"
    assert repr(calculate("mul", [2, 1.5])[0]) == "3.0"


def test_literals_too_large_for_torch_become_floats() -> None:
    assert repr(literal(2**53)) == str(2**53)
    assert repr(literal(10**30)) == "1e+30"
    assert literal(10**400) == INF


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(2**40), 2**40)


@pytest.mark.parametrize("operation", sorted(set(FUNCTIONS) - {"leaky_relu", "clamp"}))
@given(u=numbers, v=numbers)
def test_the_same_as_torch_in_float64(operation: str, u: float, v: float) -> None:
    operands = [u, v][: len(ROWS[operation].slots)]
    ours, _ = calculate(operation, operands)
    tensors = tuple(torch.tensor(float(operand), dtype=torch.float64) for operand in operands)
    assert takes_numbers(operation, tensors) or len(tensors) == 2
    if operation in {"var", "std"}:
        assert math.isnan(ours)
        return
    theirs = TORCH[operation](*tensors).item()
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-300, nan_ok=True)
