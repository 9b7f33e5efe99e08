"""Where a run stands at a kink: operations asked for a derivative at a point where torch had to choose one.

The operations themselves say where their kinks are (``app.operations``). Only operations that a gradient passes
through are asked; elementwise ones about their first ``MAX_ELEMENTS`` elements, others up to that size.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import torch
from torch import Tensor

from app.interpreter.expression import Application, Result, Value
from app.operations import ROWS, Operation
from app.program.program import Note, Program
from app.program.tree import Apply, Expression, Name

MAX_ELEMENTS = 4_096  # a look at more would take longer than the run itself


@dataclass(frozen=True, slots=True)
class Kinked:
    """A note, and the inputs whose gradient goes through the kink."""

    note: Note
    inputs: frozenset[str]


def kinks(program: Program, result: Result) -> list[Kinked]:
    """Every place of ``program`` that stands at a kink, once for each kind, in the order of the run."""
    depends = _dependencies(program)
    found = {}
    for application in result.applications:
        row = ROWS[application.node.operation]
        if row.kink is None or not application.value.requires_grad:
            continue
        key = (row.kink.code, application.node.span)
        if key not in found and _stands(row, application):
            found[key] = Kinked(Note(*key), depends[id(application.node)])
    return list(found.values())


def _stands(row: Operation, application: Application) -> bool:
    kink = row.kink
    if kink is None:
        return False
    operands = (*application.operands, *row.defaults)[: len(row.slots)]
    tensors = [operand.detach() for operand in operands if isinstance(operand, Tensor)]
    if not row.elementwise:
        small = all(tensor.numel() <= MAX_ELEMENTS for tensor in tensors)
        return small and kink.stands(*(_flat(operand) for operand in operands))
    spread = iter(tensors if len(tensors) == 1 else torch.broadcast_tensors(*tensors))  # type: ignore[no-untyped-call]
    columns = (_flat(next(spread)) if isinstance(operand, Tensor) else repeat(float(operand)) for operand in operands)
    return any(map(kink.stands, *columns))


def _flat(value: Value) -> list[float]:
    return value.detach().flatten()[:MAX_ELEMENTS].tolist() if isinstance(value, Tensor) else [float(value)]


def _dependencies(program: Program) -> dict[int, frozenset[str]]:
    """The inputs that each Apply of the program depends on, by the identity of the node."""
    names = {name: frozenset([name]) for name in program.inputs}
    depends: dict[int, frozenset[str]] = {}

    def visit(node: Expression) -> frozenset[str]:
        if isinstance(node, Name):
            return names[node.name]
        if isinstance(node, Apply):
            depends[id(node)] = frozenset().union(*map(visit, node.operands))
            return depends[id(node)]
        return frozenset()

    for statement in program.statements:
        reached = visit(statement.value)
        if statement.name is not None:
            names[statement.name] = reached
    return depends
