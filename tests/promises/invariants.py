"""What holds after anything that anybody sent: the same server, healthy at once, right at once, grown by nothing.

with serving(workers=2) as server:
    kept = Invariants(server)
    ...                                   # whatever is done to it
    kept.check()
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from tests.promises.served import Process, Served

HEALTHY_SECONDS = 1.0
GROWTH_MEGABYTES = 50.0
MORE_DESCRIPTORS = 8  # connections that the server has not closed yet
SETTLING_SECONDS = 30.0

other_numbers = itertools.count(2)  # no request is asked twice: none is answered from the store


class Invariants:
    """How the processes of ``server`` were, and whether they still are. Linux only: it is read from ``/proc``."""

    def __init__(self, server: Served) -> None:
        self.server = server
        for _ in range(4):
            assert_right(server)  # what is made on first use is there
        self.main, self.template, workers = server.processes()
        self.workers = len(workers)
        self.before = memory(server)
        self.sizes = " + ".join(f"{one.megabytes:.0f}" for one in self._processes())
        self.descriptors = self.main.descriptors, self.template.descriptors

    def check(self, megabytes: float = GROWTH_MEGABYTES) -> None:
        """Every invariant; ``megabytes`` is what all processes together may have grown by."""
        assert_healthy(self.server)
        assert_right(self.server)
        main, template, _ = self.server.processes()
        assert (main.pid, main.born) == (self.main.pid, self.main.born), "another server process"
        until(self._all_there, "as many workers as before, and no zombie")
        until(lambda: self._no_more_descriptors(template), "no growth of open files")
        grown = memory(self.server) - self.before
        now = " + ".join(f"{one.megabytes:.0f}" for one in self._processes())
        assert grown < megabytes, f"grown by {grown:.0f} MB from {self.sizes} to {now} (server, template, workers)"

    def _processes(self) -> list[Process]:
        main, template, workers = self.server.processes()
        return [main, template, *workers]

    def _all_there(self) -> bool:
        everybody = self._processes()
        return len(everybody) == self.workers + 2 and "Z" not in {one.state for one in everybody}

    def _no_more_descriptors(self, template: Process) -> bool:
        main, made = self.descriptors
        return self.main.descriptors <= main + MORE_DESCRIPTORS and template.descriptors <= made


def memory(server: Served) -> float:
    """Megabytes of the server, its template and its workers together; what workers share with the template counts again."""
    main, template, workers = server.processes()
    return sum(one.megabytes for one in (main, template, *workers))


def assert_healthy(server: Served) -> None:
    """``/healthz`` answers 200 in less than a second."""
    began = time.monotonic()
    status = server.client.get("/healthz").status_code
    taken = time.monotonic() - began
    assert status == 200
    assert taken < HEALTHY_SECONDS, f"/healthz took {taken:.1f} s"


def assert_right(server: Served) -> None:
    """A request that was never asked before is answered as mathematics has it."""
    asked = question(next(other_numbers))
    answer = server.client.post("/api/v1/traces", json=asked)
    assert answer.status_code == 200, answer.text
    assert gradients(answer.json()) == expected(asked)


def question(number: int) -> dict[str, object]:
    """Q = 3a³ − b² with an input of its own for every ``number``."""
    return {"source": "Q = 3a³ − b²", "inputs": {"a": [2, number], "b": [6, 4]}}


def expected(asked: dict[str, object]) -> dict[str, list[float]]:
    """The gradients of a ``question``: 9a² and −2b."""
    inputs = asked["inputs"]
    assert isinstance(inputs, dict)
    return {"a": [9.0 * a * a for a in inputs["a"]], "b": [-2.0 * b for b in inputs["b"]]}


def gradients(trace: dict[str, object]) -> dict[str, list[float]]:
    """``.grad`` of the inputs in a trace of ``question``."""
    values, variables = trace["values"], trace["variables"]
    assert isinstance(values, list)
    assert isinstance(variables, dict)
    return {name: values[variables[name]["grad"]]["data"] for name in ("a", "b")}


def until(condition: Callable[[], bool], what: str, seconds: float = SETTLING_SECONDS) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it did not come to be: {what}"
        time.sleep(0.02)
