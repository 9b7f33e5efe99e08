"""The shape of every result, found before anything runs, by torch's rules; what does not fit is refused at its place.

``()`` is a scalar, ``(n,)`` a vector, ``(m, n)`` a matrix. Reductions run over all elements; softmax, log_softmax keep
the shape and run along the last axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

from app.errors import ReadError, Span

Shape: TypeAlias = tuple[int, ...]

_REDUCTIONS = frozenset(["sum", "mean", "var", "std", "norm", "prod", "amax", "amin", "logsumexp"])
_PRODUCTS = frozenset(("matmul", "dot", "outer"))
_MATRIX = frozenset(("trace", "det"))


def shape_of(key: str, shapes: Sequence[Shape], span: Span) -> Shape:
    """The shape of operation ``key`` on operands of these shapes. Raises ReadError with both shapes where they do not fit."""
    if key in _REDUCTIONS:
        return ()
    if key in _PRODUCTS:
        return _product(key, shapes[0], shapes[1], span)
    if key in _MATRIX:
        return _of_matrix(key, shapes[0], span)
    if key == "transpose":
        return _transposed(shapes[0], span)
    if key == "mse":
        if shapes[0] != shapes[1]:
            raise _do_not_fit("shapes-mse", shapes[0], shapes[1], span)
        return ()
    return _elementwise(shapes, span)


def written(shape: Shape) -> str:
    """A shape as Python and torch write it: ``(2, 3)``, ``(2,)``, ``()``."""
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def elements(shape: Shape) -> int:
    """How many elements a tensor of this shape has."""
    return math.prod(shape)


def broadcast(left: Shape, right: Shape) -> Shape | None:
    """The common shape of two operands of an elementwise operation, ``None`` where there is none."""
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    padded = (1,) * (len(longer) - len(shorter)) + shorter
    if any(a != b and 1 not in (a, b) for a, b in zip(longer, padded, strict=True)):
        return None
    return tuple(b if a == 1 else a for a, b in zip(longer, padded, strict=True))


def _do_not_fit(code: str, left: Shape, right: Shape, span: Span) -> ReadError:
    return ReadError(code, span, {"left": written(left), "right": written(right)})


def _elementwise(shapes: Sequence[Shape], span: Span) -> Shape:
    common = shapes[0]
    for shape in shapes[1:]:
        both = broadcast(common, shape)
        if both is None:
            raise _do_not_fit("shapes-elementwise", common, shape, span)
        common = both
    return common


def _product(key: str, left: Shape, right: Shape, span: Span) -> Shape:
    if key == "matmul":
        return _matmul(left, right, span)
    if len(left) != 1 or len(right) != 1 or (key == "dot" and left != right):
        raise _do_not_fit(f"shapes-{key}", left, right, span)
    return () if key == "dot" else (*left, *right)


def _matmul(left: Shape, right: Shape, span: Span) -> Shape:
    if not left or not right:
        raise _do_not_fit("matmul-scalar", left, right, span)
    batch = broadcast(left[:-2], right[:-2])
    if batch is None or left[-1] != right[max(-2, -len(right))]:
        raise _do_not_fit("shapes-matmul", left, right, span)
    return (*batch, *left[-2:-1], *(right[-1:] if len(right) > 1 else ()))


def _of_matrix(key: str, shape: Shape, span: Span) -> Shape:
    if len(shape) != 2 or (key == "det" and shape[0] != shape[1]):
        raise ReadError(f"shape-{key}", span, {"shape": written(shape)})
    return ()


def _transposed(shape: Shape, span: Span) -> Shape:
    if len(shape) > 2:
        raise ReadError("shape-transpose", span, {"shape": written(shape)})
    return shape[::-1]
