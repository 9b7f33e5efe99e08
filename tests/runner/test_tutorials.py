"""The trace of every program of tutorials, forums and issues: each of its claims holds, the law of the edges among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.runner.evaluate import answer
from app.trace.check import check
from app.trace.fold import unfold

CASES = json.loads((Path(__file__).parents[1] / "golden/programs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_claim_of_its_trace_holds(case: dict[str, Any]):
    answered = answer("trace", {"source": case["source"], "language": "torch"}, "en")
    told = json.loads(answered.body)
    if answered.status == 422:  # found before anything ran
        assert told["where"]["line"] == case["error"]["line"]
        return
    trace = unfold(told) if told["format"].endswith("folded") else told
    assert check(trace) == []
    assert (trace["error"] is not None) == ("error" in case)
