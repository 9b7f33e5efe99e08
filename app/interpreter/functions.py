"""Which torch call carries out each operation: the form in which a PyTorch user would write it.

Binary arithmetic is Python's operators, so that a literal stays a plain number on either side, as in ``3 * a**3``.
``maximum`` and ``minimum`` have no form for numbers, so ``max(0, x)`` is ``torch.maximum(torch.tensor(0.), x)`` and
keeps torch's documented tie of one half each (``torch.clamp(x, min=0)`` would pass 1 at 0, ``torch.relu`` 0).
``norm`` is the Euclidean norm of all elements, of a matrix the Frobenius norm. Reductions take all elements; softmax
and log_softmax work along the last dimension. ``var`` and ``std`` divide by n − 1. ``transpose`` is ``torch.t``,
which leaves a vector as it is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional

FUNCTIONS: Mapping[str, Callable[..., Tensor]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "pow": operator.pow,
    "exp": torch.exp,
    "log": torch.log,
    "log2": torch.log2,
    "log10": torch.log10,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
    "sign": torch.sign,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "asin": torch.asin,
    "acos": torch.acos,
    "atan": torch.atan,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "softplus": functional.softplus,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "erf": torch.erf,
    "softmax": lambda u: torch.softmax(u, dim=-1),
    "log_softmax": lambda u: torch.log_softmax(u, dim=-1),
    "logsumexp": lambda u: torch.logsumexp(u, dim=tuple(range(u.dim()))),
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "clamp": torch.clamp,
    "amax": torch.amax,
    "amin": torch.amin,
    "sum": torch.sum,
    "mean": torch.mean,
    "var": torch.var,
    "std": torch.std,
    "norm": torch.linalg.vector_norm,
    "prod": torch.prod,
    "matmul": torch.matmul,
    "dot": torch.dot,
    "outer": torch.outer,
    "transpose": torch.t,
    "trace": torch.trace,
    "det": torch.linalg.det,
    "mse": functional.mse_loss,
}

OPERATORS = frozenset({"add", "sub", "mul", "div", "pow"})  # Python hands 3 * a to a, operands swapped
TENSORS_ONLY = frozenset({"maximum", "minimum", "mse", "matmul", "dot", "outer"})


def takes_numbers(operation: str, operands: tuple[object, ...]) -> bool:
    """Whether the torch call accepts these operands with their plain numbers as they are.

    ``torch.clamp`` takes two numbers as bounds or two tensors, not one of each.
    """
    if operation == "clamp":
        return isinstance(operands[0], Tensor) and not any(isinstance(bound, Tensor) for bound in operands[1:])
    return operation not in TENSORS_ONLY
