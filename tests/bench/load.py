"""Requests a second and how long they take, beside bare endpoints: `python -m tests.bench.load`, a script, not a test.

All servers run at once and are asked in turn, in many short rounds, so that what else the machine does falls on all of
them alike; medians are told. wrk asks (`apt-get install wrk`); it shares the cores with what it measures, so its own
processor time is told too. Takes four minutes, Linux only.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import orjson

from app.places import ROOT

ROUNDS = 8
SECONDS = 2  # of one measurement
AT_ONCE = 16  # connections, each with one request under way
IDENTICAL = 200
LOOK_SECONDS = 0.1
RUNS = 500  # before memory is looked at
TICKS = os.sysconf("SC_CLK_TCK")  # of a process' time in /proc, each second
SCRIPT = Path(__file__).with_suffix(".lua")
Q = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}
NEVER_THE_SAME = count(step=100_000)


@dataclass
class Row:
    """One line of the table: what is asked of whom, and what was seen in every round."""

    name: str
    server: Server
    path: str
    asks: str  # as load.lua calls it
    connections: int = AT_ONCE
    given: dict[str, str] = field(default_factory=dict)
    seen: list[dict[str, float]] = field(default_factory=list)

    def median(self, what: str) -> float:
        return statistics.median(one[what] for one in self.seen)


@dataclass
class Server:
    """A server process and what belongs to it."""

    process: subprocess.Popen[str]
    address: str

    def spent(self) -> dict[int, float]:
        """Processor seconds of the process that is asked, and then of all that it started and that still live."""
        found = {}
        for pid in family(self.process.pid):
            with suppress(OSError):  # it has ended meanwhile
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                found[pid] = (int(fields[11]) + int(fields[12])) / TICKS
        return found


def family(pid: int) -> Iterator[int]:
    """The process and everything that it started and that still lives."""
    yield pid
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from family(int(child))


@contextmanager
def serving(*command: str, **settings: str) -> Iterator[Server]:
    """A server that prints its address when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | {f"TAPEDECK_{name.upper()}": value for name, value in settings.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a line of log for each request
        text=True,
    )
    try:
        assert process.stdout
        yield Server(process, next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line))))
    finally:
        process.terminate()
        process.wait(timeout=30)


def ours(workers: int) -> AbstractContextManager[Server]:
    """Our server; one client may ask for all that it can do."""
    command = ("app.cli", "serve", "--port", "0", "--lang", "en")
    return serving(*command, workers=str(workers), client_seconds="0")


def ask(row: Row) -> dict[str, float]:
    """One round of ``row``."""
    asked = {"ASKS": row.asks, "FIRST": str(next(NEVER_THE_SAME))} | row.given
    began = row.server.spent()
    spent: dict[int, float] = {}
    before = os.times()
    with subprocess.Popen(
        ["wrk", "-t1", f"-c{row.connections}", f"-d{SECONDS}s", "--script", SCRIPT, row.server.address + row.path],
        env=os.environ | asked, stdout=subprocess.PIPE, text=True,
    ) as wrk:  # fmt: skip
        while wrk.poll() is None:
            spent |= row.server.spent()  # again and again, for a worker is replaced after its 2,000 runs
            time.sleep(LOOK_SECONDS)
        assert wrk.stdout
        told = wrk.stdout.read()
    after = os.times()
    spent |= row.server.spent()
    seen: dict[str, float] = orjson.loads(told.splitlines()[-1])
    assert not seen["failed"], f"{row.name}: {told}"
    web, *workers = (seconds - began.get(pid, 0) for pid, seconds in spent.items())
    generator = after.children_user + after.children_system - before.children_user - before.children_system
    return seen | {
        "rate": seen["requests"] / seen["seconds"],
        "web": 1e3 * web / seen["requests"],
        "workers": 1e3 * sum(workers) / seen["requests"],
        "wrk": generator / seen["seconds"] / (os.cpu_count() or 1),
    }


