"""Names that are bound nowhere: one error names them all, and offers a set-up that gives them."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection

from app.errors import Fact, ReadError, Related, Repair
from app.program.program import Script
from app.program.script.confusable import skeleton
from app.program.script.names import Names
from app.program.script.offers import OFFERS, definitions
from app.program.script.places import Places

_SHOWN = 12  # names in the sentence; the rest are counted
_LIKENESS = 0.8
_OTHER_LANGUAGES = {"true": "True", "false": "False", "none": "None", "null": "None", "nil": "None", "xrange": "range"}
# Names that stand for a module here and that pages also give to an object: ``optim.step()`` means the object.
_OBJECTS = {"optim": frozenset({"step", "zero_grad", "param_groups", "state_dict", "load_state_dict", "state"})}


def complete(script: Script, names: Names, known: Collection[str]) -> None:
    """Raise ReadError where names are read that neither the program nor its set-up binds, nor ``known`` holds.

    ``names``: of the program. ``known``: what is built in and what needs no import. A name that is bound only later, or under a condition, is
    left to the run, as in Python.
    """
    places = Places(script.source)
    setup = Names(script.setup_tree)
    given = {*known, *setup.module.bound}
    found = names.unbound(given)
    found += _objects(script.tree, names, {*setup.module.bound})
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    lacking = setup.unbound(known)
    if lacking:
        raise ReadError("setup-names-missing", None, {"names": ", ".join(dict.fromkeys(node.id for node in lacking))})
    if not found:
        return
    missing = list(dict.fromkeys(node.id for node in found))
    near = _near(missing[0], {name for name in (*names.module.bound, *given) if not name.startswith("_")})
    if near is not None:
        raise _misspelled(found[0], near, places)
    raise _missing(script, found, missing, names, places)


def _missing(script: Script, found: list[ast.Name], missing: list[str], names: Names, places: Places) -> ReadError:
    first: dict[str, ast.Name] = {}
    for node in found:
        first.setdefault(node.id, node)
    shown = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
    facts: dict[str, Fact] = {
        "names": shown,
        "torch": f"NameError: name '{missing[0]}' is not defined",
    }
    related = tuple(Related(places.span(node), "name-missing-too") for node in list(first.values())[1:_SHOWN])
    error = ReadError("names-missing", places.span(found[0]), facts, (), related)
    offered = definitions([*missing, *_attributes(script.tree, missing)], names.module.bound)
    if offered is not None:
        earlier = script.setup.rstrip("\n")
        error.setup = f"{earlier}\n{offered}" if earlier else offered
    return error


def _misspelled(node: ast.Name, near: str, places: Places) -> ReadError:
    span = places.span(node)
    facts: dict[str, Fact] = {
        "name": node.id[:64],
        "near": near,
        "torch": f"NameError: name '{node.id}' is not defined",
    }
    return ReadError("name-near", span, facts, (Repair(span, near),))


def _objects(tree: ast.Module, names: Names, bound: Collection[str]) -> list[ast.Name]:
    """Uses of a module's name as of an object that a block before this one would have made."""
    if not _OBJECTS.keys() & names.all.keys():
        return []
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr in _OBJECTS.get(node.value.id, ())
        and node.value.id not in names.module.bound
        and node.value.id not in bound
        and not any(use.node is node.value and use.scope.binds(node.value.id) for use in names.uses)
    ]


def _attributes(tree: ast.Module, missing: Collection[str]) -> list[str]:
    """``a.grad`` for a missing ``a`` whose gradient is read, where nothing in the text would compute it."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    if any(node.attr == "backward" for node in attributes):
        return []
    read = {f"{node.value.id}.{node.attr}" for node in attributes if isinstance(node.value, ast.Name)}
    return sorted(name for name in read if name in OFFERS and name.partition(".")[0] in missing)


def _near(name: str, candidates: Collection[str]) -> str | None:
    """The name that was probably meant."""
    if name in _OTHER_LANGUAGES:
        return _OTHER_LANGUAGES[name]
    alike = [one for one in sorted(candidates) if one != name and skeleton(one) == skeleton(name)]
    if alike:
        return alike[0]
    if name in OFFERS or len(name) < 3:  # labels beside label is more likely another block's
        return None
    close = difflib.get_close_matches(name, sorted(candidates), 1, _LIKENESS)
    return close[0] if close else None
