"""The functions SymPy lacks, or differentiates otherwise than torch does: each knows its own derivative.

At a kink they follow torch (``app.operations``): relu′(0) = 0, |x|′(0) = 0, a tie of maximum gives ½ to each.
``Total`` and ``Average`` stand for sums and means over all elements; they appear in results only and are not
differentiated again.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, Integer, exp, pi, sqrt
from sympy.matrices.expressions.matexpr import MatrixExpr


class Special(Function):  # type: ignore[misc] # SymPy has no types
    """A real function of real arguments."""

    is_real = True
    is_commutative = True


class Sigmoid(Special):
    """σ(u) = 1/(1 + e⁻ᵘ)."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: ARG002, D102 - SymPy's protocol
        return self * (1 - self)


class Softplus(Special):
    """The smooth relu, ln(1 + eᵘ)."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: ARG002, D102
        return Sigmoid(self.args[0])


class NormalCumulative(Special):
    """Φ(u), the standard normal distribution."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: ARG002, D102
        return exp(-(self.args[0] ** 2) / 2) / sqrt(2 * pi)


class Magnitude(Special):
    """The absolute value |u|."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: ARG002, D102
        return Sign(self.args[0])


class Sign(Special):
    """−1, 0 or 1."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: ARG002, D102
        return Integer(0)


class Relu(Special):
    """The positive part of u."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: ARG002, D102
        return Greater(self.args[0], Integer(0))


class LeakyRelu(Special):
    """u where it is positive, slope·u elsewhere."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: D102
        positive = Greater(self.args[0], Integer(0))
        return positive + self.args[1] * (1 - positive) if argindex == 1 else Integer(0)


class Maximum(Special):
    """The larger of two."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: D102
        own, other = self.args if argindex == 1 else self.args[::-1]
        return Greater(own, other) + Equal(own, other) / 2


class Minimum(Special):
    """The smaller of two."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: D102
        own, other = self.args if argindex == 1 else self.args[::-1]
        return Greater(other, own) + Equal(own, other) / 2


class Clamp(Special):
    """u cut off at a lower and an upper bound; the bounds are numbers."""

    def fdiff(self, argindex: int = 1) -> Expr:  # noqa: D102
        return Between(*self.args) if argindex == 1 else Integer(0)


class Greater(Special):
    """1 where the first is greater than the second, else 0."""


class Equal(Special):
    """1 where both are equal, else 0."""


class Between(Special):
    """1 where the first is not below the second and not above the third, else 0."""


class Total(Special):
    """The sum over all elements."""


class Average(Special):
    """The mean over all elements."""


class Elementwise(MatrixExpr):  # type: ignore[misc] # SymPy has no types
    """A matrix, or a vector as a column, whose elements a formula gives: ``Elementwise(formula, rows, columns)``."""

    @property
    def shape(self) -> tuple[Any, Any]:
        """Rows and columns."""
        return self.args[1], self.args[2]

    @property
    def formula(self) -> Expr:
        """What one element is."""
        return self.args[0]
