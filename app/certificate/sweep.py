"""Gradients as formulas: a reverse sweep over the tree in which SymPy differentiates every elementwise stretch at once.

The tree is cut where an operation is not elementwise. Between the cuts SymPy's ``diff`` gives the derivative of a
whole stretch; at a cut one rule of matrix calculus applies (Giles 2008, as in ``app.operations``). In the formulas a
cut node is an atom: it is printed as its own formula and evaluated as its own value. Products in a formula are
element by element; matrix products are SymPy's matrix expressions, in which a vector is a column.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Add, Dummy, Expr, Integer, Mul, Symbol, default_sort_key, exp
from sympy.matrices.exceptions import NonInvertibleMatrixError
from sympy.matrices.expressions import Identity, Inverse, MatAdd, MatMul, OneMatrix, Transpose
from sympy.matrices.expressions.matexpr import MatrixExpr

from app.certificate.formula import Measure, NotShownError, constant, constant_value, formula
from app.certificate.special import Average, Elementwise, Total
from app.operations import ROWS
from app.program.shapes import Shape, shape_of
from app.program.tree import Apply, Expression, Name, Number


@dataclass(frozen=True)
class Cut:
    """A node that is not elementwise. ``ends`` stand for its operands where gradients are collected."""

    operation: str
    operands: tuple[Expr, ...]
    ends: tuple[Dummy, ...]


class Sweep:
    """One sweep: ``read`` the output's tree, then ask for ``gradients``. ``shapes`` knows every atom, ``cuts`` the cut ones."""

    def __init__(self, inputs: Mapping[str, Shape]) -> None:
        self.names = {name: Symbol(name, real=True) for name in inputs}
        self.shapes: dict[Expr, Shape] = {self.names[name]: shape for name, shape in inputs.items()}
        self.cuts: dict[Expr, Cut] = {}
        self._known: dict[tuple[str, tuple[Expr, ...]], Expr] = {}
        self._length = Measure(lambda atom: self.cuts[atom].operands if atom in self.cuts else ())
        self._order: list[tuple[Expr, Expr]] = []  # an atom and its formula; a cut node is its own formula

    def read(self, node: Expression) -> tuple[Expr, Shape]:
        """The elementwise formula of ``node`` in atoms, and the node's shape."""
        if isinstance(node, Number):
            return constant(node.value), ()
        if isinstance(node, Name):
            symbol = self.names[node.name]
            return symbol, self.shapes[symbol]
        if (number := constant_value(node)) is not None:
            return constant(number), ()
        parts = [self.read(operand) for operand in node.operands]
        formulas = tuple(part[0] for part in parts)
        shapes = [part[1] for part in parts]
        shape = shape_of(node.operation, shapes, node.span)
        if ROWS[node.operation].elementwise:
            return self._length.check(formula(node.operation, formulas)), shape
        return self._atom(node, formulas, shapes, shape), shape

    def _atom(self, node: Apply, formulas: tuple[Expr, ...], shapes: list[Shape], shape: Shape) -> Expr:
        known = self._known.get((node.operation, formulas))
        if known is not None:
            return known
        ends = tuple(self.atom("operand", own) for own in shapes)
        self._order += zip(ends, formulas, strict=True)
        atom = self.atom(node.operation, shape)
        self._order.append((atom, atom))
        self._known[node.operation, formulas] = atom
        self.cuts[atom] = Cut(node.operation, formulas, ends)
        return atom

    def atom(self, name: str, shape: Shape) -> Dummy:
        """A new symbol for a value of ``shape``."""
        atom = Dummy(name, real=True)
        self.shapes[atom] = shape
        return atom

    def gradients(self, output: Expr, shape: Shape, upstream: Expr) -> dict[Expr, Any]:
        """Atom → the formula of its gradient, where ``upstream`` arrives at ``output``."""
        root = self.atom("output", shape)
        arrived: defaultdict[Expr, list[Any]] = defaultdict(list)
        arrived[root].append(upstream)
        for end, stretch in [(root, output), *reversed(self._order)]:
            if end not in arrived:
                continue
            gradient = self._sum(arrived[end], self.shapes[end])
            if end is stretch:
                cut = self.cuts[end]
                for source, contribution in zip(cut.ends, self._rule(end, gradient), strict=True):
                    arrived[source].append(contribution)
                continue
            for atom in sorted(stretch.free_symbols, key=default_sort_key):
                slope = stretch.diff(atom)
                if stretch is atom:
                    arrived[atom].append(gradient)
                elif not slope.is_zero:
                    arriving = self._length.check(Mul(_element(gradient), slope))
                    arrived[atom].append(self._folded(arriving, self.shapes[end], self.shapes[atom]))
        return {atom: self._sum(terms, self.shapes[atom]) for atom, terms in arrived.items()}

    def _sum(self, terms: Sequence[Any], shape: Shape) -> Any:
        """All contributions to one atom together."""
        if any(isinstance(term, MatrixExpr) for term in terms):
            return self._length.check(MatAdd(*(self._matrix(term, shape) for term in terms)).doit())
        return self._length.check(sum(terms[1:], start=terms[0]))

    def _folded(self, gradient: Expr, shape: Shape, wanted: Shape) -> Expr:
        """The sum over the axes along which an operand of shape ``wanted`` was repeated."""
        if shape == wanted:
            return gradient
        if wanted != ():
            raise NotShownError("symbolic-broadcast")
        return self._over_all(Total, gradient, shape)

    def _over_all(self, kind: type[Expr], element: Expr, shape: Shape) -> Expr:
        """Sum or mean of ``element`` over ``shape``; factors that are the same for every element stand in front."""
        varying = [atom for atom in element.free_symbols if self.shapes[atom] != ()]
        if not varying:
            return element * math.prod(shape) if kind is Total else element
        if all(self.shapes[atom] != shape for atom in varying):
            raise NotShownError("symbolic-broadcast")
        common, rest = _factored(element, varying)
        return common * kind(rest)

    def _rule(self, atom: Expr, upstream: Any) -> list[Any]:  # noqa: C901, PLR0911, PLR0912 - one case an operation
        """What travels back along every slot of a cut node."""
        cut = self.cuts[atom]
        if cut.operation in {"matmul", "outer", "transpose"}:
            return self._linear(atom, upstream)
        shape = self.shapes[cut.ends[0]]
        count = math.prod(shape)
        u, v = cut.operands[0], cut.operands[-1]
        match cut.operation:
            case "sum":
                return [upstream]
            case "mean":
                return [upstream / count]
            case "prod":
                return [upstream * atom / u]
            case "norm":
                return [upstream * u / atom]
            case "var":
                return [upstream * 2 * (u - self._over_all(Average, u, shape)) / (count - 1)]
            case "std":
                return [upstream * (u - self._over_all(Average, u, shape)) / ((count - 1) * atom)]
            case "dot":
                return [upstream * v, upstream * u]
            case "mse":
                return [upstream * 2 * (u - v) / count, upstream * 2 * (v - u) / count]
            case "logsumexp":
                return [upstream * exp(u - atom)]
            case "softmax" if len(shape) == 1:
                arriving = _element(upstream)
                return [atom * (arriving - self._over_all(Total, arriving * atom, shape))]
            case "log_softmax" if len(shape) == 1:
                arriving = _element(upstream)
                return [arriving - exp(atom) * self._over_all(Total, arriving, shape)]
            case "trace" if shape[0] == shape[1]:
                return [MatMul(upstream, Identity(shape[0]))]
            case "det":
                return [MatMul(Mul(upstream, atom), _inverse_transposed(self._matrix(u, shape)))]
        raise NotShownError("symbolic-no-formula")

    def _linear(self, atom: Expr, upstream: Any) -> list[Any]:
        """Ū = Ȳ·Vᵀ and V̄ = Uᵀ·Ȳ in the forms they take for vectors."""
        cut = self.cuts[atom]
        shapes = [self.shapes[end] for end in cut.ends]
        ranks = tuple(map(len, shapes))
        if cut.operation == "matmul" and ranks == (1, 1):
            return [upstream * cut.operands[1], upstream * cut.operands[0]]
        arriving = self._matrix(upstream, self.shapes[atom])
        back = Transpose(arriving)
        if cut.operation == "transpose":
            return [back.doit()]
        u, v = (self._matrix(part, shape) for part, shape in zip(cut.operands, shapes, strict=True))
        if cut.operation == "outer":
            return [MatMul(arriving, v).doit(), MatMul(back, u).doit()]
        if ranks == (1, 2):
            return [MatMul(v, arriving).doit(), MatMul(u, back).doit()]
        if ranks[0] == 2:
            return [MatMul(arriving, Transpose(v)).doit(), MatMul(Transpose(u), arriving).doit()]
        raise NotShownError("symbolic-no-formula")

    def _matrix(self, value: Any, shape: Shape) -> Any:
        """A formula as a matrix expression; scalar factors stand in front."""
        if isinstance(value, MatrixExpr):
            return value
        if len(shape) > 2:
            raise NotShownError("symbolic-no-formula")
        rows, columns = (*shape, 1)[:2]
        varying = [atom for atom in value.free_symbols if self.shapes[atom] != ()]
        if not varying:
            return MatMul(value, OneMatrix(rows, columns)).doit()
        if all(self.shapes[atom] != shape for atom in varying):
            raise NotShownError("symbolic-broadcast")
        common, rest = _factored(value, varying)
        cut = self.cuts.get(rest)
        inner = Elementwise(rest, Integer(rows), Integer(columns))
        if cut is not None and cut.operation in {"matmul", "outer", "transpose"}:
            inner = self._product(cut)
        return MatMul(common, inner).doit()

    def _product(self, cut: Cut) -> Any:
        """A matrix product, outer product or transpose as a matrix expression, which SymPy can transpose further."""
        shapes = [self.shapes[end] for end in cut.ends]
        parts = [self._matrix(part, shape) for part, shape in zip(cut.operands, shapes, strict=True)]
        if cut.operation == "transpose":
            return Transpose(parts[0]).doit()
        if cut.operation == "outer":
            return MatMul(parts[0], Transpose(parts[1])).doit()
        if len(shapes[0]) == 1:  # a row times a matrix, as a column
            return MatMul(Transpose(parts[1]), parts[0]).doit()
        return MatMul(*parts).doit()


def _inverse_transposed(matrix: Any) -> Any:
    try:
        return Transpose(Inverse(matrix)).doit()
    except NonInvertibleMatrixError as singular:
        raise NotShownError("symbolic-not-finite") from singular


def _factored(element: Expr, varying: Sequence[Expr]) -> tuple[Expr, Expr]:
    """Factors that are the same for every element, and the rest; a number that all terms of a sum share counts."""
    common, rest = element.as_independent(*varying, as_Add=False)
    shared, rest = rest.primitive() if isinstance(rest, Add) else (Integer(1), rest)
    return common * shared, rest


def _element(value: Any) -> Expr:
    """One element of a gradient that must go through an elementwise stretch."""
    if isinstance(value, MatrixExpr):
        raise NotShownError("symbolic-mixed")
    return value
