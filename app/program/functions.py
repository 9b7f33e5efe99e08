"""Which words are functions, what they are called otherwise, and how many operands they take."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the notation: ``key`` in ``app.operations``, and the least and largest number of operands."""

    key: str
    least: int = 1
    most: int = 1


_UNARY = [
    "exp",
    "log",
    "log2",
    "log10",
    "sqrt",
    "abs",
    "sign",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "relu",
    "softplus",
    "gelu",
    "silu",
    "erf",
    "softmax",
    "log_softmax",
    "logsumexp",
    "amax",
    "amin",
    "sum",
    "mean",
    "var",
    "std",
    "norm",
    "prod",
    "transpose",
    "trace",
    "det",
]

FUNCTIONS: dict[str, Function] = {key: Function(key) for key in _UNARY} | {
    "neg": Function("neg"),
    "leaky_relu": Function("leaky_relu", 1, 2),
    "pow": Function("pow", 2, 2),
    "maximum": Function("maximum", 2, 2),
    "minimum": Function("minimum", 2, 2),
    "max": Function("maximum", 1, 16),  # one operand: its largest element
    "min": Function("minimum", 1, 16),
    "clamp": Function("clamp", 3, 3),
    "matmul": Function("matmul", 2, 2),
    "dot": Function("dot", 2, 2),
    "outer": Function("outer", 2, 2),
    "mse": Function("mse", 2, 2),
}

_ALIASES = {
    "ln": "log",
    "lg": "log10",
    "logistic": "sigmoid",
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "SiLU": "silu",
    "swish": "silu",
    "GELU": "gelu",
    "logsoftmax": "log_softmax",
    "lse": "logsumexp",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sgn": "sign",
    "tr": "trace",
    "Tr": "trace",
    "clip": "clamp",
    "product": "prod",
    "absolute": "abs",
}

FUNCTIONS |= {alias: FUNCTIONS[name] for alias, name in _ALIASES.items()}

# sin⁻¹ is read as the inverse function, as most textbooks mean it, not as 1/sin; a note says so
INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan"}


def nearest(word: str, others: Iterable[str] = ()) -> str | None:
    """The name of a function most like ``word``, or ``None`` where none is near enough to be meant."""
    lowered = {name.lower(): name for name in (*FUNCTIONS, *others)}
    found = difflib.get_close_matches(word.lower()[:64], lowered, n=1, cutoff=0.75)
    return lowered[found[0]] if found else None
