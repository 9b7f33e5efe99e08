"""Elementwise operations as SymPy expressions, built by explicit constructors: no text is parsed, nothing is simplified.

A formula speaks of one element: on vectors it holds for every element alike. Constants are folded beforehand in IEEE
arithmetic, and powers are bounded, because SymPy works out powers of numbers exactly, however long that takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sympy import (
    Add,
    Expr,
    Float,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    acos,
    asin,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from app.certificate import special
from app.interpreter.constants import calculate
from app.operations import ROWS
from app.program.tree import Apply, Name, Number

MAX_POWER = 100  # the largest exponent, and product of nested exponents, that SymPy is asked to work out
MAX_FORMULA = 2_000  # nodes of a formula on the way; what is shown in the end is far shorter
MAX_DIGITS = 6  # a decimal with at most this many digits is shown as an exact fraction


class NotShownError(Exception):
    """There is no readable formula; ``args[0]`` is the code of the note that says why."""


def constant(value: float) -> Expr:
    """A literal: whole numbers and short decimals exactly, other numbers as floats."""
    if not math.isfinite(value):
        raise NotShownError("symbolic-not-finite")
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    if exact.denominator < 10**MAX_DIGITS and abs(exact.numerator) < 10**15:
        return Rational(exact.numerator, exact.denominator)
    return Float(value)


def formula(operation: str, operands: Sequence[Expr]) -> Expr:
    """The expression of an elementwise operation."""
    if operation == "pow":
        _check_power(operands[0], operands[1])
    built = BUILD[operation](*operands)
    check_real(built)
    return built


class Measure:
    """How long formulas are: the nodes of their tree, each as often as it would be written.

    SymPy keeps what is equal once, so ``gelu(gelu(…))``, where each level stands twice, is small in memory while every
    walk over it is exponential. This one looks at nothing twice. ``within`` gives what an atom stands for.
    """

    def __init__(self, within: Callable[[Expr], Sequence[Expr]]) -> None:
        self._within = within
        self._nodes: dict[Expr, int] = {}

    def check(self, formula: Any) -> Any:
        """``formula`` itself; raises NotShownError where it is too long to go on with."""
        if self._count(formula) > MAX_FORMULA:
            raise NotShownError("symbolic-too-long")
        return formula

    def _count(self, formula: Any) -> int:
        if formula not in self._nodes:
            self._nodes[formula] = 1 + sum(map(self._count, (*formula.args, *self._within(formula))))
        return self._nodes[formula]


def check_real(formula: Any) -> None:
    """Raises NotShownError where SymPy has come to an infinity or to a complex number."""
    if formula.has(S.ImaginaryUnit):
        raise NotShownError("symbolic-not-real")
    if formula.has(S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.NaN):
        raise NotShownError("symbolic-not-finite")


def constant_value(node: Apply) -> float | None:
    """The number that a tree of numbers alone comes to; None where a name occurs."""
    numbers: list[float] = []
    for operand in node.operands:
        if isinstance(operand, Name):
            return None
        value = operand.value if isinstance(operand, Number) else constant_value(operand)
        if value is None:
            return None
        numbers.append(value)
    return calculate(node.operation, numbers)[0]


def _check_power(base: Expr, exponent: Expr) -> None:
    nested = 1.0
    for power in base.atoms(Pow):
        if power.exp.is_number:
            nested = max(nested, abs(float(power.exp)))
    if exponent.is_number and abs(float(exponent)) * nested > MAX_POWER:
        raise NotShownError("symbolic-too-long")
    if base.is_number and not base.is_positive:
        raise NotShownError("symbolic-not-real")


def _leaky_relu(u: Expr, slope: Expr | None = None) -> Expr:
    return special.LeakyRelu(u, constant(ROWS["leaky_relu"].defaults[0]) if slope is None else slope)


def _clamp(u: Expr, lower: Expr, upper: Expr) -> Expr:
    if not (lower.is_number and upper.is_number):
        raise NotShownError("symbolic-no-formula")
    return special.Clamp(u, lower, upper)


def _negative(u: Expr) -> Expr:
    return Mul(Integer(-1), u)


def _quotient(u: Expr, v: Expr) -> Expr:
    return Mul(u, Pow(v, Integer(-1)))


def _to_base(base: int) -> Callable[[Expr], Expr]:
    return lambda u: Mul(log(u), Pow(log(Integer(base)), Integer(-1)))


BUILD: Mapping[str, Callable[..., Any]] = {
    "add": Add,
    "sub": lambda u, v: Add(u, _negative(v)),
    "mul": Mul,
    "div": _quotient,
    "neg": _negative,
    "pow": Pow,
    "exp": exp,
    "log": log,
    "log2": _to_base(2),
    "log10": _to_base(10),
    "sqrt": sqrt,
    "abs": special.Magnitude,
    "sign": special.Sign,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "sigmoid": special.Sigmoid,
    "relu": special.Relu,
    "leaky_relu": _leaky_relu,
    "softplus": special.Softplus,
    "gelu": lambda u: Mul(u, special.NormalCumulative(u)),
    "silu": lambda u: Mul(u, special.Sigmoid(u)),
    "erf": erf,
    "maximum": special.Maximum,
    "minimum": special.Minimum,
    "clamp": _clamp,
}
