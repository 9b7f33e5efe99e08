"""Promise "load": 200 identical requests at once cost one evaluation."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.promises.invariants import Invariants
from tests.promises.served import Served, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

MANY = 200
TRAINING = """
w = torch.tensor(1.0, requires_grad=True)
for epoch in range(200):
    (w * w).backward()
    w.grad = None
print(w)
"""


def runs(server: Served) -> float:
    """How many runs the server's workers have answered."""
    told = [line.split() for line in server.client.get("/metrics").text.splitlines()]
    counts = [float(line[-1]) for line in told if line[0].startswith("tapedeck_evaluations_total{")]
    assert counts
    return sum(counts)


def test_two_hundred_identical_requests_at_once_are_one_evaluation():
    together = threading.Barrier(MANY)
    with serving() as server:
        kept = Invariants(server)
        before = runs(server)

        def ask(_: int) -> tuple[int, bytes]:
            with httpx.Client(base_url=server.address, timeout=60, trust_env=False) as client:
                client.get("/healthz")  # it is connected
                together.wait()
                answer = client.post("/api/v1/traces", json={"source": TRAINING})
            return answer.status_code, answer.content

        with ThreadPoolExecutor(MANY) as clients:
            answers = set(clients.map(ask, range(MANY)))
        assert [status for status, _ in answers] == [200]
        assert runs(server) - before == 1
        kept.check()
