"""What a formula comes to: SymPy's tree evaluated node by node in float64 torch. No code is generated from it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import sympy
import torch
from sympy import Expr
from sympy.matrices.expressions import Identity, Inverse, MatAdd, MatMul, OneMatrix, Transpose
from torch import Tensor

from app.certificate import special
from app.certificate.formula import NotShownError
from app.certificate.sweep import Cut
from app.interpreter.functions import FUNCTIONS as TORCH
from app.program.shapes import Shape


def _number(value: Any) -> Tensor:
    return torch.tensor(float(value), dtype=torch.float64)


def _truth(answer: Tensor) -> Tensor:
    return answer.to(torch.float64)


FUNCTIONS: Mapping[Any, Callable[..., Tensor]] = {
    sympy.exp: torch.exp,
    sympy.log: torch.log,
    sympy.sin: torch.sin,
    sympy.cos: torch.cos,
    sympy.tan: torch.tan,
    sympy.asin: torch.asin,
    sympy.acos: torch.acos,
    sympy.atan: torch.atan,
    sympy.sinh: torch.sinh,
    sympy.cosh: torch.cosh,
    sympy.tanh: torch.tanh,
    sympy.erf: torch.erf,
    sympy.Abs: torch.abs,
    sympy.sign: torch.sign,
    special.Sigmoid: torch.sigmoid,
    special.Softplus: TORCH["softplus"],
    special.NormalCumulative: torch.special.ndtr,
    special.Magnitude: torch.abs,
    special.Sign: torch.sign,
    special.Relu: torch.relu,
    special.LeakyRelu: lambda u, slope: torch.where(u > 0, u, slope * u),
    special.Maximum: torch.maximum,
    special.Minimum: torch.minimum,
    special.Clamp: torch.clamp,
    special.Greater: lambda u, v: _truth(u > v),
    special.Equal: lambda u, v: _truth(u == v),
    special.Between: lambda u, lower, upper: _truth((lower <= u) & (u <= upper)),
    special.Total: torch.sum,
    special.Average: torch.mean,
    sympy.Add: lambda *terms: reduce(operator.add, terms),
    sympy.Mul: lambda *factors: reduce(operator.mul, factors),
    sympy.Pow: torch.pow,
    MatAdd: lambda *terms: reduce(operator.add, terms),
    MatMul: lambda *factors: reduce(_times, factors),
    Transpose: torch.t,
}


def _times(left: Tensor, right: Tensor) -> Tensor:
    """A matrix product of which the first factor may be a number."""
    return torch.matmul(left, right) if left.dim() == 2 else torch.mul(left, right)


class Evaluator:
    """Values of formulas, given those of the atoms that are not cut nodes."""

    def __init__(self, cuts: Mapping[Expr, Cut], shapes: Mapping[Expr, Shape], values: Mapping[Expr, Tensor]) -> None:
        self.cuts = cuts
        self.shapes = shapes
        self.values: dict[Expr, Tensor] = dict(values)

    def gradient(self, formula: Any, shape: Shape) -> Tensor:
        """The value of a gradient's formula, in the shape of what it is the gradient of."""
        value = self.value(formula)
        return value.reshape(shape) if value.numel() > 1 else value.reshape(()).expand(shape)

    def value(self, formula: Any) -> Tensor:  # noqa: PLR0911 - one return a kind of formula
        """The value of any formula; a vector inside a matrix expression is a column."""
        match formula:
            case sympy.Symbol():
                return self.atom(formula)
            case special.Elementwise():
                return torch.broadcast_to(self.value(formula.formula).reshape(-1, _sizes(formula)[1]), _sizes(formula))
            case OneMatrix():
                return torch.ones(_sizes(formula), dtype=torch.float64)
            case Identity():
                return torch.eye(int(formula.shape[0]), dtype=torch.float64)
            case Inverse():
                return torch.inverse(self.value(formula.arg))
        if formula.is_Number or formula.is_NumberSymbol:
            return _number(formula)
        if type(formula) not in FUNCTIONS:
            raise NotShownError("symbolic-no-formula")
        return FUNCTIONS[type(formula)](*map(self.value, formula.args))

    def atom(self, atom: Expr) -> Tensor:
        """The value of a name, or of a cut node, which is computed once."""
        if atom not in self.values:
            cut = self.cuts[atom]
            operands = (
                torch.broadcast_to(self.value(operand), self.shapes[end])
                for operand, end in zip(cut.operands, cut.ends, strict=True)
            )
            self.values[atom] = TORCH[cut.operation](*operands)
        return self.values[atom]


def _sizes(formula: Any) -> tuple[int, int]:
    rows, columns = formula.shape
    return int(rows), int(columns)
