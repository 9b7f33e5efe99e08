"""How large a server is and what a run costs: ``python3 -m tests.bench.sizes [runs]`` (Linux). Says memory and CPU time.

CPU time, not the clock, so that what else the machine does matters little. Every request is another one: no answer is
found in the store.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx

TICKS = os.sysconf("SC_CLK_TCK")
SETTINGS = {"TAPEDECK_CLIENT_SECONDS": "0", "TAPEDECK_LESSONS_AHEAD": "0", "TAPEDECK_WORKERS": "2"}
COMMAND = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--lang", "en"]


def children_of(pid: int) -> list[int]:
    """Process ids, whichever thread started them."""
    told = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for children in told for child in children.split()]


def megabytes(pid: int) -> dict[str, float]:
    """What a process maps (Rss), its share of it (Pss), and what is its alone (Private)."""
    rows = re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    kilobytes = {name: int(value) for name, value in rows}
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return {"rss": kilobytes["Rss"] / 1024, "pss": kilobytes["Pss"] / 1024, "private": private / 1024}


def milliseconds(pid: int) -> float:
    """CPU time of a process, its ended children left out."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def sizes(web: int) -> None:
    """Print a line for every process of the server."""
    (template,) = children_of(web)
    named = {"web": web, "template": template} | {f"worker {n}": pid for n, pid in enumerate(children_of(template))}
    for name, pid in named.items():
        size = megabytes(pid)
        print(f"  {name:9} rss {size['rss']:6.0f} MB   pss {size['pss']:6.0f} MB   its own {size['private']:6.0f} MB")
    print(f"  all       pss {sum(megabytes(pid)['pss'] for pid in named.values()):6.0f} MB")


def main(runs: int) -> None:
    """Start a server, look at it, ask it ``runs`` times for Q, look again."""
    server = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True, env=os.environ | SETTINGS)
    try:
        assert server.stdout
        address = server.stdout.readline().removeprefix("Tapedeck: ").strip()
        time.sleep(2)  # until the spare worker is there too
        print("at rest")
        sizes(server.pid)
        (template,) = children_of(server.pid)
        everybody = [server.pid, *children_of(template)]
        before = [milliseconds(pid) for pid in everybody]
        with httpx.Client(base_url=address, headers={"accept-encoding": "gzip"}) as client:
            for seed in range(runs):
                request = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}, "seed": seed}
                client.post("/api/v1/traces", json=request).raise_for_status()
        web, *workers = (milliseconds(pid) - then for pid, then in zip(everybody, before, strict=True))
        cost = (web / runs, sum(workers) / runs)
        print(f"after {runs} different runs of Q")
        sizes(server.pid)
        print(f"  CPU a run: web process {cost[0]:.2f} ms, worker {cost[1]:.2f} ms")
        print(f"  runs a second: {1000 / cost[1]:.0f} a core for workers, {1000 / sum(cost):.0f} a core for all")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000)
