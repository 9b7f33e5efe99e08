"""Names hold what they hold at the end; nothing that belongs to the user is run to say so."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from app.tape import record
from app.tape.functions import RULES
from app.tape.naming import MOST_PARAMETERS
from app.tape.text import LONGEST, text_of
from app.trace.build import build
from app.trace.check import check
from tests.tape.recorded import PLAIN, data
from tests.tape.tutorials import Square, apply


class Loud:
    def __repr__(self):
        raise AssertionError

    __str__ = __repr__
    __format__ = __repr__


class Layer(nn.Module):
    def extra_repr(self):
        raise AssertionError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        ("it's", '"it\'s"'),
        ([1, "a", (2.5,)], "[1, 'a', (2.5,)]"),
        ({"k": [True]}, "{'k': [True]}"),
        (set(), "{}"),
        (Loud(), "<Loud>"),
        ([Loud()], "[<Loud>]"),
        (len, "<builtin_function_or_method>"),
        (torch.ones(2, 3), "<Tensor 2×3>"),
        ([torch.ones(())], "[<Tensor>]"),
        (nn.ReLU(), "ReLU()"),
        (Layer(), "Layer()"),
    ],
)
def test_text_of_what_is_no_tensor(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    "module",
    [
        nn.Sequential(nn.Linear(2, 3), nn.ReLU()),
        nn.ModuleList([nn.Conv2d(1, 2, 3), nn.Sequential(nn.Dropout(0.5))]),
        nn.LSTM(2, 3, bidirectional=True),
    ],
)
def test_a_module_is_told_as_torch_tells_it(module):
    assert text_of(module) == repr(module)[:LONGEST]


def test_long_text_is_cut():
    assert len(text_of("x" * 10_000)) == LONGEST


def test_a_list_is_what_it_holds_at_the_end():
    with record() as tape:
        losses = []
        tape.bind("losses", losses)
        losses.append(0.5)
    assert data(build(tape, PLAIN, "en"), tape.variables["losses"].value) == [0.5]


def test_no_more_parameters_than_a_person_can_read():
    with record() as tape:
        tape.bind("model", nn.Sequential(*(nn.Linear(1, 1) for _ in range(MOST_PARAMETERS))))
    assert len(tape.variables) == 1 + MOST_PARAMETERS


def test_names_inside_a_hook_and_inside_a_transform_name_nothing():
    def program(tape):
        x = torch.ones(2, requires_grad=True)
        tape.bind("x", x)
        y = x * 2
        y.register_hook(lambda gradient: tape.bind("gradient", gradient))
        y.sum().backward()
        torch.func.vmap(lambda row: (tape.bind("row", row), row.sum())[1])(torch.ones(2, 2))

    with record() as tape:
        program(tape)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    assert list(trace["variables"]) == ["x"]
    assert [node["operation"] for node in trace["nodes"] if node["kind"] == "operation"] == ["mul", "sum"]


def test_a_custom_function_is_one_operation_and_is_forgotten():
    known = len(RULES)
    with record() as tape:
        apply(Square, torch.ones(2, requires_grad=True) * 1).sum().backward()
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    square = next(node for node in trace["nodes"] if node["operation"] == "Square")
    assert square["grad_fn"] == "SquareBackward"
    assert [trace["autograd"][inner]["name"] for inner in square["autograd"]] == ["SquareBackward"]
    assert not any(getattr(function, "__name__", "") == "Square" for function in list(RULES)[known:])
