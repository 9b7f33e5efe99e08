"""Workers that are stopped, killed and worn out: whoever asks next gets the right answer."""

import asyncio
import gc
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.errors import LimitError
from app.runner.pool import Pool
from app.runner.start import Spawned, StartError, starter
from app.settings import Settings
from tests.scenes import play

Q = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}
linux = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")


@asynccontextmanager
async def opened(start=None, **limits):
    pool = Pool(start or starter(), Settings(**limits))
    pool.open()
    try:
        yield pool
    finally:
        await pool.close()


async def right(pool):
    """Whether the pool answers Q as torch does."""
    status, body, *_ = await pool.run("trace", Q, "en")
    trace = json.loads(body)
    return status == 200 and trace["values"][trace["variables"]["a"]["grad"]]["data"] == [36, 81]


def processes_of(pool):
    """The forked workers' process ids: what the template has for children."""
    template = pool._starter._template.pid
    return [int(pid) for pid in Path(f"/proc/{template}/task/{template}/children").read_text().split()]


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (what it waits for happens in another process)
            await asyncio.sleep(0.01)


@linux
def test_a_worker_that_hangs_is_cut_and_the_next_request_is_right():
    async def scene():
        async with opened(run_seconds=0.5) as pool:
            assert await right(pool)
            await until(lambda: len(processes_of(pool)) == 2)
            before = processes_of(pool)
            for pid in before:
                os.kill(pid, signal.SIGSTOP)
            with pytest.raises(LimitError, match="limit-time"):
                await pool.run("trace", Q, "en")
            with pytest.raises(LimitError, match="limit-time"):
                await pool.run("trace", Q, "en")
            assert await right(pool)
            await until(lambda: not set(before) & set(processes_of(pool)))

    play(scene())


@linux
def test_a_worker_killed_in_the_middle_of_a_run_is_replaced():
    async def scene():
        async with opened() as pool:
            await until(lambda: pool.ready and len(processes_of(pool)) == 2)
            for pid in processes_of(pool):
                os.kill(pid, signal.SIGSTOP)
            running = asyncio.create_task(pool.run("trace", Q, "en"))
            await asyncio.sleep(0.05)
            (waiting,) = pool._idle._queue
            for pid in processes_of(pool):
                os.kill(pid, signal.SIGKILL)
            with pytest.raises(LimitError, match="limit-process"):
                await running
            await until(waiting.reader.at_eof)
            assert await right(pool)

    play(scene())


@linux
def test_workers_killed_while_they_wait_cost_no_request():
    async def scene():
        async with opened() as pool:
            await until(lambda: pool.ready and len(processes_of(pool)) == 2)
            assert await right(pool)
            workers = list(pool._living)
            for pid in processes_of(pool):
                os.kill(pid, signal.SIGKILL)
            await until(lambda: all(worker.reader.at_eof() for worker in workers))
            assert all([await right(pool) for _ in range(3)])

    play(scene())


@linux
def test_a_template_that_died_is_started_again():
    async def scene():
        async with opened(runs_per_worker=1) as pool:
            assert await right(pool)
            pool._starter._template.kill()
            assert all([await right(pool) for _ in range(4)])

    play(scene())


@linux
def test_a_run_that_nobody_waits_for_any_more_is_killed():
    async def scene():
        async with opened() as pool:
            assert await right(pool)
            await until(lambda: len(processes_of(pool)) == 2)
            before = processes_of(pool)
            for pid in before:
                os.kill(pid, signal.SIGSTOP)
            running = asyncio.create_task(pool.run("trace", Q, "en"))
            await asyncio.sleep(0.05)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            await until(lambda: len(set(before) & set(processes_of(pool))) == 1)
            for pid in set(before) & set(processes_of(pool)):
                os.kill(pid, signal.SIGCONT)
            assert await right(pool)

    play(scene())


@linux
def test_a_worker_ends_after_its_share_of_runs():
    async def scene():
        async with opened(runs_per_worker=2, spare_workers=0) as pool:
            seen = set()
            for _ in range(6):
                assert await right(pool)
                seen |= set(processes_of(pool))
            assert len(seen) >= 3

    play(scene())


@linux
def test_nothing_is_left_when_the_pool_has_closed():
    async def scene():
        async with opened() as pool:
            await until(lambda: pool.ready and len(processes_of(pool)) == 2)
            everybody = [pool._starter._template.pid, *processes_of(pool)]
        await until(lambda: not [pid for pid in everybody if Path(f"/proc/{pid}").exists()])

    play(scene())


@linux
@pytest.mark.parametrize("turns", [0, 1, 5, 200])
def test_a_pool_may_close_while_it_starts(turns):
    async def scene():
        async with opened():
            for _ in range(turns):
                await asyncio.sleep(0.01)

    play(scene())
    gc.collect()  # whatever was not closed would warn here


def test_a_worker_of_its_own_answers_the_same():
    request = {"source": "print({'a', 'b', 'c', 'd', 'e', 'f'})", "language": "torch"}

    async def scene():
        async with opened(Spawned(), spare_workers=0) as pool, opened(spare_workers=0) as other:
            assert await right(pool)
            return [await each.run("trace", request, "en") for each in (pool, other)]

    one, other = play(scene())
    assert one == other


class Scripted:
    """A starter whose workers answer as a test says."""

    def __init__(self, failures=0):
        self.failures = failures
        self.started = 0

    async def start(self):
        self.started += 1
        if self.started <= self.failures:
            raise StartError("as the test says")
        await asyncio.Event().wait()

    async def close(self):
        return


def test_more_requests_than_may_wait_are_sent_away():
    async def scene():
        async with opened(Scripted(), queue_length=2, start_seconds=0.2) as pool:
            answers = await asyncio.gather(*(pool.run("trace", Q, "en") for _ in range(5)), return_exceptions=True)
            assert [error.code for error in answers] == [
                "not-ready",
                "not-ready",
                "not-ready",
                "queue-full",
                "queue-full",
            ]
            assert {error.status for error in answers} == {503}
            assert not pool.ready

    play(scene())


def test_a_start_that_fails_is_tried_again(monkeypatch, caplog):
    monkeypatch.setattr("app.runner.pool.RETRY_SECONDS", 0.01)

    async def scene():
        start = Scripted(failures=3)
        async with opened(start, workers=1, spare_workers=0):
            await until(lambda: start.started == 4)

    play(scene())
    assert [record.getMessage() for record in caplog.records] == ["no worker"] * 3
