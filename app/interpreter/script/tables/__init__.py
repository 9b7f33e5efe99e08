"""Plain tables of names: what of torch, Python and numpy exists for a program. What is in no table does not exist.

Every table has one shape: ``MODULES`` maps a module's dotted name to the names it offers, ``TYPES`` the name of a type
to the attributes and methods of its instances. A test holds every name against the real module or type.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.interpreter.script.tables import autograd, nn, numpy, optim, plot, python, tensor, torch, types, vision

_FILES = (autograd, nn, numpy, optim, plot, python, tensor, torch, types, vision)


def _joined(kind: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for file in _FILES for name, text in getattr(file, kind, {}).items()}


MODULES: Mapping[str, frozenset[str]] = _joined("MODULES")
TYPES: Mapping[str, frozenset[str]] = _joined("TYPES")
