"""Operations on plain numbers alone: IEEE 754 arithmetic that never raises, as a calculator would do it.

Whole numbers stay whole as long as floats hold them exactly, so that ``x^(1+1)`` is ``x**2`` and not ``x**2.0``.
An infinity or a NaN that was not there before is said in a note: it is nearly always a slip of the pen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from app.operations import ROWS

EXACT = 2**53  # every whole number up to here is a float
NOT_A_NUMBER = math.nan


def literal(value: float) -> int | float:
    """A number as torch takes it: whole numbers beyond 2⁵³ become floats, beyond 10³⁰⁸ infinity."""
    if isinstance(value, float) or abs(value) <= EXACT:
        return value
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def calculate(operation: str, numbers: Sequence[float]) -> tuple[int | float, str | None]:
    """The result of ``operation`` on plain numbers, and the code of the note it deserves.

    ``read`` has refused what needs vectors or matrices: no matrix products, no determinants.
    """
    try:
        result = FUNCTIONS[operation](*map(float, numbers))
    except OverflowError:
        result = math.inf
    except ValueError:
        result = NOT_A_NUMBER
    note = _note(operation, numbers, result) if all(map(math.isfinite, numbers)) else None
    if result.is_integer() and abs(result) <= EXACT and all(isinstance(number, int) for number in numbers):
        return int(result), note
    return result, note


def _note(operation: str, numbers: Sequence[float], result: float) -> str | None:
    """What to say of a result, given that all operands are finite."""
    if math.isnan(result):
        return "not-a-number"
    if not math.isinf(result):
        return None
    if (operation == "div" and numbers[1] == 0) or (operation == "pow" and numbers[0] == 0):
        return "division-by-zero"
    return "logarithm-of-zero" if operation.startswith("log") else "overflow"


def _divide(u: float, v: float) -> float:
    if v != 0:
        return u / v
    if u == 0 or math.isnan(u):
        return NOT_A_NUMBER
    return math.copysign(math.inf, u) * math.copysign(1.0, v)


def _power(base: float, exponent: float) -> float:
    odd = exponent.is_integer() and exponent % 2 == 1
    if base == 0 and exponent < 0:
        return math.copysign(math.inf, base) if odd else math.inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and odd else math.inf


def _logarithm(log: Callable[[float], float]) -> Callable[[float], float]:
    return lambda u: -math.inf if u == 0 else log(u)


def _sinh(u: float) -> float:
    try:
        return math.sinh(u)
    except OverflowError:
        return math.copysign(math.inf, u)


def _sigmoid(u: float) -> float:
    return 1 / (1 + math.exp(-u)) if u >= 0 else math.exp(u) / (1 + math.exp(u))


def _softplus(u: float) -> float:
    return u if u > 20 else math.log1p(math.exp(u))


def _sign(u: float) -> float:
    return float((u > 0) - (u < 0))  # NaN has sign 0, as for torch


def _maximum(u: float, v: float) -> float:
    return NOT_A_NUMBER if math.isnan(u) or math.isnan(v) else max(u, v)


def _minimum(u: float, v: float) -> float:
    return NOT_A_NUMBER if math.isnan(u) or math.isnan(v) else min(u, v)


def _itself(u: float) -> float:
    return u


FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "add": lambda u, v: u + v,
    "sub": lambda u, v: u - v,
    "mul": lambda u, v: u * v,
    "div": _divide,
    "neg": lambda u: -u,
    "pow": _power,
    "exp": math.exp,
    "log": _logarithm(math.log),
    "log2": _logarithm(math.log2),
    "log10": _logarithm(math.log10),
    "sqrt": math.sqrt,
    "abs": abs,
    "sign": _sign,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": _sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "relu": lambda u: _maximum(u, 0.0),
    "leaky_relu": lambda u, slope=ROWS["leaky_relu"].defaults[0]: u if u > 0 else slope * u,
    "softplus": _softplus,
    "gelu": lambda u: u * 0.5 * (1 + math.erf(u / math.sqrt(2))),
    "silu": lambda u: u * _sigmoid(u),
    "erf": math.erf,
    "maximum": _maximum,
    "minimum": _minimum,
    "clamp": lambda u, lower, upper: _minimum(_maximum(u, lower), upper),
    "softmax": lambda u: 1.0 if math.isfinite(u) else NOT_A_NUMBER,
    "log_softmax": lambda u: 0.0 if math.isfinite(u) else NOT_A_NUMBER,
    "logsumexp": _itself,
    "amax": _itself,
    "amin": _itself,
    "sum": _itself,
    "mean": _itself,
    "prod": _itself,
    "var": lambda _: NOT_A_NUMBER,  # one number has no spread: n − 1 is 0
    "std": lambda _: NOT_A_NUMBER,
    "norm": abs,
    "mse": lambda u, v: (u - v) * (u - v),
    "transpose": _itself,
}
