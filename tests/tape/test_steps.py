"""What happens to leaves and their .grad outside the graph is told as steps, and nothing else is."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from app.trace.check import check
from tests.tape.recorded import data, of_kind, traced


def operations(trace):
    return [node["operation"] for node in trace["nodes"] if node["kind"] == "operation"]


def weight():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def test_accumulation_shows_what_grad_held_before():
    def program():
        w = weight()
        (w * w).sum().backward()
        (w * 3).sum().backward()

    steps = of_kind(traced(program), "accumulate")
    assert [(step["pass"], step["before"] is None) for step in steps] == [(0, True), (1, False)]
    assert steps[1]["before"] == steps[0]["after"]


@pytest.mark.parametrize(
    ("clear", "left"),
    [
        (lambda w: w.grad.zero_(), [0.0, 0.0]),
        (lambda w: w.grad.data.zero_(), [0.0, 0.0]),
        (lambda w: torch.optim.SGD([w]).zero_grad(set_to_none=False), [0.0, 0.0]),
        (lambda w: torch.optim.SGD([w]).zero_grad(), None),
        (lambda w: setattr(w, "grad", None), None),
    ],
    ids=["zero_", "data.zero_", "zeros", "zero_grad", "None"],
)
def test_clearing_is_a_zero_step(clear, left):
    def program():
        w = weight()
        (w * 2).sum().backward()
        clear(w)
        (w * 3).sum().backward()

    trace = traced(program)
    (zero,) = of_kind(trace, "zero")
    assert data(trace, zero["before"]) == [2.0, 2.0]
    assert data(trace, zero["after"]) == left
    assert data(trace, of_kind(trace, "accumulate")[1]["before"]) == left
    assert "zero_" not in operations(trace)


def subtract_under_no_grad(w):
    with torch.no_grad():
        w -= 0.5


def replace_data(w):
    w.data = w.data - 0.5


def write_through_data(w):
    w.data.sub_(0.5)


def write_an_item(w):
    with torch.no_grad():
        w[:] = torch.tensor([0.5, 1.5])


@pytest.mark.parametrize("step", [subtract_under_no_grad, replace_data, write_through_data, write_an_item])
def test_writing_into_a_leaf_is_an_update(step):
    def program():
        w = weight()
        (w * w).sum().backward()
        step(w)
        (w * 3).sum().backward()

    trace = traced(program)
    (update,) = of_kind(trace, "update")
    assert (data(trace, update["before"]), data(trace, update["after"])) == ([1.0, 2.0], [0.5, 1.5])
    assert trace["nodes"][update["node"]]["kind"] == "leaf"
    assert not update["of_grad"]
    products = [node for node in trace["nodes"] if node["operation"] == "mul"]
    sources = {edge["source"] for edge in trace["edges"] if edge["target"] == products[-1]["id"]}
    assert update["node"] in sources


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad])
def test_an_optimizer_is_seen_by_its_effect(kind):
    def program():
        w = weight()
        optimizer = kind([w], lr=0.1)
        for _ in range(2):
            optimizer.zero_grad()
            (w * w).sum().backward()
            optimizer.step()

    trace = traced(program)
    assert operations(trace) == ["mul", "sum", "mul", "sum"]
    assert len(of_kind(trace, "update")) == 2


def test_what_an_optimizer_s_closure_does_is_recorded():
    def program():
        w = weight()
        optimizer = torch.optim.SGD([w], lr=0.1)

        def closure():
            loss = (w * w).sum()
            loss.backward()
            return loss

        optimizer.step(closure)

    trace = traced(program)
    assert operations(trace) == ["mul", "sum"]
    assert [step["kind"] for step in trace["steps"]][-2:] == ["accumulate", "update"]


def test_an_optimizer_that_raises_does_not_end_the_recording():
    def program():
        w = weight()

        def closure():
            raise ValueError

        with pytest.raises(ValueError):  # noqa: PT011
            torch.optim.SGD([w], lr=0.1).step(closure)
        with torch.no_grad():
            (w * 2).sum()

    assert operations(traced(program)) == ["mul", "sum"]


def test_hooks_show_the_gradient_before_and_after():
    def program():
        x = weight()
        y = x * 2
        y.register_hook(lambda gradient: gradient * 10)
        y.sum().backward()

    trace = traced(program)
    (hook,) = of_kind(trace, "hook")
    assert (data(trace, hook["before"]), data(trace, hook["after"])) == ([1.0, 1.0], [10.0, 10.0])
    assert trace["nodes"][hook["node"]]["operation"] == "mul"


def test_a_failing_operation_stays_without_a_value():
    def program():
        with pytest.raises(RuntimeError):
            weight() @ torch.ones(3)

    trace = traced(program)
    (failed,) = (node for node in trace["nodes"] if node["kind"] == "operation")
    assert (failed["operation"], failed["value"]) == ("matmul", None)
    assert of_kind(trace, "forward") == []


def test_uninitialised_memory_is_never_shown():
    def program():
        return nn.Linear(2, 1)(torch.ones(1, 2))

    trace = traced(program)
    assert of_kind(trace, "update") == []


def test_asked_for_gradients_are_not_accumulated():
    def program():
        x, y = weight(), weight()
        torch.autograd.grad((x * y).sum(), x)

    trace = traced(program)
    (seed,) = of_kind(trace, "seed")
    assert seed["wanted"] == [0]
    assert of_kind(trace, "accumulate") == []
    product = of_kind(trace, "backward")[-1]
    assert len(product["contributions"]) == len(product["undefined"]) == 1


def test_operands_stand_as_written():
    def program():
        x = weight()
        return 3 - x, 2 / x, 2**x, x - 3

    trace = traced(program)
    rows = [
        (
            node["operation"],
            [trace["nodes"][edge["source"]]["label"] for edge in trace["edges"] if edge["target"] == node["id"]],
        )
        for node in trace["nodes"]
        if node["kind"] == "operation"
    ]
    assert rows == [("sub", ["3", "t₁"]), ("div", ["2", "t₁"]), ("pow", ["2", "t₁"]), ("sub", ["t₁", "3"])]


def test_arguments_that_are_no_operands_are_no_constants():
    trace = traced(lambda: weight().unsqueeze(0).sum(dim=1).softmax(-1))
    assert [node["kind"] for node in trace["nodes"]] == ["leaf", "operation", "operation", "operation"]


def test_running_sums_grow_in_the_order_of_arrival():
    def program():
        x = torch.tensor(3.0, requires_grad=True)
        (x * 2 + x * 3 + x * 4).backward()

    trace = traced(program)
    sums = [
        (data(trace, contribution["value"]), data(trace, contribution["sum"]))
        for step in of_kind(trace, "backward")
        for contribution in step["contributions"]
        if contribution["edge"] in {edge["id"] for edge in trace["edges"] if edge["source"] == 0}
    ]
    assert sums == [(4.0, 4.0), (3.0, 7.0), (2.0, 9.0)]
    assert (
        of_kind(trace, "accumulate")[0]["contribution"]
        == [contribution["sum"] for step in of_kind(trace, "backward") for contribution in step["contributions"]][-1]
    )


def test_a_view_of_a_leaf_written_where_no_graph_is_recorded_updates_the_leaf():
    def program():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        head = w[0]
        with torch.no_grad():
            head += 1
        (head * w).sum().backward()

    trace = traced(program)
    (update,) = of_kind(trace, "update")
    assert data(trace, update["after"]) == [2.0, 2.0]
    (accumulated,) = of_kind(trace, "accumulate")
    assert data(trace, accumulated["after"]) == [6.0, 2.0]


def test_a_leaf_that_was_frozen_since_throws_its_gradient_away():
    def program():
        a = torch.ones(2, requires_grad=True)
        y = (a * 2).sum()
        a.requires_grad = False
        y.backward()

    trace = traced(program)
    (step,) = of_kind(trace, "accumulate")
    assert data(trace, step["contribution"]) == [2.0, 2.0]
    assert (step["before"], step["after"]) == (None, None)
    assert check(trace) == []


def test_a_view_of_a_leaf_taken_where_no_graph_is_recorded_is_what_torch_calls_it():
    def program():
        w = torch.ones(2, 2, requires_grad=True)
        with torch.no_grad():
            row = w[1]
        (row * 3).sum().backward()

    trace = traced(program)
    assert [node["requires_grad"] for node in trace["nodes"] if node["kind"] == "leaf"] == [True, True]
    assert of_kind(trace, "accumulate") == []  # torch says so, and gives it no gradient
    assert check(trace) == []
