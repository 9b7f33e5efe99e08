"""What nodes are called in loops: the same in every iteration that is drawn alone, counted on where they stand side by side."""

from __future__ import annotations

import pytest

from app.interpreter.script.run import prepare
from app.program.program import Script
from app.program.read import Request, read
from app.tape import record
from app.trace.build import build
from app.trace.check import check

START = "import torch\nw = torch.tensor(1., requires_grad=True)\n"


def labels(source: str) -> list[str]:
    script = read(Request(source, "torch"))
    assert isinstance(script, Script)
    with record() as tape:
        prepare(script).run(tape)
    trace = build(tape, script, "en")
    assert check(trace) == []
    return [node["label"] for node in trace["nodes"] if node["kind"] != "constant"]


def test_the_same_thing_is_called_the_same_in_every_iteration():
    source = START + "for x in [1., 2., 3.]:\n    p = w * x\n    loss = (p - 1) ** 2\n    loss.backward()\n"
    assert labels(source) == ["w", *["p", "t₁", "loss"] * 3]


def test_inner_loops_count_within_the_iteration_of_the_outer():
    inner = "    for x in [1., 2.]:\n        p = w * x\n        p.backward()\n"
    assert labels(START + f"for e in range(2):\n{inner}") == ["w", *["p"] * 4]


def test_what_builds_on_the_iteration_before_is_counted_on():
    assert labels(START + "y = w * 1\nfor _ in range(3):\n    y = y * w\ny.backward()\n") == [
        "w",
        "y₁",
        "y₂",
        "y₃",
        "y₄",
    ]


def test_iterations_that_all_lead_on_behind_the_loop_stand_side_by_side():
    source = START + "ys = []\nfor k in range(2):\n    y = w * 3\n    ys.append(y)\ntorch.stack(ys).sum().backward()\n"
    assert labels(source)[:3] == ["w", "y₁", "y₂"]


def test_a_name_that_goes_on_behind_the_loop_has_two_numbers():
    source = START + "for x in [1., 2.]:\n    p = w * x\n    p.backward()\np = w * 5\n"
    assert labels(source) == ["w", "p₁", "p₁", "p₂"]


def test_a_recurrence_inside_an_epoch_is_counted_within_it():
    inner = "    h = w * 1\n    for _ in range(2):\n        h = h * w\n    h.backward()\n"
    assert labels(START + f"for e in range(2):\n{inner}") == ["w", *["h₁", "h₂", "h₃"] * 2]


@pytest.mark.parametrize("after", ["", "g.backward()"])
def test_a_gradient_of_a_gradient_through_an_operation_of_two_autograd_nodes(after: str):
    source = f"{START}y = 1 / (w * 2)\ng, = torch.autograd.grad(y, w, create_graph=True)\n{after}"
    assert "g" in labels(source)
