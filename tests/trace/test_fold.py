"""Folding loses nothing, whatever is folded; and where iterations are alike it says their structure once."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.trace.build import dump
from app.trace.fold import FORMAT, LISTS, _column, _pieces, _records, _values, fold, unfold
from app.trace.rounds import Mark, Rounds, alike
from tests.trace.evaluated import evaluated
from tests.trace.training import trained

SCALARS = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, 1, 0.0, -0.0, 1.0, 7, 10**8])
    | st.sampled_from(["t₁", "t₂", "t₁₀", "t1", "t01", "₀", "", "NaN"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


@given(st.lists(JSON, min_size=2, max_size=6))
def test_a_column_stands_for_what_it_was_made_from(listed):
    column = orjson.loads(orjson.dumps(_column(listed)))
    assert orjson.dumps(_values(column, len(listed))) == orjson.dumps(listed)


@given(
    st.integers(-5, 10**9),
    st.integers(-3, 10**6),
    st.integers(2, 12),
    st.sampled_from(["{}", "t_{{{}}}", "a{}b", "1.{}"]),
)
def test_what_counts_up_is_a_rule_and_comes_back(start, by, count, form):
    numbers = [start + by * turn for turn in range(count)]
    texts = [form.format(number) for number in numbers]
    for listed in (numbers, texts, [t.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")) for t in texts]):
        assert _values(_column(listed), count) == listed
    if start >= 0 and by > 0:
        assert "each" not in _column(numbers)


@pytest.mark.parametrize(("form", "written"), [("t_{}", "t_9"), ("t₍{}₎", "t₍9₎")])
def test_texts_that_count_up_are_said_once(form, written):
    column = _column([form.format(9 + 7 * turn) for turn in range(5)])
    assert column["text"][1] == {"from": 9, "by": 7}
    assert _values(column, 1) == [written]


@given(st.lists(JSON, max_size=30), st.data())
def test_pieces_hold_every_record_whatever_stretches_are_proposed(records, data):
    stretches, reached = [], 0
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(reached, len(records)))
        period, count = data.draw(st.integers(1, 4)), data.draw(st.integers(2, 6))
        if start + period * count > len(records):
            break
        stretches.append(Rounds(start, period, count))
        reached = start + period * count
    pieces = orjson.loads(orjson.dumps([*_pieces(records, stretches)]))
    assert orjson.dumps([record for piece in pieces for record in _records(piece)]) == orjson.dumps(records)


@pytest.mark.parametrize("epochs", [1, 3, 6, 7, 40])
def test_a_training_loop_comes_back_byte_for_byte(epochs):
    trace = trained(epochs)
    folded = fold(trace)
    assert dump(unfold(json.loads(dump(folded)))) == dump(trace)
    assert (folded["format"] == FORMAT) == (epochs >= 7)  # the first rounds and the last are not like the others


def test_structure_is_said_once_and_numbers_once_an_iteration():
    few, many = fold(trained(20)), fold(trained(80))
    for name in ("nodes", "edges", "autograd"):
        assert len(dump(many[name])) < len(dump(few[name])) + 40  # a few digits more
    assert not [piece for name in LISTS for piece in many[name] if len(piece.get("plain", ())) > 30]
    assert 5 * len(dump(many)) < len(dump(trained(80)))


def test_a_trace_without_a_loop_is_sent_as_it_is():
    trace = evaluated("Q = 3a³ − b²", a=[2, 3], b=[6, 4])
    assert fold(trace) is trace
    assert unfold(trace) is trace


def marks(*steps):
    """Iterations that begin at these steps."""
    return [Mark(0, 0, 0, step, 0, 0, 0) for step in steps]


@pytest.mark.parametrize(
    ("starts", "found"),
    [
        ((0, 5, 10, 15), []),
        ((0, 5, 10, 15, 20, 25), [(1, 4)]),
        ((0, 9, 14, 19, 24, 29, 34), [(2, 4)]),
        ((0, 5, 10, 15, 20, 25, 33, 41, 49, 57, 65, 70), [(1, 4), (6, 4)]),
    ],
)
def test_iterations_that_are_alike_are_found(starts, found):
    assert [*alike(marks(*starts))] == found
