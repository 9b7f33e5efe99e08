"""The values beside the text: which are given and good, and the documented defaults of those nobody gave.

Defaults count up in the order in which the inputs appear: 2, 3, 4 … 9, 2 … In a text whose notation shows vectors
(ᵀ, ‖ ‖, @, Σ, mean, softmax, tr, det …) a lower-case Latin letter is a vector [k, k+1], and in one that shows matrices
(ᵀ, ‖ ‖, @, tr, det …, or a capital before a small letter: Wx) a capital is a matrix [[k, 1], [2, k+1]]; Greek letters
and the counting letters n, m, k, N stay scalars.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping

from app.errors import InputError, LimitError, Span
from app.program.limits import Limits
from app.program.names import canonical
from app.program.notation import JUXTAPOSED, Notation, Operation, Word, walk
from app.program.program import Nested
from app.program.shapes import Shape, elements

_MATRIX_NOTATION = frozenset(["transpose", "norm", "matmul", "trace", "det", "dot", "outer"])
_VECTOR_NOTATION = _MATRIX_NOTATION | frozenset(
    ["sum", "mean", "softmax", "log_softmax", "logsumexp", "prod", "var", "std", "mse", "amax", "amin"]
)
_COUNTS = frozenset("nmkN")


class Inputs:
    """The inputs of one text, in the order in which they are first met."""

    def __init__(self, given: Mapping[str, object], lines: Iterable[Notation], limits: Limits) -> None:
        self.given: dict[str, object] = {}
        for name, value in given.items():
            if canonical(name) in self.given:
                raise InputError("input-twice", None, {"name": name[:64]})
            self.given[canonical(name)] = value
        self.limits = limits
        self.values: dict[str, Nested] = {}
        self.shapes: dict[str, Shape] = {}
        self.defaulted: set[str] = set()
        self.fixed: set[str] = set()
        self._roles = _Roles(lines)

    def shape(self, name: str, span: Span) -> Shape:
        """The shape of input ``name``, which stands at ``span``; its value is checked or chosen when it is first met."""
        if name not in self.shapes:
            if self.given.get(canonical(name)) is not None:
                value, shape = checked(self.given[canonical(name)], name, span, self.limits)
            else:
                value, shape = self._roles.default(name, len(self.values))
                self.defaulted.add(name)
            self.values[name], self.shapes[name] = value, shape
        return self.shapes[name]

    def fix(self, name: str, value: float) -> None:
        """The text itself says what input ``name`` is: ``f(2, 3)``."""
        self.values[name], self.shapes[name] = value, ()
        self.fixed.add(name)


def checked(value: object, name: str, span: Span | None, limits: Limits) -> tuple[Nested, Shape]:
    """``value`` as nested lists of finite numbers, and its shape. Raises InputError with the path of what is wrong."""
    if isinstance(value, list):
        shape = _list_shape(value, name, span, limits)
        if elements(shape) > limits.input_elements:
            raise LimitError("limit-input-elements", span, {"name": name, "limit": limits.input_elements})
        return _checked_list(value, shape, name, span), shape
    return _number(value, name, span), ()


def _list_shape(value: object, path: str, span: Span | None, limits: Limits) -> Shape:
    """The shape that the first elements promise."""
    shape: list[int] = []
    while isinstance(value, list):
        if not value:
            raise InputError("input-empty", span, {"path": path})
        shape.append(len(value))
        if len(shape) > limits.input_nesting:
            raise LimitError("limit-input-nesting", span, {"path": path, "limit": limits.input_nesting})
        value = value[0]
    return tuple(shape)


def _checked_list(value: list[object], shape: Shape, path: str, span: Span | None) -> list[Nested]:
    result: list[Nested] = []
    for place, item in enumerate(value):
        here = f"{path}[{place}]"
        if len(shape) == 1:
            if isinstance(item, list):
                raise InputError("input-ragged", span, {"path": here})
            result.append(_number(item, here, span))
        elif not isinstance(item, list) or len(item) != shape[1]:
            raise InputError("input-ragged", span, {"path": here})
        else:
            result.append(_checked_list(item, shape[1:], here, span))
    return result


def _number(value: object, path: str, span: Span | None) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("input-not-a-number", span, {"path": path})
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    if not finite:
        raise InputError("input-not-finite", span, {"path": path})
    return value


def _shows_matrix(node: Operation) -> bool:
    """``Wx``: a capital with a lower-case letter at its right."""
    if node.key != JUXTAPOSED or not all(isinstance(operand, Word) for operand in node.operands):
        return False
    left, right = (operand.name[0] for operand in node.operands if isinstance(operand, Word))
    return left.isascii() and left.isupper() and left not in _COUNTS and right.isascii() and right.islower()


class _Roles:
    """What the notation says a name is."""

    def __init__(self, lines: Iterable[Notation]) -> None:
        keys: set[str] = set()
        side_by_side = False
        self.under: dict[str, str] = {}
        for line in lines:
            for node in walk(line):
                if isinstance(node, Operation):
                    keys.add(node.key)
                    side_by_side = side_by_side or _shows_matrix(node)
                    if node.key in ("transpose", "trace", "det", "norm") and isinstance(node.operands[0], Word):
                        self.under[node.operands[0].name] = node.key
        self.vectors = bool(keys & _VECTOR_NOTATION)
        self.matrices = side_by_side or bool(keys & _MATRIX_NOTATION)

    def default(self, name: str, place: int) -> tuple[Nested, Shape]:
        first = 2 + place % 8
        rank = self._rank(name)
        if rank == 0:
            return first, ()
        if rank == 1:
            return [first, first + 1], (2,)
        return [[first, 1], [2, first + 1]], (2, 2)

    def _rank(self, name: str) -> int:
        letter = unicodedata.normalize("NFD", name)[0]
        under = self.under.get(name)
        if under in ("trace", "det"):
            return 2
        if under == "transpose" and not letter.isupper():
            return 1
        if not self.vectors or not letter.isascii() or name[0] in _COUNTS:
            return 1 if under == "norm" else 0
        if letter.isupper() and self.matrices:
            return 2
        return 1
