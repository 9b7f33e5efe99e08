"""Of every variable whose .grad is None at the end, the trace says why."""

from __future__ import annotations

import json

import pytest

from app.runner.evaluate import answer
from app.words import catalogue, languages

PROGRAM = """
w = torch.ones(2, requires_grad=True)
b = torch.ones(2, requires_grad=True)
z = torch.ones(2, requires_grad=True)
x = torch.ones(2)
y = w * x
cut = y.detach()
with torch.no_grad():
    made = w * 2
loss = (y * z).sum()
"""
EXPECTED = {
    "w": None,
    "b": "unreached",
    "z": "zeroed",
    "x": "frozen",
    "y": "not-leaf",
    "cut": "detached",
    "made": "no-grad",
    "loss": "not-leaf",
}


def reasons(source):
    variables = json.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)["variables"]
    return {name: variable["grad_reason"] for name, variable in variables.items()}


def test_every_reason():
    assert reasons(PROGRAM + "loss.backward()\nz.grad = None\n") == EXPECTED


def test_before_any_backward_pass():
    assert reasons(PROGRAM)["w"] == "no-backward"


@pytest.mark.parametrize("lang", languages())
def test_every_reason_has_its_sentence(lang):
    words = catalogue(lang, ["panels"])
    assert all(f"ui.grad-reason.{reason}" in words for reason in [*EXPECTED.values(), "no-backward"] if reason)
