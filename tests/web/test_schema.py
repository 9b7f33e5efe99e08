"""A request of 64 KB that is wrong everywhere is refused for the first thing that is wrong: the rest is nobody's time."""

import pytest
from pydantic import ValidationError

from app.errors import CallerError
from app.web.schema import MOST_NAMES, EvaluationRequest, understood


def tree(depth, leaf):
    return leaf if not depth else [tree(depth - 1, leaf)] * 2


WRONG = {
    "texts for numbers": {"inputs": {"a": ["x"] * 16_000}},
    "truths for numbers": {"grad_output": [True] * 10_000},
    "texts far inside": {"inputs": {"a": tree(13, "s")}},
    "texts behind numbers": {"inputs": {"a": [[1, [1, [1, "s"]]]] * 2000}},
    "objects for numbers": {"inputs": {"a": {"b": 1}}},
    "names with blanks": {"inputs": {f" {number}": 1 for number in range(6000)}},
    "numbers for names": {"frozen": [1] * 30_000},
    "a long window": {"window": ["x"] * 10_000},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_few_errors_are_made_however_much_is_wrong(wrong):
    with pytest.raises(ValidationError) as caught:
        EvaluationRequest.model_validate({"source": "x"} | wrong)
    assert caught.value.error_count() <= 3
    (field,) = wrong
    with pytest.raises(CallerError) as told:
        understood({"source": "x"} | wrong)
    assert (told.value.code, told.value.status, told.value.facts) == ("wrong-field", 422, {"field": field})


def test_of_many_fields_that_do_not_exist_one_is_looked_at(monkeypatch):
    seen = []
    monkeypatch.setattr(EvaluationRequest, "model_validate", classmethod(lambda _, body: seen.append(body)))
    understood({"source": "x", "seed": 1} | {f"field{number}": 1 for number in range(6000)})
    (body,) = seen
    assert len(body) == 3
    assert body.keys() >= {"source", "seed"}


def test_what_is_right_stays_as_it_was_written():
    numbers = [[1, 2.0], [[], -3]]
    names = [f"a{number}" for number in range(MOST_NAMES)]
    filled = understood({"source": "x", "inputs": {"a": numbers, "b": 1}, "grad_output": 0.5, "frozen": names}).filled()
    assert (filled["inputs"], filled["grad_output"]) == ({"a": numbers, "b": 1}, 0.5)
    assert len(filled["frozen"]) == MOST_NAMES
