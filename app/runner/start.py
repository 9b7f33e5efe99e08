"""How a worker comes to life: forked from a warm template on Linux, started as a process of its own elsewhere."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import string
import subprocess
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from app.places import ROOT
from app.runner.frames import ORDER, READY, read_frame_async
from app.runner.jail import NEEDED, Walls
from app.settings import Settings

FORKED_SECONDS = 30  # for a fork to enter its jail, which takes some hundredths of one
LOG_BYTES = 16 * 1024  # a second; a worker has something to tell when it ends by a mistake of ours
PRINTED = bytes(byte if chr(byte) in "\n" + string.printable[:95] else ord("?") for byte in range(256))
INHERITED = ("LD_LIBRARY_PATH", "PATH", "SYSTEMROOT")  # what loading a library needs; no secret reaches a worker


class StartError(Exception):
    """No worker could be started."""


@dataclass(eq=False)
class Worker:
    """The pool's end of a worker process, and the walls around it, as it says itself.

    ``kill`` is called exactly once, whether the process still lives or not.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    kill: Callable[[], None]
    walls: Walls = ()
    runs: int = 0


class Starter(Protocol):
    """Makes workers."""

    async def start(self) -> Worker:
        """A worker that waits for its first frame, or ``StartError``."""

    async def close(self) -> None:
        """Free what the starter itself holds. Its workers are killed by whoever has them."""


def needed(settings: Settings) -> Walls:
    """The walls without which no worker may be used: whoever serves others has all, or has said to know."""
    return () if settings.this_machine_only or settings.i_know_there_is_no_jail else NEEDED


def starter(needed: Walls = ()) -> Starter:
    """The way of this system: torch may be forked on Linux only. A worker without all the walls ``needed`` is none."""
    return Forked(needed) if sys.platform == "linux" else Spawned(needed)


def offered() -> Walls:
    """The walls that this system offers: tried by a process that enters the jail and ends."""
    tried = subprocess.run(_command("app.runner.jail"), stdout=PIPE, env=_environment(), check=False)  # noqa: S603
    return tuple(tried.stdout.decode().split())


def _command(module: str) -> list[str]:
    return [sys.executable, "-P", "-m", module]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    same = {"PYTHONHASHSEED": "0"}  # a set of texts has one order in every worker: equal requests, equal bytes
    return kept | same | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


class Spawned(Starter):
    """Each worker is a process that imports torch for itself and speaks through its standard streams."""

    def __init__(self, needed: Walls = ()) -> None:
        self._needed = needed
        self._processes: list[Process] = []

    async def start(self) -> Worker:
        """A new process."""
        process = await asyncio.create_subprocess_exec(
            *_command("app.runner.worker"), stdin=PIPE, stdout=PIPE, env=_environment()
        )
        self._processes = [one for one in self._processes if one.returncode is None] + [process]
        assert process.stdin
        assert process.stdout

        def kill() -> None:
            with suppress(ProcessLookupError):
                process.kill()

        return await _jailed(Worker(process.stdout, process.stdin, kill), self._needed)

    async def close(self) -> None:
        """Wait for the end of every worker that was killed."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Forked(Starter):
    """Workers are forked from one template process, which is started with the first and again if it should end."""

    def __init__(self, needed: Walls = ()) -> None:
        self._needed = needed
        self._template: Process | None = None
        self._control: socket.socket | None = None
        self._log: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> Worker:
        """A fork of the template."""
        async with self._one_at_a_time:
            control = self._control or await self._start_template()
            ours, theirs = socket.socketpair()
            try:
                with theirs:
                    socket.send_fds(control, [ORDER], [theirs.fileno()])
                pidfd = await _receive_descriptor(control)
            except BaseException as error:
                ours.close()
                if not isinstance(error, OSError):
                    raise
                await self.close()
                raise StartError("the template process ended") from error
            reader, writer = await asyncio.open_connection(sock=ours)

        def kill() -> None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os.close(pidfd)

        async with asyncio.timeout(FORKED_SECONDS):
            return await _jailed(Worker(reader, writer, kill), self._needed)

    async def close(self) -> None:
        """End the template; it ends by itself when its control socket closes, and is killed to be sure."""
        if self._control:
            self._control.close()
        if self._template:
            with suppress(ProcessLookupError):
                self._template.kill()
            await self._template.wait()
        if self._log:
            await self._log  # ends with the last worker, and every worker ends with the template
        self._template = self._control = self._log = None

    async def _start_template(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)  # it is read by the event loop
        self._control = ours
        with theirs:
            self._template = await asyncio.create_subprocess_exec(
                *_command("app.runner.template"),
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the server, which then closes the control socket
            )
        assert self._template.stderr
        self._log = asyncio.create_task(_pass_on(self._template.stderr))
        if await asyncio.get_running_loop().sock_recv(ours, len(READY)) != READY:
            await self.close()
            raise StartError("the template process ended while it started")
        return ours


async def _receive_descriptor(control: socket.socket) -> int:
    """The one file descriptor that comes next; ``OSError`` where the other side has gone."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(control, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(control)
    _, descriptors, _, _ = socket.recv_fds(control, len(ORDER), 1)
    if not descriptors:
        raise ConnectionResetError
    return descriptors[0]


async def _jailed(worker: Worker, needed: Walls) -> Worker:
    """``worker``, when it has said which walls hold; ``StartError`` where it ends before that, or one is missing."""
    held = False
    try:
        worker.walls = tuple((await read_frame_async(worker.reader)).decode().split())
        held = {*needed} <= {*worker.walls}
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise StartError("the worker ended while it started") from error
    finally:
        if not held:
            worker.kill()
            worker.writer.close()
    if not held:
        raise StartError(f"a worker with no walls but {worker.walls}")
    return worker


async def _pass_on(log: asyncio.StreamReader) -> None:
    """Each line that the template and its workers log, to the standard error of this process.

    Not theirs: they may write into no file, and it may be one. Nor as they like: what somebody else has got hold of could
    fill a disk and steer a terminal. So it is ``LOG_BYTES`` a second, the rest is lost, and ASCII that prints.
    """
    rest, end, left = b"", 0.0, 0
    while piece := await log.read(LOG_BYTES):
        if time.monotonic() >= end:
            end, left = time.monotonic() + 1, LOG_BYTES
        lines, newline, rest = (rest + piece).rpartition(b"\n")
        rest = rest[:LOG_BYTES]
        told = (lines + newline)[:left]
        told = told[: told.rfind(b"\n") + 1]
        left -= len(told)
        sys.stderr.write(told.translate(PRINTED).decode("ascii"))
