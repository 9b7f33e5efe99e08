"""Dual numbers: a value and its derivatives in every input element at once. Pure Python and ``math``, never torch.

Forward mode (Griewank & Walther, ch. 3): nothing is recorded and nothing runs backwards, so an agreement with
autograd is an agreement of two different algorithms. Kinks follow PyTorch's documented conventions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

ROOT_2 = math.sqrt(2)
ROOT_PI = math.sqrt(math.pi)


@dataclass(frozen=True, slots=True)
class Dual:
    """``value`` and ``tangent``: one derivative for each input element; an empty tangent is all zeros."""

    value: float
    tangent: tuple[float, ...] = ()


def combine(value: float, *terms: tuple[float, Dual]) -> Dual:
    """The chain rule: ``value`` with tangent Σ coefficient·tangent."""
    live = [(coefficient, dual.tangent) for coefficient, dual in terms if dual.tangent]
    if not live:
        return Dual(value)
    if len(live) == 1:
        coefficient, tangent = live[0]
        return Dual(value, tuple([coefficient * part for part in tangent]))
    return Dual(value, tuple([sum(c * t[i] for c, t in live) for i in range(len(live[0][1]))]))


def add(u: Dual, v: Dual) -> Dual:
    return combine(u.value + v.value, (1.0, u), (1.0, v))


def sub(u: Dual, v: Dual) -> Dual:
    return combine(u.value - v.value, (1.0, u), (-1.0, v))


def mul(u: Dual, v: Dual) -> Dual:
    return combine(u.value * v.value, (v.value, u), (u.value, v))


def div(u: Dual, v: Dual) -> Dual:
    return combine(u.value / v.value, (1 / v.value, u), (-u.value / v.value**2, v))


def power(u: Dual, n: Dual) -> Dual:
    value = math.pow(u.value, n.value)
    base = 0.0 if n.value == 0 or not u.tangent else n.value * math.pow(u.value, n.value - 1)
    exponent = 0.0 if not n.tangent or (u.value == 0 and n.value >= 0) else value * math.log(u.value)
    return combine(value, (base, u), (exponent, n))


def maximum(u: Dual, v: Dual) -> Dual:
    share = 0.5 if u.value == v.value else float(u.value > v.value)
    return combine(max(u.value, v.value), (share, u), (1 - share, v))


def minimum(u: Dual, v: Dual) -> Dual:
    share = 0.5 if u.value == v.value else float(u.value < v.value)
    return combine(min(u.value, v.value), (share, u), (1 - share, v))


def clamp(u: Dual, lower: Dual, upper: Dual) -> Dual:
    if lower.value <= u.value <= upper.value:
        return u
    return lower if u.value < lower.value < upper.value else upper


def leaky_relu(u: Dual, slope: Dual | None = None) -> Dual:
    gain = 1.0 if u.value > 0 else slope.value if slope else 0.01
    return combine(gain * u.value, (gain, u))


def sigma(u: float) -> float:
    return 1 / (1 + math.exp(-u)) if u >= 0 else math.exp(u) / (1 + math.exp(u))


def _unary(function: Callable[[float], tuple[float, float]]) -> Callable[[Dual], Dual]:
    """A function of one number that gives its value and its derivative."""

    def lifted(u: Dual) -> Dual:
        value, derivative = function(u.value)
        return combine(value, (derivative, u))

    return lifted


def _log(scale: float) -> Callable[[Dual], Dual]:
    return _unary(lambda u: (math.log(u) / scale, 1 / (u * scale)))


def _exp(u: float) -> tuple[float, float]:
    return (math.exp(u),) * 2


def _tan(u: float) -> tuple[float, float]:
    return math.tan(u), 1 / math.cos(u) ** 2


def _gelu(u: float) -> tuple[float, float]:
    cumulative = 0.5 * (1 + math.erf(u / ROOT_2))
    return u * cumulative, cumulative + u * math.exp(-u * u / 2) / math.sqrt(2 * math.pi)


def _silu(u: float) -> tuple[float, float]:
    return u * sigma(u), sigma(u) * (1 + u * (1 - sigma(u)))


def _softplus(u: float) -> tuple[float, float]:
    return (u, 1.0) if u > 20 else (math.log1p(math.exp(u)), sigma(u))


def _sign(u: float) -> float:
    return float((u > 0) - (u < 0))


ELEMENTWISE: dict[str, Callable[..., Dual]] = {
    "add": add,
    "sub": sub,
    "mul": mul,
    "div": div,
    "pow": power,
    "maximum": maximum,
    "minimum": minimum,
    "clamp": clamp,
    "leaky_relu": leaky_relu,
    "neg": _unary(lambda u: (-u, -1.0)),
    "exp": _unary(_exp),
    "log": _log(1.0),
    "log2": _log(math.log(2)),
    "log10": _log(math.log(10)),
    "sqrt": _unary(lambda u: (math.sqrt(u), 0.5 / math.sqrt(u))),
    "abs": _unary(lambda u: (abs(u), _sign(u))),
    "sign": _unary(lambda u: (_sign(u), 0.0)),
    "sin": _unary(lambda u: (math.sin(u), math.cos(u))),
    "cos": _unary(lambda u: (math.cos(u), -math.sin(u))),
    "tan": _unary(_tan),
    "asin": _unary(lambda u: (math.asin(u), 1 / math.sqrt(1 - u * u))),
    "acos": _unary(lambda u: (math.acos(u), -1 / math.sqrt(1 - u * u))),
    "atan": _unary(lambda u: (math.atan(u), 1 / (1 + u * u))),
    "sinh": _unary(lambda u: (math.sinh(u), math.cosh(u))),
    "cosh": _unary(lambda u: (math.cosh(u), math.sinh(u))),
    "tanh": _unary(lambda u: (math.tanh(u), 1 / math.cosh(u) ** 2)),
    "sigmoid": _unary(lambda u: (sigma(u), sigma(u) * sigma(-u))),
    "relu": _unary(lambda u: (max(u, 0.0), float(u > 0))),
    "softplus": _unary(_softplus),
    "gelu": _unary(_gelu),
    "silu": _unary(_silu),
    "erf": _unary(lambda u: (math.erf(u), 2 / ROOT_PI * math.exp(-u * u))),
}
