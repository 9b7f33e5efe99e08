"""A server as a person starts it, ``tapedeck serve`` in a process of its own, with the processes that belong to it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

END_SECONDS = 60
UNBOUNDED = {
    "port": 0,
    "client_seconds": 0,
    "lessons_ahead": False,
}  # a free port; and one test is one client, who may ask for more than most


@dataclass(frozen=True)
class Process:
    """One process as the system tells of it."""

    pid: int
    born: int  # in the system's ticks: a pid that is given again belongs to another process
    state: str  # Z: ended, and nobody has asked how

    @property
    def megabytes(self) -> float:
        """Resident memory but for mapped files, of which a worker touches ever more; 0 where the process is gone."""
        try:
            _, resident, mapped, *_ = map(int, Path(f"/proc/{self.pid}/statm").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            return 0.0
        return (resident - mapped) * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def descriptors(self) -> int:
        """How many files and sockets it has open; 0 where it is gone."""
        try:
            return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())
        except (FileNotFoundError, ProcessLookupError):
            return 0


@dataclass(frozen=True)
class Served:
    """A server that listens and can run programs. ``client`` speaks to it; ``log`` is what it said on standard error."""

    pid: int
    address: str  # http://127.0.0.1:<port>
    client: httpx.Client
    log: IO[bytes]

    def processes(self) -> tuple[Process, Process, list[Process]]:
        """The server, its template and its workers, those included that have ended and are not buried."""
        everybody = _everybody()
        (template,) = _children(everybody, self.pid)
        return everybody[self.pid][1], template, _children(everybody, template.pid)

    def said(self) -> str:
        """The log so far."""
        self.log.flush()
        return Path(self.log.name).read_text()


@contextmanager
def serving(**settings: object) -> Iterator[Served]:
    """A server with ``settings`` (those of ``app/settings.py``) on a free port; ended by its process id."""
    told = {f"TAPEDECK_{name.upper()}": str(value) for name, value in (UNBOUNDED | settings).items()}
    command = [sys.executable, "-m", "app.cli", "serve", "--lang", "en"]
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | told)
        assert process.stdout
        try:
            address = process.stdout.readline().removeprefix("Tapedeck: ").strip()
            assert address, f"the server ended while it started:\n{Path(log.name).read_text()}"
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                yield Served(process.pid, address, client, log)
        finally:
            process.terminate()
            process.wait(END_SECONDS)
            process.stdout.close()


def _everybody() -> dict[int, tuple[int, Process]]:
    """Every process of this machine, with the id of the one that started it."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            fields = stat.rpartition(")")[2].split()  # a process may be called anything, but nothing follows its name
            pid = int(folder.name)
            found[pid] = int(fields[1]), Process(pid, int(fields[19]), fields[0])
    return found


def _children(everybody: dict[int, tuple[int, Process]], pid: int) -> list[Process]:
    return [process for parent, process in everybody.values() if parent == pid]
