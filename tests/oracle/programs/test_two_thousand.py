"""Generated programs, 2,000 and at full scale 10,000: what they print, hold and break at under plain Python is what they do here; their traces hold."""

from __future__ import annotations

from collections import Counter

import pytest

from app.trace.check import check
from tests.oracle.programs.compare import ours, plain
from tests.oracle.programs.generate import program

PARTS = 10
COUNT = 200  # in each part
MANY, MANY_PARTS = 10_000, 40  # others than those 2,000


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_programs(part: int) -> None:
    hold_as_in_python(range(part * COUNT, (part + 1) * COUNT))


@pytest.mark.long
@pytest.mark.parametrize("part", range(MANY_PARTS))
def test_many_generated_programs(part: int, scale: float) -> None:
    count = round(MANY / MANY_PARTS * scale)
    hold_as_in_python(range(PARTS * COUNT + part * count, PARTS * COUNT + (part + 1) * count))


def hold_as_in_python(numbers: range) -> None:
    """The programs with these numbers: bits, texts, places of errors; and every claim of their traces."""
    for number in numbers:
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
