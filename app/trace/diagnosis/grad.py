"""Why ``.grad`` is None: said of every variable at the end, and of a program that stopped because it used one."""

from __future__ import annotations

import ast
from typing import Literal, TypeAlias

from app.errors import AuthorError, Related, Repair, Span
from app.tape import Tape
from app.tape.tape import Event, Place
from app.trace.diagnosis.case import Case, row
from app.trace.diagnosis.creation import requiring_grad

Reason: TypeAlias = Literal["not-leaf", "frozen", "detached", "no-grad", "unreached", "no-backward", "zeroed"]
DETACHING = frozenset({"detach", "detach_", "data"})


def grad_reason(tape: Tape, place: Place) -> Reason:
    """Why the ``.grad`` of what stands at ``place`` is None, given that it is."""
    node = tape.nodes[place[0]]
    if not node.requires_grad:
        if node.kind != "operation" or not any(tape.nodes[source].requires_grad for source, _ in node.operands):
            return "frozen"
        return "detached" if node.operation in DETACHING else "no-grad"
    if node.kind == "operation":
        return "not-leaf"
    if tape.passes == 0:
        return "no-backward"
    return "unreached" if _cleared(tape, place[0]) is None else "zeroed"


def _cleared(tape: Tape, leaf: int) -> Event | None:
    """The event that set the ``.grad`` of a leaf to None, if that is the last that happened to it."""
    for event in reversed(tape.events):
        if event[0] == "accumulate" and event[2] == leaf:
            return None
        if event[0] == "zero" and event[1] == leaf:
            return event if event[3] is None else None
    return None


def used(case: Case) -> AuthorError | None:
    """A program goes on with a ``.grad`` that is None."""
    statement, place = case.text.statement(case.error.span), case.tape.ungraded
    if statement is None:
        return None
    read = [node for node in ast.walk(statement) if isinstance(node, ast.Attribute) and node.attr == "grad"]
    if not read and not _holds_grad(case, statement):
        return None
    if place is None:
        name = case.text.of(read[0].value) if read else ""
        return case.teach("grad-none-no-backward" if case.tape.passes == 0 else "grad-none-unreached", name=name)
    reason, name = grad_reason(case.tape, place), case.name_of(place)
    if not case.is_named(place) and len(read) == 1:
        name = case.text.of(read[0].value)
    line, related, repairs = _mend(case, reason, name, place)
    if not line and reason in {"detached", "no-grad", "zeroed"}:
        return case.teach("grad-none-since-setup", name=name)
    return case.teach(f"grad-none-{reason}", name=name, line=line, related=related, repairs=repairs)


def _holds_grad(case: Case, statement: ast.stmt) -> bool:
    """Whether the statement uses a name that was given some ``.grad``."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            given = case.text.given(node.id, case.text.span(statement).start)
            if isinstance(given, ast.Attribute) and given.attr == "grad":
                return True
    return False


def _mend(case: Case, reason: Reason, name: str, place: Place) -> tuple[int, list[Related], list[Repair]]:
    """The line, the places and the repairs that belong to a reason."""
    tape, node = case.tape, case.tape.nodes[place[0]]
    if reason == "frozen":
        repair = requiring_grad(case, name) if name in case.places else None
        return 0, [], [] if repair is None else [repair]
    if reason == "zeroed":
        event = _cleared(tape, place[0])
        line = 0 if event is None else event[4] or 0
        calls, where = case.text.calls(line, "zero_grad"), case.text.on_line(line)
        repairs = [case.text.with_argument(calls[0], "set_to_none=False")] if len(calls) == 1 else []
        return line, [Related(where, "grad-cleared-here")] if where else [], repairs
    if reason == "not-leaf":
        made = None if case.error.span is None else case.text.given(name, case.error.span.start)
        statement = None if made is None else case.text.statement(case.text.span(made))
        blanks = None if statement is None else case.text.indentation(statement)
        if statement is None or blanks is None:
            return 0, [], []
        end = case.text.span(statement).end
        return 0, [], [Repair(Span(end, end), f"\n{blanks}{name}.retain_grad()")]
    return node.line or 0, [Related(node.span, "cut-off-here")] if node.span and reason != "unreached" else [], []


TABLE = (row(r"NoneType", used),)
