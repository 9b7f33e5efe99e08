"""Re-derives every claim that a Trace makes, without torch. ``check(trace)`` lists what is wrong; [] means right.

It counts what is due, not only what is there: an edge whose contribution never came is as wrong as one that came twice.
"""

from __future__ import annotations

from typing import Any

from app.trace.check.ledger import ledger
from app.trace.check.order import order
from app.trace.check.passes import passes
from app.trace.check.structure import structure


def check(trace: dict[str, Any]) -> list[str]:
    """Every claim of ``trace`` that does not hold, as one line of text each, in the order of the steps.

    ``trace`` is a Trace in the wire's shape, as ``build`` returns it or ``json.loads`` reads it. Where its structure is
    broken the arithmetic is not looked at.
    """
    return structure(trace) or [*order(trace), *passes(trace), *ledger(trace)]
