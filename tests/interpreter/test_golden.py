"""Expressions whose figures are printed in papers, courses and documentation: ``tests/golden/expressions.json``.

Each has ``source``, ``inputs``, ``frozen``, ``grad_output``, ``dtype``, and what comes out: ``value``, ``gradients``,
and in some ``higher_order`` derivatives, a ``jvp``, a ``finite_difference`` with its absolute step, and
``intermediates``: value and gradient of parts of the source. ``tolerance`` is relative and absolute.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from app.certificate.finite import finite_difference
from app.interpreter.expression import forward, run
from app.interpreter.listener import Silent
from app.program.program import Program
from app.program.read import Request, read

CASES = json.loads((Path(__file__).parents[1] / "golden" / "expressions.json").read_text(encoding="utf-8"))
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


def having(field: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case for case in CASES if field in case], ids=lambda case: case["id"])


def program_of(case: dict[str, Any]) -> Program:
    return read(
        Request(
            source=case["source"],
            language="expression",
            inputs=case["inputs"],
            frozen=tuple(case["frozen"]),
            grad_output=case["grad_output"],
            dtype=case["dtype"],
        )
    )


def assert_close(actual: torch.Tensor, expected: Any, tolerance: float) -> None:
    """``expected`` is a number, ``"nan"`` or nested lists of them."""
    wanted = torch.tensor(float(expected) if isinstance(expected, str) else expected, dtype=torch.float64)
    torch.testing.assert_close(actual.detach().double(), wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def test_the_golden_file_holds_its_cases() -> None:
    assert len(CASES) == 19
    assert {field for case in CASES for field in case} >= {"higher_order", "jvp", "finite_difference", "intermediates"}


@every_case
def test_value_and_gradients(case: dict[str, Any]) -> None:
    result = run(program_of(case), Silent())
    if case["value"] is not None:
        assert_close(result.output, case["value"], case["tolerance"])
    for name, expected in case["gradients"].items():
        assert_close(result.variables[name].grad, expected, case["tolerance"])


@having("intermediates")
def test_intermediates(case: dict[str, Any]) -> None:
    result = forward(program_of(case), Silent())
    of_source = {case["source"][slice(*part.node.span)].strip("()"): part.value for part in result.applications}
    for expected in case["intermediates"]:
        value = of_source[expected["source"].strip("()")]
        (gradient,) = torch.autograd.grad(result.output, value, retain_graph=True)
        assert_close(value, expected["value"], case["tolerance"])
        assert_close(gradient, expected["gradient"], case["tolerance"])


@having("higher_order")
def test_higher_order(case: dict[str, Any]) -> None:
    for expected in case["higher_order"]:
        result = forward(program_of(case), Silent())
        derivative = result.output
        for _ in range(expected["order"]):
            (derivative,) = torch.autograd.grad(derivative, result.variables["x"], create_graph=True)
        assert_close(derivative, expected["value"], case["tolerance"])


@having("jvp")
def test_jacobian_vector_product(case: dict[str, Any]) -> None:
    result = run(program_of(case), Silent())
    product = sum(result.variables[name].grad * tangent for name, tangent in case["jvp"]["tangent"].items())
    assert_close(product, case["jvp"]["value"], case["tolerance"])


@having("finite_difference")
def test_finite_difference(case: dict[str, Any]) -> None:
    expected = case["finite_difference"]
    measured = finite_difference(program_of(case), "x", 1.0, expected["step"])
    rounding = 4 * sys.float_info.epsilon / expected["step"]  # the last bit of a value of f differs between processors
    assert measured == pytest.approx(expected["value"], abs=case["tolerance"] + rounding)
