"""The operations an expression can use: one row each, in families. Nothing here computes a value or knows torch.

``ROWS`` maps keys to rows, ``describe(lang)`` gives the rows as JSON.
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
    reductions,
    softmax,
    trigonometry,
)
from app.operations.operation import Constant, Formula, Kink, Operation, Rule, Words
from app.words import Language, say

__all__ = ["ROWS", "Constant", "Formula", "Kink", "Operation", "Rule", "Words", "describe"]

FAMILIES = (arithmetic, powers, trigonometry, activations, kinks, reductions, softmax, linear_algebra)

ROWS: Mapping[str, Operation] = MappingProxyType({row.key: row for family in FAMILIES for row in family.ROWS})


def describe(lang: Language) -> list[dict[str, object]]:
    """All rows in one language (``"ko"`` or ``"en"``), as ``GET /api/v1/operations`` serves them."""
    return [row.described(lang, say) for row in ROWS.values()]
