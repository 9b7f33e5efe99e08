"""A snapshot is exact, or says what it leaves out."""

from __future__ import annotations

import math

import orjson
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.tape.snapshot import nested, number, same, snapshot


@given(st.lists(st.floats(width=32), max_size=40))
def test_every_float_survives_json(elements):
    tensor = torch.tensor(elements, dtype=torch.float32)
    written = orjson.loads(orjson.dumps(snapshot(tensor)))
    back = torch.tensor([float(item) for item in written["data"]], dtype=torch.float32)
    assert torch.equal(back.nan_to_num(nan=7.0), tensor.nan_to_num(nan=7.0))
    assert torch.equal(back.signbit() & ~back.isnan(), tensor.signbit() & ~tensor.isnan())


@pytest.mark.parametrize(
    ("tensor", "dtype", "data"),
    [
        (torch.tensor(float("nan")), "float32", "NaN"),
        (torch.tensor([[math.inf, 1.0], [-math.inf, 2.0]]), "float32", [["Infinity", 1.0], ["-Infinity", 2.0]]),
        (torch.tensor([True, False]), "bool", [True, False]),
        (torch.tensor([[2**62]]), "int64", [[2**62]]),
        (torch.tensor([1 + 2j]), "complex64", ["1+2j"]),
        (torch.tensor([1e308, 1e308], dtype=torch.float64), "float64", [1e308, 1e308]),
        (torch.zeros(0, 3), "float32", []),
        (torch.eye(2).to_sparse(), "float32", [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_elements_are_whole(tensor, dtype, data):
    value = snapshot(tensor)
    assert (value["shape"], value["dtype"], value["data"]) == (list(tensor.shape), dtype, data)
    assert value["summary"] is None


def test_above_256_elements_there_is_a_summary():
    assert snapshot(torch.arange(256.0))["summary"] is None
    value = snapshot(torch.arange(257.0))
    assert value["data"] is None
    summary = value["summary"]
    assert (summary["min"], summary["max"], summary["mean"]) == (0.0, 256.0, 128.0)
    assert summary["norm"] == pytest.approx(math.sqrt(sum(n * n for n in range(257))))
    assert summary["head"] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert sum(summary["histogram"]) == 257
    assert len(summary["histogram"]) == 16


def test_a_summary_leaves_out_nan_and_counts_it():
    tensor = torch.ones(300)
    tensor[:3] = math.nan
    tensor[3] = math.inf
    summary = snapshot(tensor)["summary"]
    assert (summary["nan"], summary["inf"], summary["min"], summary["max"]) == (3, 1, 1.0, "Infinity")
    assert summary["head"][:4] == ["NaN", "NaN", "NaN", "Infinity"]
    assert summary["histogram"] is None
    assert snapshot(torch.full((300,), math.nan))["summary"]["mean"] is None


def test_summaries_of_whole_numbers_and_complex_ones():
    assert snapshot(torch.arange(300))["summary"]["mean"] == 149.5
    assert snapshot(torch.ones(300, dtype=torch.complex64))["summary"]["min"] is None


def test_plain_numbers():
    assert number(3) == {"shape": [], "dtype": "python", "data": 3, "summary": None}
    assert number(-math.inf)["data"] == "-Infinity"
    assert number(10**30)["data"] == 1e30
    assert number(10**400)["data"] == "Infinity"


def test_nested_lists_of_numbers():
    assert nested([[1, 2], [3, 4]])["shape"] == [2, 2]
    assert nested([[1], [2, 3]]) is None
    assert nested(["a"]) is None
    assert nested(2.5)["shape"] == []


def test_zero_and_negative_zero_are_told_apart():
    zero, negative = snapshot(torch.tensor([0.0])), snapshot(torch.tensor([-0.0]))
    assert same(zero, snapshot(torch.tensor([0.0])))
    assert not same(zero, negative)
