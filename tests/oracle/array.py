"""Scalars, vectors and matrices of dual numbers: broadcasting, reductions and linear algebra from their definitions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.oracle.dual import ELEMENTWISE, Dual, combine, div, mul, sub

add = ELEMENTWISE["add"]
exp = ELEMENTWISE["exp"]
log = ELEMENTWISE["log"]


@dataclass(frozen=True, slots=True)
class Array:
    """Cells in row-major order."""

    shape: tuple[int, ...]
    cells: list[Dual]

    @property
    def rows(self) -> list[list[Dual]]:
        """The cells cut along the last dimension."""
        width = self.shape[-1] if self.shape else 1
        return [self.cells[start : start + width] for start in range(0, len(self.cells), width)]


def number(cell: Dual) -> Array:
    return Array((), [cell])


def flat(nested: Any) -> list[float]:
    """The numbers of nested lists in row-major order."""
    return [x for part in nested for x in flat(part)] if isinstance(nested, list) else [float(nested)]


def shape_of(nested: Any) -> tuple[int, ...]:
    return (len(nested), *shape_of(nested[0])) if isinstance(nested, list) else ()


def elementwise(function: Callable[..., Dual], *operands: Array) -> Array:
    """``function`` on matching cells; sizes are aligned at the right, a size of 1 is repeated."""
    rank = max(len(operand.shape) for operand in operands)
    padded = [(1,) * (rank - len(operand.shape)) + operand.shape for operand in operands]
    shape = tuple(max(sizes) for sizes in zip(*padded, strict=True))
    cells = []
    for index in itertools.product(*map(range, shape)):
        picked = []
        for operand, own in zip(operands, padded, strict=True):
            position = 0
            for i, size in zip(index, own, strict=True):
                position = position * size + (i if size > 1 else 0)
            picked.append(operand.cells[position])
        cells.append(function(*picked))
    return Array(shape, cells)


def total(cells: list[Dual]) -> Dual:
    return combine(math.fsum(cell.value for cell in cells), *((1.0, cell) for cell in cells))


def product(cells: list[Dual]) -> Dual:
    values = [cell.value for cell in cells]
    others = (math.prod(values[:i] + values[i + 1 :]) for i in range(len(values)))
    return combine(math.prod(values), *zip(others, cells, strict=True))


def extreme(choose: Callable[..., float]) -> Callable[[list[Dual]], Dual]:
    """The largest or smallest cell; equal ones share the derivative evenly."""

    def chosen(cells: list[Dual]) -> Dual:
        value = choose(cell.value for cell in cells)
        tied = [cell for cell in cells if cell.value == value]
        return combine(value, *((1 / len(tied), cell) for cell in tied))

    return chosen


def mean(cells: list[Dual]) -> Dual:
    summed = total(cells)
    return combine(summed.value / len(cells), (1 / len(cells), summed))


def variance(cells: list[Dual]) -> Dual:
    centre = mean(cells)
    squares = total([power_of_two(sub(cell, centre)) for cell in cells])
    return combine(squares.value / (len(cells) - 1), (1 / (len(cells) - 1), squares))


def power_of_two(u: Dual) -> Dual:
    return mul(u, u)


def root(u: Dual) -> Dual:
    """The square root of a sum of squares: at zero its derivative is taken as 0, as PyTorch does for norm and std."""
    value = math.sqrt(u.value)
    return combine(value, (0.5 / value if value else 0.0, u))


def deviation(cells: list[Dual]) -> Dual:
    return root(variance(cells))


def norm(cells: list[Dual]) -> Dual:
    return root(total([power_of_two(cell) for cell in cells]))


def dot(left: list[Dual], right: list[Dual]) -> Dual:
    return total([mul(u, v) for u, v in zip(left, right, strict=True)])


def log_sum_exp(row: list[Dual]) -> Dual:
    shift = Dual(max(cell.value for cell in row))
    return add(log(total([exp(sub(cell, shift)) for cell in row])), shift)


def softmax(row: list[Dual]) -> list[Dual]:
    shift = Dual(max(cell.value for cell in row))
    powers = [exp(sub(cell, shift)) for cell in row]
    whole = total(powers)
    return [div(part, whole) for part in powers]


def log_softmax(row: list[Dual]) -> list[Dual]:
    whole = log_sum_exp(row)
    return [sub(cell, whole) for cell in row]


def transpose(u: Array) -> Array:
    if len(u.shape) < 2:
        return u
    return Array(u.shape[::-1], [cell for column in zip(*u.rows, strict=True) for cell in column])


def matmul(u: Array, v: Array) -> Array:
    columns = transpose(v).rows if len(v.shape) == 2 else [v.cells]
    return Array(u.shape[:-1] + v.shape[1:], [dot(row, column) for row in u.rows for column in columns])


def outer(u: Array, v: Array) -> Array:
    return Array(u.shape + v.shape, [mul(left, right) for left in u.cells for right in v.cells])


def determinant(rows: list[list[Dual]]) -> Dual:
    """Laplace's expansion along the first row."""
    if len(rows) == 1:
        return rows[0][0]
    minors = (determinant([row[:j] + row[j + 1 :] for row in rows[1:]]) for j in range(len(rows)))
    terms = [mul(cell, minor) for cell, minor in zip(rows[0], minors, strict=True)]
    return combine(
        sum((-1) ** j * term.value for j, term in enumerate(terms)),
        *(((-1.0) ** j, term) for j, term in enumerate(terms)),
    )


def by_rows(function: Callable[[list[Dual]], list[Dual]]) -> Callable[[Array], Array]:
    return lambda u: Array(u.shape, [cell for row in u.rows for cell in function(row)])


def of_all(function: Callable[[list[Dual]], Dual]) -> Callable[[Array], Array]:
    return lambda u: number(function(u.cells))


OTHERS: dict[str, Callable[..., Array]] = {
    "sum": of_all(total),
    "mean": of_all(mean),
    "prod": of_all(product),
    "amax": of_all(extreme(max)),
    "amin": of_all(extreme(min)),
    "var": of_all(variance),
    "std": of_all(deviation),
    "norm": of_all(norm),
    "mse": lambda u, v: number(mean(elementwise(lambda a, b: power_of_two(sub(a, b)), u, v).cells)),
    "softmax": by_rows(softmax),
    "log_softmax": by_rows(log_softmax),
    "logsumexp": of_all(log_sum_exp),
    "matmul": matmul,
    "dot": lambda u, v: number(dot(u.cells, v.cells)),
    "outer": outer,
    "transpose": transpose,
    "trace": lambda u: number(total([row[i] for i, row in enumerate(u.rows) if i < len(row)])),
    "det": lambda u: number(determinant(u.rows)),
}
