"""Promise "a runaway": it ends within 2 s of its budget, with the trace so far where the worker lived."""

from __future__ import annotations

import sys
import time

import pytest

from tests.promises.invariants import Invariants
from tests.promises.served import Served, serving
from tests.runner.test_runaway import ENDLESS, GREEDY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of memory are those of Linux")

SECONDS, MEGABYTES = 1.0, 256
WITHIN_SECONDS = 2.0
FEW = ("a loop in a try", "a hook", "training", "tensors", "printing")


def ends(server: Served, source: str) -> tuple[int, str, bool]:
    """Status and code of the end of a runaway, and whether what it did before is told; fails where that took too long."""
    began = time.monotonic()
    answer = server.client.post("/api/v1/traces", json={"source": f"w = torch.ones(2)\nv = w * 2\n{source}"})
    taken = time.monotonic() - began
    assert taken < SECONDS + WITHIN_SECONDS, f"{taken:.1f} s"
    told = answer.json()
    if answer.status_code == 200:
        return 200, told["error"]["code"], any(step["kind"] == "forward" for step in told["steps"])
    return answer.status_code, told["code"], False


@pytest.mark.parametrize("names", [FEW, pytest.param((*ENDLESS, *GREEDY), marks=pytest.mark.long)], ids=["few", "all"])
def test_a_runaway_ends_within_two_seconds_of_its_budget_with_the_trace_so_far(names):
    with serving(run_seconds=SECONDS, run_megabytes=MEGABYTES) as server:
        kept = Invariants(server)
        for name in names:
            status, code, told = ends(server, (ENDLESS | GREEDY)[name])
            assert (status, code.startswith("limit-"), told) == (200, True, True), name
        kept.check()
