"""Loops, charts and series: where iterations begin, and what changes from one to the next."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from app.tape import record
from app.tape.series import MOST_POINTS, MOST_SERIES
from app.trace.build import build
from app.trace.check import check
from tests.tape.recorded import PLAIN, data
from tests.tape.training import BODY, LOOP, repeated, train


def trace_of(program, **options):
    with record(**options) as tape:
        program(tape)
    trace = build(tape, PLAIN, "en")
    assert check(trace) == []
    return trace


def series(trace):
    return {(one["name"], one["of"], *(one["element"] or ())): one for one in trace["series"]}


def test_an_iteration_is_the_steps_between_two_starts():
    trace = trace_of(lambda tape: train(tape, 3))
    (loop,) = trace["loops"]
    assert (loop["line"], loop["total"], loop["first"], len(loop["starts"])) == (LOOP, 3, 0, 3)
    bounds = [*loop["starts"], loop["end"]]
    kinds = [[step["kind"] for step in trace["steps"][one:other]] for one, other in pairwise(bounds)]
    assert kinds[1] == kinds[2]
    assert kinds[1][:4] == ["zero"] * 4
    assert kinds[1][-4:] == ["update"] * 4


def test_a_loop_inside_another_knows_its_iteration():
    def program(tape):
        x = torch.ones(2)
        repeated(tape, 2, lambda _: repeated(tape, 3, lambda _: x * 2, line=BODY))

    loops = trace_of(program)["loops"]
    assert [(loop["line"], loop["parent"], len(loop["starts"])) for loop in loops] == [
        (LOOP, None, 2),
        (BODY, [0, 0], 3),
        (BODY, [0, 1], 3),
    ]


def test_a_loop_that_never_ran_and_one_that_was_left():
    def program(tape):
        tape.loop(None, 1, 0)
        tape.end_loop()
        tape.loop(None, 2, 9)
        tape.iteration(0)
        torch.ones(2) * 2

    first, second = trace_of(program)["loops"]
    assert (first["starts"], first["end"]) == ([], 0)
    assert (second["starts"], second["end"]) == ([0], 1)


def test_a_merged_backward_step_keeps_the_marks_in_place():
    trace = trace_of(lambda tape: train(tape, 2))
    (loop,) = trace["loops"]
    first = trace["steps"][loop["starts"][1]]
    assert first["kind"] == "zero"
    assert trace["steps"][loop["starts"][1] - 1]["kind"] == "update"


def test_a_chart_knows_when_it_was_shown():
    chart = {"title": "t", "xlabel": None, "ylabel": None, "lines": []}

    def program(tape):
        torch.ones(2) * 2
        tape.drawn(chart, 3)
        torch.ones(2) * 2

    assert trace_of(program)["charts"] == [{"step": 1, "line": 3, **chart}]


def test_losses_parameters_and_their_gradients_are_followed():
    trace = trace_of(lambda tape: train(tape, 4))
    found = series(trace)
    assert {key[0] for key in found} == {
        "loss", "model.linear.weight", "model.linear.bias", "model.body.0.weight", "model.body.0.bias",
    }  # fmt: skip
    loss = found["loss", "value"]
    assert loss["points"] == [data(trace, node["value"]) for node in trace["nodes"] if node["label"].startswith("loss")]
    assert loss["points"][-1] < loss["points"][0]
    assert (
        found["model.linear.bias", "value"]["points"][-1]
        == data(trace, trace["variables"]["model.linear.bias"]["value"])[0]
    )
    assert [trace["steps"][step]["kind"] for step in found["model.linear.bias", "grad"]["steps"]] == ["accumulate"] * 4


def test_elements_of_a_small_leaf_are_followed_one_by_one_and_those_of_a_large_one_not():
    def program(tape):
        w, large = (torch.ones(size, requires_grad=True) for size in ((2, 1), (3, 3)))
        tape.bind("w", w)
        tape.bind("large", large)

        def body(_):
            (w.sum() + large.sum()).backward()
            with torch.no_grad():
                w.sub_(w.grad)
                large.sub_(large.grad)

        repeated(tape, 2, body)

    found = series(trace_of(program))
    assert set(found) == {("w", of, row, 0) for of in ("value", "grad") for row in (0, 1)}
    assert found["w", "value", 1, 0]["points"] == [0.0, -2.0]


def test_a_leaf_that_is_written_under_its_name_is_followed_once():
    def program(tape):
        w = torch.ones((), requires_grad=True)
        tape.bind("w", w)

        def body(_):
            tape.at(None, BODY)
            w.exp().backward()
            with torch.no_grad():
                w.sub_(w.grad)
            tape.bind("w", w)  # w -= w.grad

        repeated(tape, 3, body)

    trace = trace_of(program)
    assert sorted((one["name"], one["of"]) for one in trace["series"]) == [("w", "grad"), ("w", "value")]


def test_leaves_made_anew_in_every_iteration_are_followed_by_their_name():
    def program(tape):
        w = torch.ones((), requires_grad=True)

        def body(_):
            nonlocal w
            tape.at(None, BODY)
            (gradient,) = torch.autograd.grad(w.exp(), w)
            w = (w - gradient).detach().requires_grad_()
            tape.bind("w", w)

        repeated(tape, 3, body)

    (series,) = trace_of(program)["series"]
    assert (series["name"], len(set(series["points"]))) == ("w", 3)


def test_a_counter_of_the_loop_is_no_series_and_a_plain_number_is():
    def program(tape):
        def body(number):
            tape.at(None, BODY)
            tape.bind("total", number * 0.5)
            tape.bind("flag", number > 1)
            tape.bind("text", "…")

        repeated(tape, 3, body)

    trace = trace_of(program)
    assert [(one["name"], one["points"], one["steps"]) for one in trace["series"]] == [
        ("total", [0.0, 0.5, 1.0], [None, None, None])
    ]


def test_a_name_that_changes_in_an_inner_loop_belongs_to_that_loop():
    def program(tape):
        def inner(number):
            tape.at(None, BODY + 1)
            tape.bind("loss", float(number))

        def outer(_):
            tape.at(None, BODY)
            tape.bind("loss", 0.0)
            repeated(tape, 3, inner, line=BODY)

        repeated(tape, 2, outer)

    (loss,) = trace_of(program)["series"]
    assert (loss["line"], loss["points"]) == (BODY, [0.0, 1.0, 2.0, 0.0, 1.0, 2.0])


def test_long_series_are_thinned_and_keep_both_ends():
    times = 3 * MOST_POINTS + 7

    def program(tape):
        def body(number):
            tape.at(None, BODY)
            tape.bind("x", float(number))

        repeated(tape, times, body)

    (one,) = trace_of(program)["series"]
    assert len(one["points"]) <= MOST_POINTS
    assert (one["points"][0], one["points"][-1]) == (0.0, float(times - 1))
    assert one["points"] == [float(number) for number in one["iterations"]]
    gaps = {later - earlier for earlier, later in pairwise(one["iterations"])}
    assert max(gaps) <= 2 * times / MOST_POINTS + 4


def test_no_more_series_than_a_person_can_follow():
    def program(tape):
        def body(number):
            tape.at(None, BODY)
            for index in range(30):
                tape.bind(f"n{index}", float(number * (index >= 15)))

        repeated(tape, 3, body)

    names = [one["name"] for one in trace_of(program)["series"]]
    assert names == [f"n{index}" for index in range(15, 15 + MOST_SERIES)]


def test_names_in_500_iterations_are_numbered_in_order():
    def program(tape):
        b = torch.tensor(1.0, requires_grad=True)
        tape.bind("b", b)

        def body(_):
            nonlocal b
            b = b * 1.001
            tape.bind("b", b)

        repeated(tape, 500, body)

    labels = [node["label"] for node in trace_of(program)["nodes"] if node["name"] == "b"]
    assert (labels[0], labels[1], labels[-1], len(set(labels))) == ("b₁", "b₂", "b₅₀₁", 501)


@pytest.mark.parametrize("name", ["x", "y"])
def test_a_name_inside_a_function_names_a_node_and_is_no_variable(name):
    def program(tape):
        x = torch.ones(2) * 2
        tape.bind("x", x)
        tape.bind(name, x * 3, local=True)

    trace = trace_of(program)
    assert list(trace["variables"]) == ["x"]
    assert data(trace, trace["variables"]["x"]["value"]) == [2.0, 2.0]
    assert [node["name"] for node in trace["nodes"] if node["kind"] == "operation"] == ["x", name]
