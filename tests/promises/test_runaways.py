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


def ends(server: Served, source: str) -> tuple[int, str, bool, float]:
    """Status and code of the end of a runaway, whether what it did before is told, and how many seconds it took."""
    began = time.monotonic()
    answer = server.client.post("/api/v1/traces", json={"source": f"w = torch.ones(2)\nv = w * 2\n{source}"})
    taken = time.monotonic() - began
    told = answer.json()
    if answer.status_code == 200:
        return 200, told["error"]["code"], any(step["kind"] == "forward" for step in told["steps"]), taken
    return answer.status_code, told["code"], False, taken


@pytest.mark.parametrize("names", [FEW, pytest.param((*ENDLESS, *GREEDY), marks=pytest.mark.long)], ids=["few", "all"])
def test_a_runaway_ends_within_two_seconds_of_its_budget_with_the_trace_so_far(names):
    with serving(run_seconds=SECONDS, run_megabytes=MEGABYTES) as server:
        kept = Invariants(server)
        longest, lost = 0.0, 0
        for name in names:
            status, code, told, taken = ends(server, (ENDLESS | GREEDY)[name])
            assert code.startswith("limit-"), name
            lived = status == 200
            assert told is lived, name
            assert lived or name in GREEDY, name  # to give back what it has taken may take too long, too
            lost += not lived
            assert taken < SECONDS + WITHIN_SECONDS, f"{name} took {taken:.1f} s"
            longest = max(longest, taken)
        sys.stderr.write(
            f"\n{len(names)} runaways, the last ended {longest - SECONDS:.2f} s after its budget, "
            f"{len(names) - lost} with their trace so far\n"
        )
        kept.check()
