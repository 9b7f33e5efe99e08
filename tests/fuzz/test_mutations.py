"""Mutated programs, expressions and bodies through a real server: each is answered as published, and leaves it as it was."""

from __future__ import annotations

import sys

import pytest

from tests.fuzz.drive import Fuzz
from tests.fuzz.inputs import made
from tests.promises.invariants import Invariants
from tests.promises.served import serving

SEED = 1
COUNT, MANY = 2_000, 100_000
PART = 500  # inputs between two looks at the server
LIMITS = {  # a mutated loop often never ends; answers that are kept would count as growth
    "workers": 2,
    "run_seconds": 0.5,
    "run_megabytes": 512,
    "cache_bytes": 2**22,
    "client_seconds": 0,
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")


def fuzzed(seed: int, count: int) -> Fuzz:
    """What came of so many inputs, none of which went wrong, and after which the server had grown by no more than is promised."""
    with serving(**LIMITS) as server:
        kept = Invariants(server)
        fuzz = Fuzz(server, seed)
        for start in range(0, count, PART):
            fuzz.send(range(start, min(start + PART, count)))
            assert fuzz.wrong == [], fuzz.report()
            kept.check()
    return fuzz


def test_two_thousand_inputs() -> None:
    fuzz = fuzzed(SEED, COUNT)
    assert fuzz.outcomes.total() == COUNT
    assert fuzz.share("200", "landscapes", "certificates") > 0.25  # a fuzzer whose inputs are all refused tests nothing
    assert fuzz.share("200 ran") > 0.1
    assert len(fuzz.outcomes) > 80


@pytest.mark.long
def test_a_hundred_thousand_inputs(scale: float) -> None:
    fuzzed(SEED + 1, round(MANY * scale))


def test_an_input_is_the_same_on_every_machine() -> None:
    assert [made(3, index) for index in range(50)] == [made(3, index) for index in range(50)]
    assert len({made(3, index).body for index in range(200)}) > 195
