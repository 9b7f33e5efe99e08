"""check() accepts what is right and refuses, with the reason, what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.trace.check import check

BAD = sorted(Path("tests/bad").glob("*.json"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_trace_is_refused_for_its_fault(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    found = check(case["trace"])
    assert found[:1] == ([] if case["refused"] is None else [case["refused"]])


def test_two_of_them_are_good():
    good = {path.stem for path in BAD if json.loads(path.read_text(encoding="utf-8"))["refused"] is None}
    assert good == {"good", "good-training"}
