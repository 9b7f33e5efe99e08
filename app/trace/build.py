"""Tape → Trace: the same run in the words of the wire. Pure: the same tape and program give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from app import __version__
from app.errors import AuthorError
from app.operations import ROWS, Operation, row_of
from app.program.program import Note, Program, Script
from app.tape import Tape
from app.tape.tape import Node, Variable
from app.trace.diagnosis.grad import grad_reason
from app.trace.error import error_of
from app.trace.groups import Groups
from app.trace.loops import series
from app.trace.names import given_names, key_of, labels, number
from app.trace.schema import FORMAT, VERSION
from app.trace.steps import Steps
from app.trace.wire import to_json
from app.words import Language, say

Trace = dict[str, Any]
Slots: TypeAlias = Sequence[int | None]


def build(
    tape: Tape,
    program: Program | Script,
    lang: Language,
    *,
    notes: Iterable[Note] = (),
    error: AuthorError | None = None,
) -> Trace:
    """The Trace of what ``tape`` recorded while ``program`` ran.

    ``notes`` are those of the run; they follow those of the reading. ``error`` is what stopped the program, if anything
    did; the trace then ends with it. Sentences are in ``lang``.
    """
    given = given_names(tape)
    called = labels(tape, given)
    groups = Groups(tape)
    edges, first_edge, live_slots = _edges(tape, called)
    steps = Steps(tape, first_edge, live_slots)
    listed = steps.read()
    problem = None if error is None else error_of(error, program.source, lang)
    if problem is not None:
        line = None if problem["where"] is None else problem["where"]["line"]
        listed.append({"kind": "error", "code": problem["code"], "message": problem["message"], "line": line})
    return {
        "format": FORMAT,
        "version": VERSION,
        "engine": {"tapedeck": __version__, "torch": tape.torch_version},
        "program": _program(tape, program, notes, lang),
        "values": tape.values,
        "nodes": _nodes(tape, given, called, groups),
        "edges": edges,
        "steps": listed,
        "autograd": [
            {"id": index, "name": record.name, "node": record.node, "next_functions": record.next}
            for index, record in enumerate(tape.autograd)
        ],
        "variables": {name: _variable(tape, variable) for name, variable in tape.variables.items()},
        "stdout": "".join(steps.stdout),
        "error": problem,
        "groups": groups.listed(),
        "loops": steps.marks.loops,
        "series": series(tape, called, steps.step_after),
        "charts": steps.marks.charts,
        "abandoned": tape.abandoned,
        "window": None if tape.window is None else tape.window._asdict(),
    }


def _variable(tape: Tape, variable: Variable) -> dict[str, Any]:
    """What a name holds at the end, and where it is a tensor without a ``.grad``: why."""
    why = None
    if variable.node is not None and variable.grad is None:
        why = grad_reason(tape, (variable.node, 0))
    return {**variable._asdict(), "grad_reason": why}


def dump(trace: Trace) -> bytes:
    """``trace`` as JSON."""
    return to_json(trace)


def _nodes(tape: Tape, given: dict[int, str], called: list[str], groups: Groups) -> list[dict[str, Any]]:
    parameters, kept, group_of, scopes = tape.parameters, tape.saved, groups.of, groups.scopes
    nodes: list[dict[str, Any]] = []
    append = nodes.append
    index = 0
    for node in tape.nodes:
        values, operation, span = node.values, node.operation, node.span
        group = group_of(index, node)
        append(
            {
                "id": index,
                "kind": node.kind,
                "operation": operation and key_of(operation),
                "name": given.get(index),
                "label": called[index],
                "span": span and [*span],
                "line": node.line,
                "value": values[0] if values else None,
                "outputs": values if len(values) > 1 else None,
                "requires_grad": node.requires_grad,
                "grad_fn": node.grad_fn,
                "is_parameter": index in parameters,
                "scope": scopes[group],
                "group": group,
                "autograd": node.autograd,
                "saved": [{"name": name, "value": value} for name, value in kept[index]] if index in kept else [],
            }
        )
        index += 1  # noqa: SIM113 -- enumerate would cost a tuple for every node
    return nodes


def _edges(tape: Tape, called: list[str]) -> tuple[list[dict[str, Any]], list[int], list[Slots]]:
    """All edges; for each node the id of its first operand's edge, and the slots that a contribution can travel."""
    edges: list[dict[str, Any]] = []
    first_edge: list[int] = []
    live_slots: list[Slots] = []
    append, append_first, append_live = edges.append, first_edge.append, live_slots.append
    nodes, autograd = tape.nodes, tape.autograd
    count = target = 0
    for node in nodes:
        append_first(count)
        inner = node.autograd
        live: Slots = autograd[inner[0]].slots if len(inner) == 1 else _live(tape, inner)
        if None in live:
            live = [slot for slot in live if slot is not None]
        append_live(live)
        formulas = _formulas(tape, node, live, called, called[target]) if live else {}
        slot = 0
        for source, output in node.operands:
            differentiable = slot in live
            append(
                {
                    "id": count,
                    "source": source,
                    "target": target,
                    "slot": slot,
                    "output": output,
                    "differentiable": differentiable,
                    "local": formulas.get(slot) if differentiable else None,
                }
            )
            slot += 1  # noqa: SIM113 -- enumerate would cost a tuple for every edge
            count += 1
        target += 1  # noqa: SIM113
    return edges, first_edge, live_slots


