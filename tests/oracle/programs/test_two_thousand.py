"""2,000 generated programs: what they print, hold and break at under plain Python is what they do here; their traces hold."""

from __future__ import annotations

from collections import Counter

import pytest

from app.trace.check import check
from tests.oracle.programs.compare import ours, plain
from tests.oracle.programs.generate import program

PARTS = 10
COUNT = 200  # in each part


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_programs(part: int) -> None:
    for number in range(part * COUNT, (part + 1) * COUNT):
        source = program(number)
        expected = plain(source)
        found, trace = ours(source)
        assert found.printed == expected.printed, (number, source)
        assert found.error == expected.error, (number, source)
        assert found.holds == expected.holds, (number, source)
        assert check(trace) == [], (number, source)


def test_most_programs_run_to_their_end_and_some_do_not() -> None:
    stopped = Counter(plain(program(number)).error is not None for number in range(200))
    assert 20 <= stopped[True] <= 70


def test_the_generator_repeats_itself() -> None:
    assert [program(number) for number in range(20)] == [program(number) for number in range(20)]
    assert len({program(number) for number in range(200)}) == 200
