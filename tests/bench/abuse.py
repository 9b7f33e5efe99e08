"""What others notice while a server is abused: ``python -m tests.bench.abuse``, a script, not a test.

The abuses are those of ``tests/attacks``; somebody else asks for a program never asked for before, for ``/healthz`` and for
the operations, one after the other. Linux only; takes a minute.
"""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack

from tests.attacks.abuse import Healthy, burst, connect, endless_body, pipeline, posted, slow_heads
from tests.attacks.wire import built, exchange, written
from tests.promises.invariants import memory
from tests.promises.served import Served, serving

ASKED = 300  # answers, where nothing else ends the measurement
HALF_SENT = 200
TIMES = 20
REFUSED = {
    "100,000 nested arrays": {"unit": "[", "n": 100_000, "close": "]"},
    "10 MB of spaces": {"unit": " ", "n": 10_000_000, "post": '{"source": "x"}'},
    "60,000 digits": {"pre": '{"source": "x", "inputs": {"x": ', "unit": "1", "n": 60_000, "post": "}}"},
    "a sum of 4,000 terms": {"pre": '{"source": "', "unit": "x+", "n": 4000, "post": 'x"}'},
    "500 brackets": {"pre": '{"source": "', "unit": "(", "n": 500, "post": 'x"}'},
    "5,000 signs": {"pre": '{"source": "', "unit": "-", "n": 5000, "post": 'x"}'},
}


def half_sent(server: Served, healthy: Healthy) -> None:
    """Bodies that never come whole, while ``healthy`` goes on."""
    with ExitStack() as stack:
        for number in range(HALF_SENT):
            stream: socket.socket = stack.enter_context(connect(server))
            stream.sendall(posted(server, 7_000_000 + number)[:-1])
        healthy.answered(ASKED)


def measured(server: Served, name: str, first: int, abuse: Callable[[Healthy], object]) -> None:
    """Print one line of the table."""
    before = memory(server)
    with Healthy(server, first) as healthy:
        abuse(healthy)
        healthy.answered(30)
    time.sleep(2)
    seconds = sorted(healthy.seconds)
    p50, p99 = statistics.median(seconds), seconds[min(len(seconds) - 1, int(0.99 * len(seconds)))]
    grown = memory(server) - before
    print(
        f"| {name} | {len(seconds)} | {len(healthy.wrong)} | {1000 * p50:.0f} | {1000 * p99:.0f} | "
        f"{1000 * seconds[-1]:.0f} | {grown:+.0f} |"
    )


def main() -> None:
    with serving(header_seconds=10, client_seconds=120) as server:
        print(
            "| abuse | answers to others | wrong | p50 ms | p99 ms | worst ms | MB after |\n|---|---|---|---|---|---|---|"
        )
        measured(server, "none", 1_000_000, lambda healthy: healthy.answered(ASKED))
        measured(server, "50 heads at a byte a second", 2_000_000, lambda healthy: slow_heads(server, healthy))
        measured(server, "200 half-sent bodies", 3_000_000, lambda healthy: half_sent(server, healthy))
        measured(server, "100 requests pipelined", 4_000_000, lambda _: pipeline(server, 4_500_000))
        measured(server, "a body without end", 5_000_000, lambda _: endless_body(server))
        measured(server, "2,000 programs, 200 at once", 6_000_000, lambda _: burst(server, 6_500_000))
        print("\n| refused | status | median ms |\n|---|---|---|")
        symbols = {"{HOST}": server.client.base_url.netloc.decode()}
        for name, body in REFUSED.items():
            request = {"method": "POST", "path": "/api/v1/traces", "headers": {"content-type": "application/json"}}
            sent = written(request | {"body": built(body)}, symbols)
            seconds = []
            for _ in range(TIMES):
                began = time.perf_counter()
                (answer,) = exchange(server.address, sent)
                seconds.append(time.perf_counter() - began)
            print(f"| {name} | {answer.status} | {1000 * statistics.median(seconds):.0f} |")


if __name__ == "__main__":
    main()