def _live(tape: Tape, inner: list[int]) -> Slots:
    """The slots of an operation of several autograd nodes that a contribution can travel."""
    return sorted({slot for index in inner for slot in tape.autograd[index].slots if slot is not None}) if inner else ()


def _formulas(tape: Tape, node: Node, live: Slots, called: list[str], result: str) -> Mapping[int, dict[str, str]]:
    """The local derivative along each slot, in the names of operands and ``result``, where we have a row for it."""
    row, fixed = _row(node.operation or "")
    if row is None:
        return fixed
    nodes = tape.nodes
    names = []
    constants = []
    for source, _ in node.operands:
        names.append(called[source])
        operand = nodes[source]
        constants.append(number(tape, operand) if operand.kind == "constant" else None)
    return _filled(row.key, tuple(live), tuple(names), tuple(constants), result if row.names_result else "")


@lru_cache(maxsize=4096)
def _row(torch_name: str) -> tuple[Operation | None, dict[int, dict[str, str]]]:
    """The row of an operation; where its formulas name no operand (of a sum they are 1 and 1), only those formulas."""
    row = row_of(key_of(torch_name))
    if (
        row is None
        or row.repeated
        or any(rule.folded is not None or "$" in rule.text + rule.latex for rule in row.rules)
    ):
        return row, {}
    return None, {slot: {"text": rule.text, "latex": rule.latex} for slot, rule in enumerate(row.rules)}


@lru_cache(maxsize=4096)
def _filled(
    key: str, live: tuple[int, ...], names: tuple[str, ...], constants: tuple[float | None, ...], result: str
) -> dict[int, dict[str, str]]:
    """The formulas of these slots in these names. Programs that are run again, and most others, ask for the same ones.

    ``1`` and ``1.0``, which are equal as keys, differ in their names.
    """
    row = ROWS[key]
    formulas = ((slot, row.local(slot, names, constants, result)) for slot in live)
    return {slot: formula._asdict() for slot, formula in formulas if formula is not None}


def _program(tape: Tape, program: Program | Script, notes: Iterable[Note], lang: Language) -> dict[str, Any]:
    seed = next((event for event in tape.events if event[0] == "seed"), None)
    common = {
        "language": program.language,
        "source": program.source,
        "grad_output": None if seed is None else tape.values[seed[4]]["data"],
        "seed": program.seed,
    }
    if isinstance(program, Script):
        told = {"latex": "", "text": "", "notes": _notes([*program.notes, *notes], lang)}
        return common | {
            "inputs": {},
            "defaulted": [],
            "frozen": [],
            "dtype": "float32",
            "reading": told if told["notes"] else None,
            "setup": program.setup,
        }
    reading = program.reading
    return common | {
        "inputs": dict(program.inputs),
        "defaulted": sorted(program.defaulted),
        "frozen": sorted(program.frozen),
        "dtype": program.dtype,
        "reading": {"latex": reading.latex, "text": reading.text, "notes": _notes([*reading.notes, *notes], lang)},
        "setup": "",
    }


def _notes(notes: Iterable[Note], lang: Language) -> list[dict[str, Any]]:
    return [
        {
            "code": note.code,
            "message": say(lang, f"note.{note.code}", **note.facts),
            "span": None if note.span is None else [*note.span],
        }
        for note in notes
    ]
