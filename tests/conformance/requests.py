"""500 requests that have one answer, whoever gives it: programs of tutorials and blogs, published and generated expressions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.oracle.generate import expressions

COUNT = 500
SEED = 4_711
GOLDEN = Path(__file__).parents[1] / "golden"
LONG = ("resnet18", "epoch", "range(5", "range(1")  # what takes so long that a slow machine would end it


def golden(name: str) -> list[dict[str, Any]]:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def requests() -> list[dict[str, Any]]:
    """The first ones are programs, the last ones are generated; some cannot be read, some fail while they run."""
    given = [{"source": case["source"], "language": "torch"} for case in golden("programs")]
    given += [{"source": seed["text"]} for seed in golden("seeds")]
    given = [request for request in given if not any(long in request["source"] for long in LONG)]
    fields = ("source", "inputs", "frozen", "grad_output", "dtype")
    given += [{name: case[name] for name in fields} for case in golden("expressions")]
    given += [{"source": source, "language": "torch"} for source in ("import os", "for x in", "1 / 0", "nn.Moudle()")]
    for case in expressions(COUNT - len(given), SEED):
        given.append({name: getattr(case, name) for name in (*fields, "language", "seed")})
    return given
