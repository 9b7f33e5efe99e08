"""The pool: hands each request to a waiting worker, bounds the queue and the time, replaces what was killed."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import orjson

from app.errors import CallerError, LimitError
from app.runner.evaluator import Evaluator, Task, Told
from app.runner.frames import GRACE_SECONDS, PROGRESS, Answer, frame, read_frame_async, unpack
from app.runner.start import Starter, StartError, Worker
from app.settings import Settings
from app.words import Language

RETRY_SECONDS = 1  # what a caller is told to wait, and the pool before it tries again to start a worker
MOST_PATIENT_SECONDS = 60.0

log = logging.getLogger("tapedeck.runner")


class Pool(Evaluator):
    """Worker processes for ``settings.workers`` runs at a time, and spare ones that take a killed one's place at once.

    Made and used in one event loop. ``open`` returns at once; requests wait until the first worker is ready.
    """

    def __init__(self, starter: Starter, settings: Settings) -> None:
        self._starter = starter
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.workers)
        self._waiting = 0
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._living: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether a worker is there to run a program."""
        return bool(self._living)

    def open(self) -> None:
        """Begin to start the workers."""
        for _ in range(self._settings.workers + self._settings.spare_workers):
            self._start_one()

    async def close(self) -> None:
        """End every process. Runs that are under way fail."""
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in list(self._living):
            self._end(worker)
        await self._starter.close()

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """A worker's answer to ``request``; raises what ``Evaluator.run`` raises."""
        if self._slots.locked() and self._waiting >= self._settings.queue_length:
            raise CallerError("queue-full", 503, {"seconds": RETRY_SECONDS})
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            worker = await self._take()
            limits = {"seconds": self._settings.run_seconds, "megabytes": self._settings.run_megabytes}
            order = {"task": task, "lang": lang, **limits, "request": request}
            return await self._exchange(worker, orjson.dumps(order), told)
        finally:
            self._slots.release()

    async def _take(self) -> Worker:
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                while (worker := await self._idle.get()).reader.at_eof():
                    log.warning("worker gone while waiting")
                    self._replace(worker)
                return worker
        except TimeoutError:
            raise CallerError("not-ready", 503, {"seconds": RETRY_SECONDS}) from None

    async def _exchange(self, worker: Worker, payload: bytes, told: Told) -> Answer:
        reusable = False
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._settings.run_seconds + GRACE_SECONDS):
                worker.writer.write(frame(payload))
                await worker.writer.drain()
                while (answer := unpack(await read_frame_async(worker.reader))).status == PROGRESS:
                    told(answer.body)
            worker.runs += 1
            reusable = worker.runs < self._settings.runs_per_worker and not answer.last
        except TimeoutError:
            log.warning("worker killed: over its time")
            raise LimitError("limit-time", facts={"seconds": self._settings.run_seconds}) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            log.warning("worker gone while running")
            raise LimitError("limit-process") from None
        else:
            return answer._replace(seconds=time.perf_counter() - began)
        finally:
            if reusable:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        self._end(worker)
        self._start_one()

    def _end(self, worker: Worker) -> None:
        self._living.discard(worker)
        worker.kill()
        worker.writer.close()

    def _start_one(self) -> None:
        task = asyncio.create_task(self._start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        """Start a worker and let it wait for work; keep trying, ever less often: nothing can be done without one."""
        pause = float(RETRY_SECONDS)
        while True:
            try:
                worker = await self._starter.start()
            except (StartError, OSError):
                log.exception("no worker")
                await asyncio.sleep(pause)
                pause = min(2 * pause, MOST_PATIENT_SECONDS)
            else:
                self._living.add(worker)
                self._idle.put_nowait(worker)
                return
