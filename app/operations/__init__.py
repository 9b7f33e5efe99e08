"""The operations that have a rule to teach: one row each, in families. Nothing here computes a value or knows torch.

``ROWS`` maps keys to rows, ``EXPRESSIBLE`` holds the keys that an expression has a notation for (PyTorch programs use
all), ``row_of`` finds a row also for its kin and for an operation in place, ``describe(lang)`` gives the rows as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.operations import (
    activations,
    arithmetic,
    kinks,
    linear_algebra,
    powers,
    programs,
    reductions,
    softmax,
    trigonometry,
)
from app.operations.operation import Constant, Formula, Kink, Operation, Rule, Words
from app.words import Language, say

__all__ = ["EXPRESSIBLE", "ROWS", "Constant", "Formula", "Kink", "Operation", "Rule", "Words", "describe", "row_of"]

NOTATION = (arithmetic, powers, trigonometry, activations, kinks, reductions, softmax, linear_algebra)
FAMILIES = (*NOTATION, *programs.FAMILIES)

EXPRESSIBLE = frozenset(row.key for family in NOTATION for row in family.ROWS)
ROWS: Mapping[str, Operation] = MappingProxyType({row.key: row for family in FAMILIES for row in family.ROWS})
KIN: Mapping[str, Operation] = MappingProxyType({name: row for row in ROWS.values() for name in (row.key, *row.also)})


def row_of(key: str) -> Operation | None:
    """The row of an operation; ``add_`` writes in place what ``add`` computes, and is differentiated as it is."""
    return KIN.get(key) or KIN.get(key.removesuffix("_"))


def describe(lang: Language) -> list[dict[str, object]]:
    """All rows in one language (``"ko"`` or ``"en"``), as ``GET /api/v1/operations`` serves them."""
    return [row.described(lang, say) | {"expressible": row.key in EXPRESSIBLE} for row in ROWS.values()]
