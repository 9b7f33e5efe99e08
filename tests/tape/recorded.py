"""Runs a plain PyTorch program under the recorder and gives its Trace."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch

from app.program.program import Program, Reading
from app.tape import Tape, record
from app.trace.build import build

PLAIN = Program(
    source="",
    statements=(),
    inputs={},
    defaulted=frozenset(),
    frozen=frozenset(),
    grad_output=None,
    dtype="float32",
    seed=0,
    reading=Reading("", ""),
    language="torch",
)


def recorded(program: Callable[[], Any], *, details: bool = True) -> tuple[Tape, Any]:
    """The tape of ``program`` and what it returned."""
    with warnings.catch_warnings(action="ignore"):  # torch's own, about graphs built in backward passes
        torch.manual_seed(0)
        with record(details=details) as tape:
            answer = program()
    return tape, answer


def traced(program: Callable[[], Any]) -> dict[str, Any]:
    """The Trace of ``program``."""
    return build(recorded(program)[0], PLAIN, "en")


def of_kind(trace: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    """The steps of these kinds."""
    return [step for step in trace["steps"] if step["kind"] in kinds]


def data(trace: dict[str, Any], value: int | None) -> Any:
    """The elements of a value."""
    return None if value is None else trace["values"][value]["data"]
