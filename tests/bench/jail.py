"""What the jail costs: to fork a worker into it, its private memory, and a request. ``python -m tests.bench.jail``.

Workers with and without a jail take turns on one machine; figures are medians, in milliseconds.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from app.runner.jail import WALLS
from app.runner.pool import Pool
from tests.runner.jail.pools import opened, processes

WORKERS, REQUESTS, ROUNDS = 40, 200, 5
Q = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}


def milliseconds(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.2f}"


async def forks(pool: Pool) -> list[float]:
    """Seconds until a worker has said that it is ready, for each of many."""
    taken = []
    for _ in range(WORKERS):
        began = time.perf_counter()
        worker = await pool._starter.start()
        taken.append(time.perf_counter() - began)
        worker.kill()
        worker.writer.close()
        await asyncio.sleep(0.01)
    return taken


async def requests(pool: Pool) -> list[float]:
    """Seconds that a worker takes for Q, each time."""
    return [(await pool.run("trace", Q, "en")).seconds for _ in range(REQUESTS)]


def private_megabytes(pid: int) -> float:
    """Memory that a process shares with nobody (proc(5), smaps_rollup)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    told = {name: value.split() for name, _, value in (line.partition(":") for line in lines[1:])}
    return sum(int(told[name][0]) for name in ("Private_Clean", "Private_Dirty")) / 1024


async def main() -> None:
    """Measure, and print."""
    settings: dict[str, Any] = {"runs_per_worker": 10**6}
    async with AsyncExitStack() as stack:
        pools = {}
        for name, jail, needed in (("jailed", "", WALLS), ("without", "none", ())):
            pools[name] = await stack.enter_async_context(opened(jail, needed=needed, **settings))
            await requests(pools[name])
        memory = {name: private_megabytes(processes(pool)[1]) for name, pool in pools.items()}
        forked: dict[str, list[float]] = {name: [] for name in pools}
        asked: dict[str, list[float]] = {name: [] for name in pools}
        for _ in range(ROUNDS):
            for name, pool in pools.items():
                forked[name] += await forks(pool)
                asked[name] += await requests(pool)
        for name in pools:
            print(
                f"{name}: fork until ready {milliseconds(forked[name])} ms, a request {milliseconds(asked[name])} ms, "
                f"private memory after {REQUESTS} requests {memory[name]:.1f} MB"
            )


if __name__ == "__main__":
    asyncio.run(main())
