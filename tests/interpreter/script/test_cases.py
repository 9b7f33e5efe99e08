"""Programs of tutorials, forums and issues, written anew: what their variables hold, what they print, how they stop."""

import json
import math
from pathlib import Path

import pytest
import torch

from app.errors import ReadError
from tests.interpreter.script.ran import Ran, ran

CASES = json.loads((Path(__file__).parents[2] / "golden/programs.json").read_text(encoding="utf-8"))


def plain(value):
    """Tensors and tuples as lists of numbers; a NaN as the word."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return "nan" if isinstance(value, float) and math.isnan(value) else value


def assert_near(value, expected, tolerance):
    if isinstance(value, list) and len(value) == 1 and not isinstance(expected, list):
        [value] = value
    if isinstance(expected, list):
        assert len(value) == len(expected)
        for item, wanted in zip(value, expected, strict=True):
            assert_near(item, wanted, tolerance)
    elif isinstance(expected, str):
        assert value == expected
    else:
        assert value == pytest.approx(expected, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_program_does_what_it_should(case):
    try:
        here = ran(case["source"])
    except ReadError as error:  # some mistakes are found before anything runs
        here = Ran(case["source"], error=error)
    assert (here.error is not None) == ("error" in case), here.error
    for part in case.get("stdout", []):
        assert part in here.output
    for name, expected in case.get("variables", {}).items():
        base, *attributes = name.split(".")
        value = here.variables[base]
        for attribute in attributes:
            value = getattr(value, attribute)
        assert_near(plain(value), expected, case["tolerance"])
    if "error" in case:
        assert case["error"]["contains"] in here.error.facts["torch"]
        assert case["source"].count("\n", 0, here.error.span.start) + 1 == case["error"]["line"]
