"""Every mistake is explained: what it is called, where it is, what else belongs to it; and every repair makes it run."""

from __future__ import annotations

import json

import pytest

from app.runner.evaluate import answer
from tests.trace.diagnosis.cases import CASES, Stops


def error_of(source, lang="en"):
    told = answer("trace", {"source": source, "language": "torch"}, lang)
    assert told.status == 200, told.body
    return json.loads(told.body)["error"]


def named(stops):
    return f"{stops.code}-{CASES.index(stops)}"


@pytest.mark.parametrize("stops", CASES, ids=named)
def test_it_says_what_is_wrong_and_where(stops: Stops):
    error = error_of(stops.program)
    assert error is not None
    assert error["code"] == stops.code, error
    assert error["where"]["line"] == stops.line
    assert stops.says in error["message"]
    assert [place["where"]["line"] for place in error["related"]] == list(stops.related)
    assert error["torch"]
    assert len(error["repairs"]) == stops.repairs


@pytest.mark.parametrize("stops", [stops for stops in CASES if stops.repairs], ids=named)
def test_every_repair_makes_it_run(stops: Stops):
    for repair in error_of(stops.program)["repairs"]:
        start, end = repair["span"]
        mended = stops.program[:start] + repair["text"] + stops.program[end:]
        assert error_of(mended) is None, mended


@pytest.mark.parametrize("stops", CASES, ids=named)
def test_it_is_said_in_korean(stops: Stops):
    error = error_of(stops.program, "ko")
    assert error["code"] == stops.code
    assert any("가" <= letter <= "힣" for letter in error["message"])
    assert "{" not in error["message"]
