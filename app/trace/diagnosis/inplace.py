"""Writes in place that autograd cannot follow: into a leaf, into a view of one, into a tensor kept for the backward pass."""

from __future__ import annotations

import ast
from typing import NamedTuple

from app.errors import AuthorError, Related, Repair
from app.tape.tape import Event, Node
from app.trace.diagnosis.backward import reached
from app.trace.diagnosis.case import Case, numbers, row, writes

SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@",
}  # fmt: skip
ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)


class Write(NamedTuple):
    """Where a tensor was written."""

    line: int | None
    node: Node | None  # None: an optimizer, or a write where no graph is recorded


def leaf(case: Case) -> AuthorError | None:
    """A leaf that requires grad is written where autograd records."""
    written = case.operands[0] if case.operands else None
    if written is None or case.failed is None:
        return None
    owner = case.name_of((case.storage(case.failed.operands[0]), 0))
    name = written.name if case.found[1] else owner
    code = "leaf-in-place" if name == owner else "view-of-leaf-in-place"
    return case.teach(code, name=name, leaf=owner, repairs=_under_no_grad(case))


def _under_no_grad(case: Case) -> list[Repair]:
    statement = case.text.statement(case.error.span)
    blanks = None if statement is None else case.text.indentation(statement)
    if statement is None or blanks is None:
        return []
    return [case.text.replaced(statement, f"with torch.no_grad():\n{blanks}    {case.text.of(statement)}")]


def saved(case: Case) -> AuthorError | None:
    """A tensor that an operation saved for its backward pass was written afterwards."""
    sizes, current, expected = numbers(case.found[1]), int(case.found[2]), int(case.found[3])
    pair = _saver_and_write(case, sizes)
    if pair is None:
        return None
    saver, place, write = pair
    name = case.name_of((case.storage(place), 0)) if write.node is None else _written_name(case, write.node)
    changed = write.node.span if write.node is not None and write.node.span else case.text.on_line(write.line)
    return case.teach(
        "saved-changed" if saver.line and write.line else "saved-changed-in-setup",
        name=name,
        operation=(saver.operation or "").strip("_"),
        saved_line=saver.line or 0,
        saved_version=expected,
        changed_line=write.line or 0,
        version=current,
        related=[
            saver.span and Related(saver.span, "saved-here"),
            changed and Related(changed, "changed-here"),
        ],
        repairs=[] if write.node is None else _out_of_place(case, write.node),
    )


def _written_name(case: Case, node: Node) -> str:
    target = _target(case, node)
    return case.name_of(node.operands[0]) if target is None else case.text.short(target)


def _saver_and_write(case: Case, sizes: tuple[int, ...]) -> tuple[Node, tuple[int, int], Write] | None:
    """The operation that the pass would have run next whose saved tensor has that shape and was written since."""
    tape, unfinished = case.tape, case.tape.unfinished
    if unfinished is None:
        return None
    ran = {event[2] for event in tape.events if event[0] == "backward" and event[1] == unfinished.number}
    for index in sorted(reached(case) - ran, reverse=True):
        position = tape.autograd[index].node
        saver = tape.nodes[position]
        if saver.kind != "operation":
            continue
        for place in [*saver.operands, *((position, output) for output in range(len(saver.values)))]:
            if case.shape_of(place) not in {sizes, sizes[::-1]} or tape.nodes[place[0]].kind == "constant":
                continue
            write = _write_after(case, position, case.storage(place))
            if write is not None:
                return saver, place, write
    return None


def _write_after(case: Case, position: int, storage: int) -> Write | None:
    """The first write into ``storage`` after node ``position`` ran."""
    for event in _events_after(case, position):
        if event[0] == "forward":
            node = case.tape.nodes[event[1]]
            if writes(node) and node.operands and case.storage(node.operands[0]) == storage:
                return Write(node.line, node)
        elif event[0] == "update" and not event[5] and case.storage((event[1], 0)) == storage:
            return Write(event[4], None)
    return None


def _events_after(case: Case, position: int) -> list[Event]:
    events = case.tape.events
    for index, event in enumerate(events):
        if event[0] == "forward" and event[1] == position:
            return events[index + 1 :]
    return []


def _target(case: Case, node: Node) -> ast.expr | None:
    """What a write in place writes into, as it stands in the text."""
    piece = case.text.at(node.span)
    target: ast.expr
    if isinstance(piece, ast.AugAssign):
        target = piece.target
    elif isinstance(piece, ast.Call) and isinstance(piece.func, ast.Attribute):
        target = piece.func.value
    else:
        statement = case.text.statement(node.span)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            return None
        target = statement.targets[0]
    while isinstance(target, ast.Subscript):
        target = target.value
    return target


def _out_of_place(case: Case, node: Node) -> list[Repair]:
    """The same without writing into what is saved: ``y = y + 1``, else a copy is written into."""
    statement, target = case.text.statement(node.span), _target(case, node)
    if statement is None or not isinstance(target, ast.Name):
        return []
    if isinstance(statement, ast.AugAssign) and statement.target is target:
        value = case.text.of(statement.value)
        value = value if isinstance(statement.value, ATOMS) else f"({value})"
        return [case.text.replaced(statement, f"{target.id} = {target.id} {SIGNS[type(statement.op)]} {value}")]
    blanks = case.text.indentation(statement)
    if blanks is None or not isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign):
        return []
    start = case.text.span(statement).start
    return [Repair(case.text.span(statement)._replace(end=start), f"{target.id} = {target.id}.clone()\n{blanks}")]


TABLE = (
    row(r"a (view of a )?leaf Variable that requires grad is being used in an in-place operation", leaf),
    row(
        r"modified by an inplace operation: \[\S+ \[([\d, ]*)\]\].* is at version (\d+); expected version (\d+)", saved
    ),
)
