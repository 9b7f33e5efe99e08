"""An expression as it was written, before shapes say what a product means. The parser makes it, ``meaning`` reads it.

``Operation.key`` is a key of ``app.operations`` or ``JUXTAPOSED``: two operands side by side with no sign between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.errors import Span

JUXTAPOSED = "juxtaposed"
ELEMENTWISE = "elementwise"  # how a product of two tensors, element by element, is shown: x ⊙ y


@dataclass(frozen=True, slots=True)
class Literal:
    """A number that was written."""

    value: int | float
    span: Span
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Word:
    """A name that was written."""

    name: str
    span: Span
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on operands; ``depth`` counts the levels of the tree from here down."""

    key: str
    operands: tuple[Notation, ...]
    span: Span
    depth: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function that an earlier line defines."""

    function: str
    operands: tuple[Notation, ...]
    span: Span
    depth: int


Notation: TypeAlias = Literal | Word | Operation | Call


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``name = value``, ``name(parameters) = value`` or a bare value."""

    name: str | None
    parameters: tuple[str, ...] | None
    value: Notation
    span: Span
    number: int


def walk(node: Notation) -> Iterator[Notation]:
    """``node`` and everything under it, in the order in which it was written."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Operation | Call):
            waiting.extend(reversed(node.operands))


def words(node: Notation) -> Iterator[Word]:
    """Every name under ``node``, in the order in which it was written."""
    return (found for found in walk(node) if isinstance(found, Word))


def is_minus_one(node: Notation | None) -> bool:
    """Whether ``node`` is the exponent of an inverse."""
    if not isinstance(node, Operation) or node.key != "neg":
        return False
    size = node.operands[0]
    return isinstance(size, Literal) and size.value == 1
