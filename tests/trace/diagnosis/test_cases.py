"""Every mistake is explained: what it is called, where it is, what else belongs to it; and every repair makes it run."""

from __future__ import annotations

import json

import pytest

from app.runner.evaluate import answer
from tests.trace.diagnosis.cases import CASES, Stops
from tests.trace.diagnosis.module_cases import MODULE_CASES

ALL = [*CASES, *MODULE_CASES]


def error_of(source, lang="en"):
    told = answer("trace", {"source": source, "language": "torch"}, lang)
    assert told.status == 200, told.body
    return json.loads(told.body)["error"]


def named(stops):
    return f"{stops.code}-{ALL.index(stops)}"


@pytest.mark.parametrize("stops", ALL, ids=named)
def test_it_says_what_is_wrong_and_where(stops: Stops):
    error = error_of(stops.program)
    assert error is not None
    assert error["code"] == stops.code, error
    assert error["where"]["line"] == stops.line
    assert stops.says in error["message"]
    assert [place["where"]["line"] for place in error["related"]] == list(stops.related)
    assert error["torch"]
    assert len(error["repairs"]) == stops.repairs


@pytest.mark.parametrize("stops", [stops for stops in ALL if stops.repairs], ids=named)
def test_every_repair_makes_it_run(stops: Stops):
    for repair in error_of(stops.program)["repairs"]:
        start, end = repair["span"]
        mended = stops.program[:start] + repair["text"] + stops.program[end:]
        assert error_of(mended) is None, mended


@pytest.mark.parametrize("stops", ALL, ids=named)
def test_it_is_said_in_korean(stops: Stops):
    error = error_of(stops.program, "ko")
    assert error["code"] == stops.code
    assert any("가" <= letter <= "힣" for letter in error["message"])
    assert "{" not in error["message"]


@pytest.mark.parametrize(
    ("setup", "program", "code"),
    [
        ("w = torch.ones(2, requires_grad=True)\nw += 1\n", "print(w)\n", "leaf-in-place"),
        (
            "a = torch.ones(2, requires_grad=True)\ny = a.exp()\n",
            "y += 1\ny.sum().backward()\n",
            "saved-changed-in-setup",
        ),
        ("a = torch.ones((), requires_grad=True)\ny = a.detach()\n", "y.backward()\n", "root-cut-off-in-setup"),
        ("a = torch.ones((), requires_grad=True)\ny = a.detach()\n", "y.grad.zero_()\n", "grad-none-since-setup"),
        ("a = torch.ones((), requires_grad=True)\ny = a * a\ny.backward()\n", "y.backward()\n", "backward-twice"),
    ],
)
def test_what_began_in_the_setup_has_no_line_there(setup, program, code):
    told = answer("trace", {"source": program, "setup": setup, "language": "torch"}, "en")
    error = json.loads(told.body)["error"]
    assert error["code"] == code
    assert "line 0" not in error["message"]


def test_the_layer_inside_is_named():
    error = error_of("model = nn.Sequential(nn.Linear(2, 3), nn.Linear(4, 1))\nmodel(torch.ones(1, 2))\n")
    assert error["message"].startswith("model.1 takes 4 features")
