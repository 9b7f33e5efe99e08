"""The syntax tree of an expression: numbers, names, and operations applied to operands. Nothing else exists.

``Apply.operation`` is a key of ``app.operations``, whatever notation stood in the text: ``3a``, ``3·a`` and ``3*a`` are
one tree. Operands stand in the order in which they were written. Every node carries the span of the text it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.errors import Span


@dataclass(frozen=True, slots=True)
class Number:
    """A literal: an ``int`` where it was written without point and exponent, else a ``float``."""

    value: int | float
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """An input or an earlier line's name, in NFC."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation and its operands."""

    operation: str
    operands: tuple[Expression, ...]
    span: Span


Expression: TypeAlias = Number | Name | Apply


@dataclass(frozen=True, slots=True)
class Statement:
    """One line: ``name = value``, or a bare value (the last line only; ``name`` is then ``None``)."""

    name: str | None
    value: Expression
    span: Span
    line: int
