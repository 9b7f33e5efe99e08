"""Central finite differences: the gradient measured from outside, by moving every input element a little both ways.

(f(x + h) − f(x − h)) / 2h with f = vᵀ·output, in float64 whatever the program's dtype. The step that balances the
truncation error O(h²) against the rounding error O(ε/h) is ∛ε; it is scaled with the element, h = ∛ε·max(1, |x|).
(Nocedal & Wright, Numerical Optimization, § 8.1)
"""

from __future__ import annotations

import copy
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch

from app.interpreter.expression import Result, forward
from app.interpreter.listener import Silent
from app.program.program import Program

STEP = sys.float_info.epsilon ** (1 / 3)  # about 6·10⁻⁶
MAX_ELEMENTS = 256  # of one input: two runs for each element
MAX_WORK = 100_000  # torch calls, some 5 µs each, for all finite differences of a certificate together
CALL_ELEMENTS = 1_000  # as many elements of a result take about as long as a call


def count(given: Any) -> int:
    """How many elements an input has."""
    return sum(1 for _ in _places(given))


def work(program: Program, name: str, result: Result) -> int:
    """About how many torch calls the finite difference in input ``name`` takes, judged by the ``result`` of one run."""
    elements = sum(math.prod(application.value.shape) for application in result.applications)
    one_run = len(program.inputs) + len(result.applications) + elements // CALL_ELEMENTS
    return 2 * count(program.inputs[name]) * one_run


def finite_difference(program: Program, name: str, v: Any, step: float = STEP) -> Any:
    """The gradient of vᵀ·output in input ``name`` as nested lists; two runs for each element.

    ``v`` is a number or nested lists in the output's shape.
    """
    given = program.inputs[name]
    weights = torch.tensor(v, dtype=torch.float64)
    gradient = copy.deepcopy(given)
    for place in _places(given):
        here = float(_at(given, place))
        h = step * max(1.0, abs(here))
        ahead, behind = here + h, here - h
        difference = _output(program, name, place, ahead, weights) - _output(program, name, place, behind, weights)
        gradient = _put(gradient, place, difference / (ahead - behind))
    return gradient


def _output(program: Program, name: str, place: tuple[int, ...], value: float, weights: torch.Tensor) -> float:
    """vᵀ·output with one element of one input set to ``value``."""
    moved = _put(copy.deepcopy(program.inputs[name]), place, value)
    shifted = replace(program, inputs={**program.inputs, name: moved}, dtype="float64")
    with torch.no_grad():
        return float((weights * forward(shifted, Silent()).output).sum())


def _places(nested: Any, before: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    if not isinstance(nested, list):
        yield before
        return
    for index, part in enumerate(nested):
        yield from _places(part, (*before, index))


def _at(nested: Any, place: tuple[int, ...]) -> Any:
    for index in place:
        nested = nested[index]
    return nested


def _put(nested: Any, place: tuple[int, ...], value: float) -> Any:
    """``nested`` with one element replaced, in place; a bare number is replaced as a whole."""
    if not place:
        return value
    _at(nested, place[:-1])[place[-1]] = value
    return nested
