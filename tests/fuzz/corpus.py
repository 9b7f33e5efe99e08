"""What the fuzzer begins with: programs and expressions that run, that fail, and that attack."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.oracle.generate import expressions as generated_expressions
from tests.oracle.programs.generate import program as generated_program

TESTS = Path(__file__).resolve().parents[1]
DOCS = TESTS.parent / "docs"
GENERATED = 60  # programs, and as many expressions
SEED = 20_263
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FIELDS = ("source", "inputs", "frozen", "grad_output", "dtype")

Request = dict[str, Any]


@cache
def programs() -> tuple[str, ...]:
    """PyTorch code that people paste: tutorials, what stops in every way the documentation knows, and generated code."""
    cases = [case["source"] for case in _json("golden/programs.json")]
    tutorials = _json("golden/seeds.json")
    texts = {(block["document"], block["block"]): block["text"] for block in tutorials}
    blocks = [
        "\n".join(texts[block["document"], number] for number in [*block["earlier"], block["block"]])
        for block in tutorials
    ]
    stopping = BLOCK.findall((DOCS / "errors.md").read_text("utf-8"))
    return (*cases, *blocks, *stopping, *(generated_program(number) for number in range(GENERATED)))


@cache
def attacks() -> tuple[str, ...]:
    """Hostile programs. Those built by repetition are left out: they are large, and a mutation repeats by itself."""
    return tuple(attack["input"] for attack in _json("attacks/programs.json") if "input" in attack)


@cache
def expressions() -> tuple[Request, ...]:
    """Requests for expressions, with their inputs."""
    written = [{name: case[name] for name in FIELDS if name in case} for case in _json("golden/expressions.json")]
    made = [{name: getattr(case, name) for name in FIELDS} for case in generated_expressions(GENERATED, SEED)]
    return tuple(request | {"frozen": list(request.get("frozen", ()))} for request in (*written, *made))


def _json(path: str) -> Any:
    return json.loads((TESTS / path).read_text("utf-8"))
