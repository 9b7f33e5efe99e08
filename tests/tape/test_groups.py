"""Every call of a module is a group, named as the program names it; the set-up is one too."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from app.tape import record
from app.trace.build import build
from app.trace.check import check
from tests.tape.recorded import PLAIN
from tests.tape.training import Net, train


def trace_of(program):
    with record() as tape:
        program(tape)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    return trace


def paths(trace):
    return [(".".join(node["scope"]), node["operation"]) for node in trace["nodes"] if node["kind"] == "operation"]


def test_operations_stand_in_the_innermost_call():
    trace = trace_of(lambda tape: train(tape, 1))
    assert paths(trace)[:5] == [
        ("", "mul"),
        ("model.linear", "linear"),
        ("model.body.0", "linear"),
        ("model.body.1.0", "tanh"),
        ("criterion", "mse"),
    ]
    first, inner = trace["groups"][:2]
    assert (first["kind"], first["parent"], first["name"], first["type"]) == ("module", None, "model", "Net")
    assert (inner["parent"], inner["name"], inner["type"]) == (0, "linear", "Linear")


def test_parameters_stand_inside_and_data_outside():
    trace = trace_of(lambda _: nn.Linear(2, 1)(torch.ones(1, 2)))
    assert [(node["scope"], node["is_parameter"]) for node in trace["nodes"] if node["kind"] == "leaf"] == [
        ([], False),
        (["Linear"], True),
        (["Linear"], True),
    ]


def test_parameters_are_variables_by_their_paths():
    trace = trace_of(lambda tape: train(tape, 2))
    weight = trace["variables"]["model.linear.weight"]
    assert trace["nodes"][weight["node"]]["label"] == "model.linear.weight"
    assert weight["grad"] is not None


def test_a_module_inside_another_is_named_by_its_path_wherever_it_is_called():
    def program(tape):
        model = Net()
        tape.bind("net", model)
        model.linear(torch.ones(1, 1))

    assert paths(trace_of(program)) == [("net.linear", "linear")]


def test_an_exception_closes_the_groups_it_leaves():
    class Broken(nn.Module):
        def forward(self, x):
            (x * 2).sum()
            raise ValueError

    def program(_):
        x = torch.ones(2, requires_grad=True)
        with pytest.raises(ValueError):  # noqa: PT011
            nn.Sequential(Broken())(x)
        x.sum()

    assert paths(trace_of(program)) == [("Sequential.0", "mul"), ("Sequential.0", "sum"), ("", "sum")]


def test_what_ran_in_the_set_up_is_one_group():
    def program(tape):
        tape.setup(begins=True)
        x = torch.ones(2) * 2
        tape.bind("x", x)
        tape.setup(begins=False)
        x * 3

    trace = trace_of(program)
    assert [(group["kind"], group["type"]) for group in trace["groups"]] == [("setup", None)]
    assert [node["group"] for node in trace["nodes"]] == [0, 0, 0, None, None]
    assert paths(trace) == [("", "mul"), ("", "mul")]


def test_calls_in_which_nothing_is_recorded_leave_no_group():
    layer = nn.Linear(2, 1)
    trace = trace_of(lambda _: torch.func.vmap(layer)(torch.ones(3, 2)))
    assert trace["groups"] == []


def test_modules_are_called_as_before_when_the_recording_is_over():
    before = nn.Module._call_impl
    with record():
        assert nn.Module._call_impl is not before
    with pytest.raises(RuntimeError), record():
        nn.Linear(2, 1)(torch.ones(3))
    assert nn.Module._call_impl is before
