"""A loop beyond the budget is recorded at its beginning and at its end; what lies between is one change for each leaf."""

from __future__ import annotations

import sys

import pytest
import torch

from app.errors import LimitError
from app.tape import record
from app.tape.window import Ration
from app.trace.build import build
from app.trace.check import check
from tests.tape.recorded import PLAIN, data, of_kind
from tests.tape.training import repeated, train

BUDGET, HARD_LIMIT = 1_000, 1_250  # for the tests: the mechanism is the same
EPOCHS = 100


@pytest.fixture(scope="module", autouse=True)
def small_budget():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["app.tape.loops"], "BUDGET", BUDGET)
        for module in ("app.tape.calls", "app.tape.record"):
            patch.setattr(sys.modules[module], "HARD_LIMIT", HARD_LIMIT)
        yield


def taken(total, left, each, *, known=True, asked=None):
    ration = Ration(total if known else None, left, asked)
    used = 0
    for number in range(total):
        if ration.records(number, used):
            used += each
    return ration.ranges, used


@pytest.mark.parametrize(
    ("total", "left", "each", "ranges"),
    [
        (10, 100, 10, [(0, 10)]),
        (100, 100, 10, [(0, 5), (95, 100)]),
        (1, 5, 10, [(0, 1)]),
        (50, 0, 10, [(0, 1)]),
    ],
)
def test_half_of_the_budget_for_the_beginning_and_half_for_the_end(total, left, each, ranges):
    assert taken(total, left, each)[0] == ranges


def test_where_the_end_is_not_known_the_beginning_alone():
    assert taken(100, 100, 10, known=False) == ([(0, 5)], 50)


def test_what_was_asked_for_and_nothing_else():
    assert taken(100, 1000, 10, asked=(20, 23))[0] == [(20, 23)]
    assert taken(100, 50, 10, asked=(20, 60))[0] == [(20, 25)]
    assert taken(10, 1000, 10, asked=(20, 23))[0] == [(0, 10)]


@pytest.fixture(scope="module")
def summarized():
    with record() as tape:
        train(tape, EPOCHS, lr=0.01)
    return tape, build(tape, PLAIN, "en")


def test_a_long_training_is_summarized_and_every_claim_holds(summarized):
    tape, trace = summarized
    assert check(trace) == []
    assert len(tape.events) <= HARD_LIMIT
    first, last = trace["window"]["recorded"]
    assert (first[0], last[1], trace["window"]["total"]) == (0, EPOCHS, EPOCHS)
    assert first[1] > 15
    assert [(loop["first"], len(loop["starts"])) for loop in trace["loops"]] == [
        (start, end - start) for start, end in (first, last)
    ]


def test_the_result_is_that_of_the_whole_training(summarized):
    _, trace = summarized

    class Deaf:
        def __getattr__(self, _):
            return lambda *_, **__: None

    collected = {}
    deaf = Deaf()
    deaf.bind = collected.__setitem__
    train(deaf, EPOCHS, lr=0.01)
    model = collected["model"]
    for path, parameter in model.named_parameters():
        variable = trace["variables"][f"model.{path}"]
        assert torch.equal(torch.tensor(data(trace, variable["value"])), parameter.detach())
        assert torch.equal(torch.tensor(data(trace, variable["grad"])), parameter.grad)


def test_the_series_have_every_iteration(summarized):
    _, trace = summarized
    for one in trace["series"]:
        assert len(one["points"]) == EPOCHS
        assert None not in one["points"]
        assert one["steps"][EPOCHS // 2] is None


def test_the_gap_is_one_update_for_each_leaf_and_grad(summarized):
    _, trace = summarized
    gap = [step for step in of_kind(trace, "update") if step["line"] is None]
    assert len([step for step in gap if not step["of_grad"]]) == 4
    before = trace["loops"][0]["end"]
    after = trace["loops"][1]["starts"][0]
    assert {step["kind"] for step in trace["steps"][before:after]} == {"output", "update"}
    assert trace["stdout"] == "".join(f"{number}\n" for number in range(EPOCHS))


def test_iterations_that_were_asked_for():
    with record(window=(70, 72)) as tape:
        train(tape, 100)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    assert trace["window"] == {"line": 5, "total": 100, "recorded": [(70, 72)]}
    loss = trace["series"][0]
    assert (loss["name"], len(loss["points"]), len(loss["steps"]) - loss["steps"].count(None)) == ("loss", 100, 2)


def test_a_graph_that_runs_through_the_gap_cannot_be_walked():
    def program(tape):
        w = torch.ones(2, requires_grad=True)
        h = torch.ones(2)

        def body(_):
            nonlocal h
            h = h * w

        repeated(tape, BUDGET, body)
        tape.bind("h", h)
        with pytest.raises(LimitError, match="limit-operations"):
            h.sum().backward()

    with record() as tape:
        program(tape)
    assert check(build(tape, PLAIN, "en")) == []


def test_a_running_total_across_the_gap_is_no_obstacle():
    def program(tape):
        w = torch.ones(2, requires_grad=True)
        total = torch.zeros(())
        tape.bind("w", w)

        def body(_):
            nonlocal total
            loss = (w * w).sum()
            total = total + loss
            tape.bind("total", total)
            loss.backward()
            with torch.no_grad():
                w.sub_(0.001 * w.grad)
            w.grad = None

        repeated(tape, 300, body)

    with record() as tape:
        program(tape)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    assert trace["window"] is not None


def test_what_is_in_no_loop_ends_at_the_limit():
    def program():
        x = torch.ones(2)
        for _ in range(HARD_LIMIT + 2):
            x * 2

    with record() as tape, pytest.raises(LimitError, match="limit-operations"):
        program()
    assert len(tape.events) == HARD_LIMIT + 1


def test_a_loop_inside_one_long_iteration_is_summarized_too():
    def program(tape):
        w = torch.ones(2, requires_grad=True)
        tape.bind("w", w)

        def batch(_):
            (w * w).sum().backward()
            with torch.no_grad():
                w.sub_(0.0001 * w.grad)

        repeated(tape, 2, lambda _: repeated(tape, 200, batch, line=6))

    with record() as tape:
        program(tape)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    assert len(tape.events) <= HARD_LIMIT
    assert len(trace["loops"]) >= 3


def test_names_bound_in_the_gap_hold_their_last_value():
    with record() as tape:
        train(tape, EPOCHS, known=False)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    loss = trace["variables"]["loss"]
    assert (loss["node"], loss["grad_fn"]) == (None, "MseLossBackward0")
    assert data(trace, loss["value"]) == trace["series"][0]["points"][-1]
