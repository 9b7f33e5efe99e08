"""A few bytes that stand for gigabytes, as a worker that somebody else has got hold of may send them, are not written out."""

import orjson
import pytest

from app.errors import OwnError
from app.trace.fold import FORMAT, LISTS, MOST_BYTES, written_out

MANY = 10**12


def folded(*columns, rounds=MANY):
    return orjson.dumps(
        {"format": FORMAT, **dict.fromkeys(LISTS, ()), LISTS[0]: [{"rounds": rounds, "columns": columns}]}
    )


BOMBS = {
    "the same": folded({"same": 1}),
    "numbers": folded({"from": 1, "by": 1}),
    "lists": folded({"list": []}),
    "objects": folded({"object": {}}),
    "lists of lists": folded({"list": [{"list": [{"same": 1}] * 100}] * 100}, rounds=MOST_BYTES // 10_000),
    "texts": folded({"text": ["x", {"from": 1, "by": 1}, ""], "digits": "0123456789"}),
    "one long text": folded({"same": "x" * 2**20}, rounds=100),
    "a long name": folded({"object": {"x" * 2**20: {"same": 1}}}, rounds=100),
    "each of nothing": folded({"each": []}),
    "many columns": folded(*[{"same": 1}] * 1000, rounds=10**6),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_what_has_no_end_is_not_begun(bomb):
    with pytest.raises(OwnError):
        written_out(bomb)


def test_what_is_long_is_written_out():
    flat = orjson.loads(written_out(folded({"same": "x" * 100}, rounds=10**5)))
    assert flat[LISTS[0]] == ["x" * 100] * 10**5
