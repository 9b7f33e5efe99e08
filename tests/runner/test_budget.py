"""The budget inside the worker: whatever the run does in Python it is ended, and nothing but the run ever is."""

import sys
import time
from contextlib import suppress

import pytest

from app.errors import LimitError, RunError, Span
from app.runner.budget import TICK_SECONDS, Budget, Memory, Watch, limited

pytestmark = pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="this system has no timer")

ROOMY = 4096  # megabytes
MEMORY = Memory()


def spin(seconds=30.0):
    """Keeps Python busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def watched(run, seconds=0.05, tell=lambda _: None):
    """What ``run`` returns under this budget."""
    watch = Watch(Budget(seconds, ROOMY), MEMORY, tell)
    watch.report = lambda: "so far"
    with watch.watching():
        return limited(run)


def code_of(run):
    with pytest.raises(LimitError) as caught:
        watched(run)
    return caught.value.code


def test_a_loop_without_end_is_ended():
    assert code_of(spin) == "limit-time"


def test_what_swallows_the_error_is_told_again():
    swallowed = []

    def stubborn():
        for _ in range(3):
            try:
                spin()
            except LimitError as error:
                swallowed.append(error)
        spin()

    assert code_of(stubborn) == "limit-time"
    assert len(swallowed) == 3


def recording(seconds, whole):
    """Keeps Python busy in what the tape does, and says so at its end."""
    scope = {"__name__": "app.tape.tape", "time": time}
    exec("def record(end, whole):\n    while time.monotonic() < end:\n        pass\n    whole.append(True)", scope)
    scope["record"](time.monotonic() + seconds, whole)


def test_what_is_being_recorded_is_recorded_whole():
    whole = []

    def run():
        recording(0.3, whole)
        whole.append(False)

    assert code_of(run) == "limit-time"
    assert whole == [True]
    assert sys.gettrace() is None


def test_what_is_recorded_for_too_long_is_ended_all_the_same():
    began = time.monotonic()
    assert code_of(lambda: recording(60, [])) == "limit-time"
    assert time.monotonic() - began < 30


def test_an_error_in_a_destructor_does_not_count():
    class Lingering:
        def __del__(self):
            with suppress(LimitError):
                spin(4 * TICK_SECONDS)

    def run():
        Lingering()
        spin()

    assert code_of(run) == "limit-time"


def test_only_the_run_is_ended():
    watch = Watch(Budget(0, ROOMY), MEMORY, lambda _: None)
    with watch.watching():
        spin(3 * TICK_SECONDS)
        assert limited(lambda: 7) == 7
        spin(3 * TICK_SECONDS)
    spin(2 * TICK_SECONDS)


def test_progress_is_told_at_most_ten_times_a_second_and_only_while_it_runs():
    told = []
    watched(lambda: spin(6.5 * TICK_SECONDS), 60, told.append)
    assert set(told) == {"so far"}
    assert len(told) <= 6


def test_a_short_run_tells_nothing():
    told = []
    watched(lambda: 7, 60, told.append)
    assert told == []


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (MemoryError(), "limit-memory"),
        (RecursionError(), "limit-recursion"),
        (
            RunError("torch-refused", Span(1, 2), {"torch": "DefaultCPUAllocator: can't allocate memory"}),
            "limit-memory",
        ),
        (RunError("python-error", Span(1, 2), {"torch": "MemoryError: "}), "limit-memory"),
    ],
)
def test_every_way_to_run_out_has_one_name(problem, code):
    def run():
        raise problem

    assert code_of(run) == code


def test_other_errors_stay_what_they_are():
    def run():
        raise RunError("torch-refused", None, {"torch": "shapes cannot be multiplied"})

    with pytest.raises(RunError, match="torch-refused"):
        watched(run)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space")
def test_memory_ends_where_the_budget_does():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    try:
        watch = Watch(Budget(60, 64), MEMORY, lambda _: None)
        with watch.watching(), pytest.raises(LimitError, match="limit-memory"):
            limited(lambda: bytearray(256 * 2**20))
        with watch.watching():
            assert len(limited(lambda: bytearray(16 * 2**20))) == 16 * 2**20
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
