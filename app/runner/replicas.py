"""The evaluator on Ray Serve: each replica, on whatever machine, holds a pool of jailed workers like the one here."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any

from app.errors import CallerError, LimitError, OwnError, Span
from app.runner.cluster import Cluster
from app.runner.evaluator import Counts, Evaluator, Task, Told
from app.runner.frames import Answer
from app.runner.pool import RETRY_SECONDS, Pool, not_ready
from app.runner.start import needed, starter
from app.settings import Settings
from app.words import Language

TRIES = 2  # a run whose replica is gone is given to another one, once
LOOK_SECONDS = 5.0  # between two looks at how many replicas run; RETRY_SECONDS while there is none

DONE = ("killed", "crashed", "retired", "runs", "seconds")  # of the counts: what a replica has done

Wire = dict[str, Any]  # plain data under one of the keys accepted, progress, answer, limit, caller

log = logging.getLogger("tapedeck.runner")


class Replica:
    """What is deployed. Ray Serve makes it, configures it in the loop that it will be called in, then calls it."""

    def __init__(self) -> None:
        self._pool: Pool | None = None
        self._told = asdict(Counts())

    async def reconfigure(self, settings: dict[str, Any]) -> None:
        """Open the pool; returns when it has run a program, which is when Serve begins to send some."""
        decided = Settings(**settings)
        self._pool = Pool(starter(needed(decided)), decided)
        self._pool.open()
        await self._pool.run("trace", {"source": "1"}, "en")

    async def __call__(self, task: Task, request: dict[str, Any], lang: Language) -> AsyncIterator[Wire]:
        """That the run is taken on, its progress, its outcome. Cancelling it frees the worker."""
        assert self._pool
        told: asyncio.Queue[bytes | None] = asyncio.Queue()
        running = asyncio.create_task(_outcome(self._pool, task, request, lang, told.put_nowait))
        running.add_done_callback(lambda _: told.put_nowait(None))
        try:
            yield {"accepted": True}
            while (line := await told.get()) is not None:
                yield {"progress": line}
            yield running.result() | {"done": self._done(self._pool.counts)}
        finally:
            running.cancel()

    def _done(self, counts: Counts) -> dict[str, float]:
        """What was done since anybody was last told: each server hears of another part, all together hear of all."""
        before, self._told = self._told, asdict(counts)
        return {name: self._told[name] - before[name] for name in DONE}


async def _outcome(pool: Pool, task: Task, request: dict[str, Any], lang: Language, told: Told) -> Wire:
    try:
        answer = await pool.run(task, request, lang, told)
    except LimitError as error:
        span = error.span and tuple(error.span)
        return {"limit": {"code": error.code, "span": span, "facts": error.facts, "seconds": error.seconds}}
    except CallerError as error:
        return {"caller": {"code": error.code, "status": error.status, "facts": error.facts}}
    return {"answer": answer._asdict()}


def _received(wire: Wire) -> Answer:
    """The answer that came, or the error raised again that came instead."""
    if "limit" in wire:
        told = wire["limit"]
        error = LimitError(told["code"], told["span"] and Span(*told["span"]), told["facts"])
        error.seconds = told["seconds"]
        raise error
    if "caller" in wire:
        raise CallerError(**wire["caller"])
    return Answer(**wire["answer"])


class Replicas(Evaluator):
    """Replicas on Ray Serve, as many as ``settings.ray_replicas``, each with ``settings.workers`` of its own.

    Made and used in one event loop. What Ray does in calls that block is done in one thread beside it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cluster = Cluster(settings, Replica)
        self._thread = ThreadPoolExecutor(1, "ray")
        self._most = settings.ray_replicas * (settings.workers + settings.queue_length)
        self._counts = Counts()
        self._under_way = 0
        self._running = 0
        self._deployed = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether a replica ran when last looked at."""
        return self._running > 0

    @property
    def counts(self) -> Counts:
        """The numbers of this moment, as far as this server has heard."""
        settings = self._settings
        busy = min(self._under_way, self._running * settings.workers)
        living = self._running * (settings.workers + settings.spare_workers)
        return replace(self._counts, busy=busy, waiting=self._under_way - busy, living=living)

    def open(self) -> None:
        """Begin to connect and to deploy."""
        self._attending = asyncio.create_task(self._attend())

    async def close(self) -> None:
        """Leave Ray; end it where it was started for this server. Runs that are under way fail."""
        self._attending.cancel()
        self._running = 0
        await asyncio.get_running_loop().run_in_executor(self._thread, self._cluster.close)
        self._thread.shutdown()

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """A replica's answer to ``request``; raises what ``Runner.run`` raises."""
        if self._under_way >= self._most:
            raise CallerError("queue-full", 503, {"seconds": RETRY_SECONDS})
        self._under_way += 1
        try:
            return await self._tried(task, request, lang, told)
        finally:
            self._under_way -= 1

    async def _tried(self, task: Task, request: dict[str, Any], lang: Language, told: Told) -> Answer:
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                await self._deployed.wait()
        except TimeoutError:
            raise not_ready() from None
        from ray.exceptions import RayError, RayTaskError  # noqa: PLC0415 (optional; the cluster has imported it)
        from ray.serve.exceptions import RayServeException  # noqa: PLC0415

        for _ in range(TRIES):
            try:
                return await self._exchange(task, request, lang, told)
            except RayTaskError:  # a mistake of ours, not of the machine
                raise
            except RayError:
                log.warning("replica gone while running")
            except (TimeoutError, RayServeException):
                raise not_ready() from None
        raise LimitError("limit-process")

    async def _exchange(self, task: Task, request: dict[str, Any], lang: Language, told: Told) -> Answer:
        """One try. ``TimeoutError`` where no replica takes it on."""
        async with asyncio.timeout(self._settings.start_seconds) as waiting:
            response = self._cluster.handle.remote(task, request, lang)
            try:
                async for wire in response:
                    waiting.reschedule(None)
                    if "progress" in wire:
                        told(wire["progress"])
                    elif "accepted" not in wire:
                        self._hear(wire["done"])
                        return _received(wire)
            finally:
                response.cancel()
        raise OwnError("a replica ended without an outcome")

    def _hear(self, done: dict[str, float]) -> None:
        for name, more in done.items():
            setattr(self._counts, name, getattr(self._counts, name) + more)

    async def _attend(self) -> None:
        """Look again and again how many replicas there are; looking brings about what is missing."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                self._running = await loop.run_in_executor(self._thread, self._cluster.running)
                self._deployed.set()
                _take_back_the_signal()
            except Exception:  # whatever it is, it may be gone by the next look
                log.exception("no replicas")
                self._running = 0
            await asyncio.sleep(LOOK_SECONDS if self._running else RETRY_SECONDS)


def _take_back_the_signal() -> None:
    """Let SIGTERM mean again what it meant before Ray, connecting, put a handler that ends the process below Python's."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGTERM))
