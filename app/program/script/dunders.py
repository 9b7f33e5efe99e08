"""Names between double underscores: which of them a program may define and use, and which were meant by a misspelling."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable

from app.errors import ReadError, Repair, Span
from app.program.script.places import Places

_BINARY = ["add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift"]
# What a class may define. The interpreter calls these itself or by Python's own dispatch; no other is ever called.
DEFINABLE = frozenset(
    f"__{name}__"
    for name in (
        *[
            "init",
            "call",
            "len",
            "getitem",
            "setitem",
            "contains",
            "iter",
            "next",
            "reversed",
            "enter",
            "exit",
        ],
        *[
            "neg",
            "pos",
            "abs",
            "invert",
            "bool",
            "float",
            "int",
            "index",
            "round",
            "repr",
            "str",
            "format",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "divmod",
            "rdivmod",
        ],
        *(f"{way}{name}" for name in _BINARY for way in ("", "r", "i")),
    )
)
_CORES = sorted(name.strip("_") for name in DEFINABLE)
_CUTOFF = 0.75  # of difflib's likeness: intit is init, getattr is not getitem


def is_dunder(name: str) -> bool:
    """Whether ``name`` begins and ends with two underscores."""
    return name.startswith("__") and name.endswith("__") and len(name) > 4


def meant_by(name: str) -> str | None:
    """The special method that ``name`` is a misspelling of: ``__init_``, ``_init_``, ``__intit__``; else None."""
    if name in DEFINABLE or not (name.startswith("_") and name.endswith("_")):
        return None
    core = name.strip("_")
    if core not in _CORES and _is_like_init(core):
        return "__init__"  # the likeliest by far, though inti is nearer to int
    near = difflib.get_close_matches(core, _CORES, 1, _CUTOFF)
    return f"__{near[0]}__" if near and (is_dunder(name) or near[0] == core) else None


def check_misspelled(nodes: Iterable[ast.AST], places: Places) -> None:
    """Refuse a method, among all ``nodes`` of a program, whose name is nearly that of a special one.

    Python would accept it and never call it.     As it is legal, it is looked for last, when everything else is known to be right.
    """
    for defined in nodes:
        if not isinstance(defined, ast.ClassDef):
            continue
        for method in defined.body:
            if isinstance(method, ast.FunctionDef):
                wanted = _wanted(method)
                if wanted is not None:
                    raise misspelled(method, wanted, places)


def misspelled(method: ast.FunctionDef, wanted: str, places: Places) -> ReadError:
    """The error for ``method``, which should be called ``wanted``."""
    span = name_of(method, places)
    facts = {"name": method.name[:64], "wanted": wanted}
    return ReadError("misspelled-dunder", span, {**facts}, (Repair(span, wanted),))


def name_of(defined: ast.FunctionDef | ast.ClassDef, places: Places) -> Span:
    """The name in the head of a definition: ``f`` in ``def f(x):``."""
    start, end = places.span(defined)
    found = places.find(defined.name, start, end)
    return Span(start, end) if found is None else found


def _wanted(method: ast.FunctionDef) -> str | None:
    if method.name == "__init__":
        return None
    if _calls_init(method) and _is_like_init(method.name.strip("_")):
        return "__init__"
    return meant_by(method.name)


def _is_like_init(core: str) -> bool:
    return difflib.SequenceMatcher(None, core, "init").ratio() >= _CUTOFF


def _calls_init(method: ast.FunctionDef) -> bool:
    """Whether it calls the ``__init__`` of a base, as only an ``__init__`` does."""
    return any(isinstance(node, ast.Attribute) and node.attr == "__init__" for node in ast.walk(method))
