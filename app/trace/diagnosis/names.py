"""Names and attributes that are not there, with the one that was probably meant."""

from __future__ import annotations

import ast
import builtins
from difflib import get_close_matches

from app.errors import AuthorError, Repair, Span
from app.interpreter.script.tables import TYPES
from app.trace.diagnosis.case import Case, row

PROPERTIES = frozenset({"shape", "grad", "data", "dtype", "T", "grad_fn", "is_leaf", "requires_grad", "device", "ndim"})
OF_TENSORS = TYPES["Tensor"]
ALIKE = 0.7  # a name less alike than this was not meant


def _meant(name: str, known: frozenset[str]) -> str:
    """The name most like ``name``; empty where none is."""
    found = get_close_matches(name, sorted(known - {name}), 1, ALIKE)
    return found[0] if found else ""


def name(case: Case) -> AuthorError | None:
    """A name that has no value here."""
    wanted = case.found[1]
    later = [
        node
        for node in case.text.pieces
        if isinstance(node, ast.Name) and node.id == wanted and isinstance(node.ctx, ast.Store)
    ]
    if later:
        line = min(node.lineno for node in later)
        return case.teach("name-has-no-value-yet", name=wanted, line=line)
    meant = _meant(wanted, case.text.names | frozenset(dir(builtins)))
    return case.teach("name-not-defined", name=wanted, repairs=_instead(case, wanted, meant))


def local(case: Case) -> AuthorError | None:
    """A name that a function assigns to is its own, from the function's first line on."""
    return case.teach("local-has-no-value", name=case.found[1])


def attribute(case: Case) -> AuthorError | None:
    """An attribute that an object does not have."""
    kind, wanted = case.found[1], case.found[2]
    if kind == "NoneType":
        return case.teach("attribute-of-none", name=wanted)
    meant = _meant(
        wanted, case.text.attributes | OF_TENSORS if kind in {"Tensor", "Parameter"} else case.text.attributes
    )
    return case.teach("no-such-attribute", type=kind, name=wanted, repairs=_instead(case, wanted, meant))


def key(case: Case) -> AuthorError | None:
    """A key that a dictionary does not have."""
    wanted = case.found[1]
    meant = _meant(wanted.strip("'\""), case.text.strings)
    piece, repairs = case.piece, list[Repair]()
    if meant and isinstance(piece, ast.Subscript) and isinstance(piece.slice, ast.Constant):
        repairs = [case.text.replaced(piece.slice, repr(meant))]
    return case.teach("key-missing", key=wanted, repairs=repairs)


def _instead(case: Case, wanted: str, meant: str) -> list[Repair]:
    """``meant`` in place of the last ``wanted`` of what failed."""
    span = case.error.span
    if not meant or span is None:
        return []
    piece = case.piece
    while isinstance(piece, ast.Call):
        piece = piece.func
    end = span.end if piece is None else case.text.span(piece).end
    start = case.text.source.rfind(wanted, span.start, end)
    return [] if start < 0 else [Repair(Span(start, start + len(wanted)), meant)]


def not_callable(case: Case) -> AuthorError | None:
    """Brackets behind something that is no function."""
    call, repairs = case.call, list[Repair]()
    if call is None:
        return case.teach("not-callable", name="", type=case.found[1])
    if isinstance(call.func, ast.Attribute) and call.func.attr in PROPERTIES and not call.args:
        repairs = [Repair(Span(case.text.span(call.func).end, case.text.span(call).end), "")]
    elif len(call.args) == 1 and not call.keywords and case.found[1] in {"int", "float", "Tensor"}:
        end = case.text.span(call.func).end
        repairs = [Repair(Span(end, end), " * ")]
    elif call.args and case.found[1] in {"list", "tuple", "dict"}:
        inside = case.text.source[case.text.span(call.args[0]).start : case.text.span(call.args[-1]).end]
        repairs = [Repair(Span(case.text.span(call.func).end, case.text.span(call).end), f"[{inside}]")]
    return case.teach("not-callable", name=case.text.short(call.func), type=case.found[1], repairs=repairs)


TABLE = (
    row(r"^UnboundLocalError: .*local variable '(\w+)'", local),
    row(r"^NameError: (?:name|free variable) '(\w+)'", name),
    row(r"^AttributeError: '([\w.]+)' object has no attribute '(\w+)'", attribute),
    row(r"^AttributeError: type object '(\w+)' has no attribute '(\w+)'", attribute),
    row(r"^KeyError: (.*)$", key),
    row(r"^TypeError: '([\w.]+)' object is not callable", not_callable),
)
