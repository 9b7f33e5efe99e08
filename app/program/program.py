"""A Program: source text, read and checked, with its inputs; not yet run. Notation is a Program, PyTorch code a Script."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.errors import Fact, Span
from app.program.tree import Statement

Number: TypeAlias = int | float
Nested: TypeAlias = "Number | list[Nested]"  # a number, or lists of equal length, nested at most 4 deep


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader should know about the reading; its sentence is ``note.<code>`` in ``app.words``."""

    code: str
    span: Span | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How an expression was understood, echoed back as LaTeX and as Unicode text."""

    latex: str
    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """What ``read`` returns and the interpreter runs. ``statements`` ends with the output."""

    source: str
    statements: tuple[Statement, ...]
    inputs: Mapping[str, Nested]  # in order of first appearance
    defaulted: frozenset[str]  # inputs nobody gave
    frozen: frozenset[str]
    grad_output: Nested | None  # None: ones
    dtype: Literal["float32", "float64"]
    seed: int
    reading: Reading
    language: Literal["expression"] = "expression"


@dataclass(frozen=True, slots=True)
class Script:
    """What ``read`` returns for PyTorch code: checked syntax, not yet run. Places in ``setup`` are never shown."""

    source: str
    tree: ast.Module
    setup: str  # runs first, folded away; empty where there is none
    setup_tree: ast.Module
    seed: int
    notes: tuple[Note, ...] = ()
    window: tuple[int, int] | None = None  # iterations of the outermost loop to be recorded in full; None: our choice
    language: Literal["torch"] = "torch"
