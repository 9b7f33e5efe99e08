"""The pool: hands each request to a waiting worker, bounds the queue and the time, replaces whatever ends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any, TypeAlias

import orjson

from app.errors import CallerError, LimitError
from app.runner.evaluator import Counts, Evaluator, Task, Told
from app.runner.frames import GRACE_SECONDS, PROGRESS, Answer, frame, read_frame_async, unpack
from app.runner.start import Starter, StartError, Worker
from app.settings import Settings
from app.words import Language

RETRY_SECONDS = 1  # what a caller is told to wait, and the pool before it tries again to start a worker
MOST_PATIENT_SECONDS = 60.0
MOST_LINES = 20  # of progress in a second; a worker tells half as many

Promised: TypeAlias = "asyncio.Future[Worker]"

log = logging.getLogger("tapedeck.runner")


class Pool(Evaluator):
    """Worker processes for ``settings.workers`` runs at a time, and spare ones that take an ended one's place at once.

    Made and used in one event loop. ``open`` returns at once; requests wait until the first worker is ready, and are
    served in the order in which they came.
    """

    def __init__(self, starter: Starter, settings: Settings) -> None:
        self._starter = starter
        self._settings = settings
        self._counts = Counts()
        self._waiting: deque[Promised] = deque()  # requests
        self._unlucky: deque[Promised] = deque()  # runs that lost their worker: the next that is started is theirs
        self._idle: deque[Worker] = deque()
        self._living: dict[Worker, asyncio.Task[bytes]] = {}  # what each says next
        self._starting: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def ready(self) -> bool:
        """Whether a worker is there to run a program."""
        return bool(self._living)

    @property
    def counts(self) -> Counts:
        """The numbers of this moment."""
        return replace(self._counts, busy=self._busy, waiting=len(self._waiting), living=len(self._living))

    @property
    def _busy(self) -> int:
        return len(self._living) - len(self._idle)

    def open(self) -> None:
        """Begin to start the workers."""
        for _ in range(self._settings.workers + self._settings.spare_workers):
            self._start_one()

    async def close(self) -> None:
        """End every process. Runs that are under way fail."""
        self._closed = True
        starting, saying = [*self._starting], [*self._living.values()]
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
        for promised in (*self._waiting, *self._unlucky):
            if not promised.done():
                promised.set_exception(not_ready())
        for worker in [*self._living]:
            self._end(worker)
        await asyncio.gather(*saying, return_exceptions=True)
        await self._starter.close()

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """A worker's answer to ``request``; raises what ``Runner.run`` raises."""
        if self._busy + len(self._waiting) >= self._settings.workers + self._settings.queue_length:
            raise CallerError("queue-full", 503, {"seconds": RETRY_SECONDS})
        limits = {"seconds": self._settings.run_seconds, "megabytes": self._settings.run_megabytes}
        order = frame(orjson.dumps({"task": task, "lang": lang, **limits, "request": request}))
        try:
            return await self._exchange(await self._worker(self._waiting), order, told)
        except LimitError as error:
            if error.code != "limit-process":
                raise
            lost = error.seconds
        # Somebody else may have ended the process. What brings a second one down is to blame itself.
        try:
            answer = await self._exchange(await self._worker(self._unlucky), order, told)
        except LimitError as error:
            error.seconds += lost
            raise
        return answer._replace(seconds=answer.seconds + lost)

    async def _worker(self, queue: deque[Promised]) -> Worker:
        """The worker that falls to who waits in ``queue``."""
        if self._closed:
            raise not_ready()
        promised: Promised = asyncio.get_running_loop().create_future()
        queue.append(promised)
        self._serve()
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                return await promised
        except BaseException as error:
            if promised in queue:
                queue.remove(promised)
            elif not promised.cancelled() and promised.exception() is None:
                self._rest(promised.result())
            if isinstance(error, TimeoutError):
                raise not_ready() from None
            raise

    def _serve(self) -> None:
        """Gives workers that wait to requests that wait."""
        while self._waiting and self._idle and self._busy < self._settings.workers:
            promised = self._waiting.popleft()
            if not promised.done():  # else whoever waited has gone
                promised.set_result(self._idle.popleft())

    async def _exchange(self, worker: Worker, order: bytes, told: Told) -> Answer:
        """The worker's answer to ``order``, and what becomes of the worker."""
        counts, began = self._counts, time.perf_counter()
        reusable = False
        try:
            async with asyncio.timeout(self._settings.run_seconds + GRACE_SECONDS):
                worker.writer.write(order)
                await worker.writer.drain()
                answer = await self._answer(worker, told)
            worker.runs += 1
            counts.runs += 1
            reusable = worker.runs < self._settings.runs_per_worker and not answer.last
            counts.retired += not reusable
            return answer._replace(seconds=time.perf_counter() - began)
        except TimeoutError:
            log.warning("worker killed: over its time")
            counts.killed += 1
            raise _limit("limit-time", began, seconds=self._settings.run_seconds) from None
        except asyncio.CancelledError:
            counts.killed += 1
            raise
        except (asyncio.IncompleteReadError, ConnectionError):
            log.warning("worker gone while running")
            counts.crashed += 1
            raise _limit("limit-process", began) from None
        finally:
            counts.seconds += time.perf_counter() - began
            if reusable:
                self._rest(worker)
            else:
                self._replace(worker)

    async def _answer(self, worker: Worker, told: Told) -> Answer:
        """What ``worker`` says at last; ``ConnectionError`` where it raves."""
        for _ in range(ceil(MOST_LINES * (self._settings.run_seconds + GRACE_SECONDS))):
            answer = unpack(await self._said(worker))
            if answer.status != PROGRESS:
                return answer
            told(answer.body)
        raise ConnectionError("more lines than a worker has time for")

    async def _said(self, worker: Worker) -> bytes:
        """The next frame of ``worker``."""
        payload = await self._living[worker]
        self._listen(worker)
        return payload

    def _listen(self, worker: Worker) -> None:
        """Wait for the next frame of ``worker``: of one that has nothing to do only its end can be heard."""
        saying = self._living[worker] = asyncio.create_task(read_frame_async(worker.reader))
        saying.add_done_callback(partial(self._heard, worker))

    def _heard(self, worker: Worker, saying: asyncio.Task[bytes]) -> None:
        if saying.cancelled():
            return
        saying.exception()  # whoever waits for it is told; of an idle worker nobody does
        if worker in self._idle:
            log.warning("worker gone while waiting")
            self._counts.crashed += 1
            self._idle.remove(worker)
            self._replace(worker)

    def _rest(self, worker: Worker) -> None:
        """``worker`` has nothing to do, unless somebody waits, or it has ended meanwhile."""
        if worker not in self._living:  # the pool has closed
            return
        self._idle.append(worker)
        if self._living[worker].done():
            self._heard(worker, self._living[worker])
        self._serve()

    def _replace(self, worker: Worker) -> None:
        if worker in self._living:
            self._end(worker)
            self._start_one()
            self._serve()

    def _end(self, worker: Worker) -> None:
        """The end of ``worker``; whoever still listens to it hears that it has gone."""
        del self._living[worker]
        if worker in self._idle:
            self._idle.remove(worker)
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
                self._listen(worker)
                while self._unlucky:
                    promised = self._unlucky.popleft()
                    if not promised.done():
                        promised.set_result(worker)
                        return
                self._rest(worker)
                return


def not_ready() -> CallerError:
    """For who waited, and no worker came up."""
    return CallerError("not-ready", 503, {"seconds": RETRY_SECONDS})


def _limit(code: str, began: float, **facts: float) -> LimitError:
    error = LimitError(code, facts={**facts})
    error.seconds = time.perf_counter() - began
    return error
