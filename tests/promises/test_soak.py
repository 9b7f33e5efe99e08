"""Promise "soak": after 10⁵ evaluations the server, its template and its workers are as large as before; no zombie."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import httpx
import pytest

from tests.promises.invariants import Invariants, expected, gradients, memory, other_numbers, question
from tests.promises.served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

CLIENTS = 4
MODEL = """
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr={rate})
x = torch.randn(8, 2)
for epoch in range(3):
    optimizer.zero_grad()
    loss = (model(x) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
"""
FAILS = "a = torch.ones({n})\nb = a @ torch.ones({n} + 1)"
UNREADABLE = "Q = 3a + (  # {n}"
WARM_SHARE = 4  # the first quarter fills the caches and makes every kind of object once


def requests() -> Iterator[dict[str, object]]:
    """Requests that nobody asked before: mostly expressions, every tenth a training, some that fail and that cannot be read."""
    for number in other_numbers:
        match number % 20:
            case 0 | 10:
                yield {"source": MODEL.format(rate=1 / number)}
            case 5:
                yield {"source": FAILS.format(n=number)}
            case 15:
                yield {"source": UNREADABLE.format(n=number)}
            case _:
                yield question(number)


@pytest.mark.parametrize("evaluations", [2_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_server_that_evaluates_for_long_does_not_grow(evaluations):
    asked = requests()
    with serving(workers=2, runs_per_worker=500, cache_bytes=8 * 2**20) as server:

        def ask(wanted: list[dict[str, object]]) -> None:
            with httpx.Client(base_url=server.address, timeout=60, trust_env=False) as client:
                for request in wanted:
                    answer = client.post("/api/v1/traces", json=request)
                    unreadable = str(request["source"]).startswith(UNREADABLE[:9])
                    assert answer.status_code == (422 if unreadable else 200), answer.text
                    if "inputs" in request:
                        assert gradients(answer.json()) == expected(request)

        def evaluate(count: int) -> None:
            with ThreadPoolExecutor(CLIENTS) as clients:
                for done in clients.map(ask, [[*islice(asked, count // CLIENTS)] for _ in range(CLIENTS)]):
                    assert done is None

        began = time.monotonic()
        evaluate(evaluations // WARM_SHARE)
        kept = Invariants(server)
        for _ in range(WARM_SHARE - 1):
            evaluate(evaluations // WARM_SHARE)
        taken = time.monotonic() - began
        grown = memory(server) - kept.before
        sys.stderr.write(
            f"\n{evaluations} evaluations in {taken:.0f} s: {kept.before:.0f} MB after a quarter of them, "
            f"grown by {grown:.1f} MB since\n"
        )
        kept.check()