def kept(server: Server) -> tuple[str, str]:
    """Path and ETag of Q, asked for once; and whether all is as it should be."""
    with httpx.Client(base_url=server.address, timeout=60, headers={"Accept-Encoding": "identity"}) as client:
        answer = client.post("/api/v1/traces", json=Q)
        trace = answer.raise_for_status().json()
        assert trace["values"][trace["variables"]["Q"]["value"]]["data"] == [-12.0, 65.0]
        path, etag = answer.headers["Content-Location"], answer.headers["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    return path, etag


async def identical(server: Server) -> int:
    """The evaluations that the same new request costs which so many ask at once."""
    before = evaluations(server)
    request = Q | {"inputs": {"a": [2, 3], "b": [6, -1]}}
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=IDENTICAL), timeout=60) as client:
        asked = (client.post(f"{server.address}/api/v1/traces", json=request) for _ in range(IDENTICAL))
        answers = await asyncio.gather(*asked)
    assert len({answer.raise_for_status().content for answer in answers}) == 1
    return evaluations(server) - before


def evaluations(server: Server) -> int:
    """How many there have been."""
    told = httpx.get(f"{server.address}/metrics").raise_for_status().text
    return sum(
        int(float(number)) for number in re.findall(r"^tapedeck_evaluations_total\{.*\} (\S+)$", told, re.MULTILINE)
    )


def memory(server: Server) -> list[str]:
    """Megabytes of each of its processes after some runs: resident, and of that what it shares with no other."""
    with httpx.Client(base_url=server.address, timeout=60) as client:  # wrk leaves in the middle, which ends a worker
        for number in range(RUNS):
            client.post("/api/v1/traces", json=Q | {"inputs": {"a": number}}).raise_for_status()
    told = []
    for pid in family(server.process.pid):
        fields = dict(re.findall(r"^(\w+): +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE))
        own = int(fields["Private_Clean"]) + int(fields["Private_Dirty"])
        told.append(f"{int(fields['Rss']) / 1024:.0f} ({own / 1024:.0f})")
    return told


def print_table(rows: list[Row]) -> None:
    """As it stands in docs/benchmarks.md. The first two rows are what those like them are compared with."""
    print("| | requests a second | of the same code | of plain torch | p50 | p95 | p99 | web process | workers | wrk |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    same, plain = rows[:2]
    for row in rows:
        alike = (row.asks, row.connections) == (same.asks, same.connections)
        cells = [
            f"{row.median('rate'):,.0f}",
            *(f"{row.median('rate') / other.median('rate'):.2f}" if alike else "" for other in (same, plain)),
            *(f"{row.median(name):.1f}" for name in ("p50", "p95", "p99")),
            *(f"{row.median(name):.2f}" for name in ("web", "workers")),
            f"{row.median('wrk'):.0%}",
        ]
        print(f"| {row.name} | {' | '.join(cells)} |")


def main() -> None:
    """Ask all, print the table."""
    assert shutil.which("wrk"), "apt-get install wrk"
    with ExitStack() as stack:
        bare = stack.enter_context(serving("tests.bench.bare"))
        one, two = (stack.enter_context(ours(workers)) for workers in (1, 2))
        (path, etag), traces = kept(one), "/api/v1/traces"
        rows = [
            Row("bare endpoint, the same code in its process", bare, "/same", "fresh"),
            Row("bare endpoint, plain torch", bare, "/plain", "fresh"),
            Row("**never asked before**, one worker", one, traces, "fresh"),
            Row("**never asked before**, two workers", two, traces, "fresh"),
            Row("**kept**, POST", one, traces, "same"),
            Row("**kept**, GET", one, path, "path"),
            Row(
                "**kept**, GET as browsers ask: zstd", one, path, "path", given={"ENCODING": "gzip, deflate, br, zstd"}
            ),
            Row("**kept**, GET, 304", one, path, "path", given={"ETAG": etag}),
            Row("one at a time: bare endpoint, the same code", bare, "/same", "fresh", connections=1),
            Row("one at a time: never asked before", one, traces, "fresh", connections=1),
            Row("one at a time: kept, POST", one, traces, "same", connections=1),
        ]
        for _ in range(ROUNDS):
            for row in rows:
                row.seen.append(ask(row))
        print_table(rows)
        print(f"\nevaluations for {IDENTICAL} times the same at once: {asyncio.run(identical(one))}")
        print(f"MB resident (of them its own) of server, template, workers: {', '.join(memory(one))}")


if __name__ == "__main__":
    main()
