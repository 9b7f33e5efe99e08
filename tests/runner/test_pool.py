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
from app.runner.frames import Answer, frame, pack
from app.runner.pool import Pool
from app.runner.start import Spawned, StartError, starter
from app.settings import Settings
from tests.scenes import play

ENDLESS = {"source": "n = 0\nwhile True:\n    n = n + 1\n", "language": "torch"}
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
            await until(lambda: pool.counts.living == 2)
            before = processes_of(pool)
            for pid in before:
                os.kill(pid, signal.SIGSTOP)
            for _ in range(2):
                with pytest.raises(LimitError, match="limit-time") as caught:
                    await pool.run("trace", Q, "en")
                assert caught.value.seconds >= 0.5
            assert await right(pool)
            assert (pool.counts.killed, pool.counts.crashed) == (2, 0)
            await until(lambda: not set(before) & set(processes_of(pool)))

    play(scene())


@linux
def test_a_run_whose_worker_is_killed_is_answered_by_a_fresh_one():
    async def scene():
        async with opened() as pool:
            await until(lambda: pool.counts.living == 2)
            for pid in processes_of(pool):
                os.kill(pid, signal.SIGSTOP)
            running = asyncio.create_task(right(pool))
            await until(lambda: pool.counts.busy == 1)
            for pid in processes_of(pool):
                os.kill(pid, signal.SIGKILL)
            assert await running
            await until(lambda: len(processes_of(pool)) == 2)
            assert await right(pool)
            assert (pool.counts.crashed, pool.counts.killed, pool.counts.runs) == (2, 0, 2)

    play(scene())


@linux
def test_a_run_that_loses_two_workers_is_given_up_and_pays_for_both():
    async def scene():
        async with opened() as pool:
            assert await right(pool)
            told = []
            running = asyncio.create_task(pool.run("trace", ENDLESS, "en", told.append))
            for lost in range(2):
                already = len(told)
                await until(lambda already=already: len(told) > already + 1)  # it runs, and tells so, after a loss too
                assert pool.counts.crashed == lost
                (busy,) = set(pool._living) - set(pool._idle)
                busy.kill()
                busy.kill = lambda: None
                await until(lambda lost=lost: pool.counts.crashed == lost + 1)
            with pytest.raises(LimitError, match="limit-process") as caught:
                await running
            assert caught.value.seconds >= 0.2  # two lines of each: they come every tenth of a second
            assert pool.counts.seconds >= caught.value.seconds
            assert await right(pool)

    play(scene())


@linux
def test_workers_killed_while_they_wait_are_replaced_unasked():
    async def scene():
        async with opened() as pool:
            await until(lambda: pool.counts.living == 2)
            assert await right(pool)
            before = processes_of(pool)
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            await until(lambda: len(set(processes_of(pool)) - set(before)) == 2)
            assert all([await right(pool) for _ in range(3)])
            assert (pool.counts.crashed, pool.counts.runs) == (2, 4)

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
            await until(lambda: pool.counts.living == 2)
            before = processes_of(pool)
            for pid in before:
                os.kill(pid, signal.SIGSTOP)
            running = asyncio.create_task(pool.run("trace", Q, "en"))
            await until(lambda: pool.counts.busy == 1)
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
            assert (pool.counts.retired, pool.counts.killed) == (3, 0)

    play(scene())


@linux
def test_nothing_is_left_when_the_pool_has_closed():
    async def scene():
        async with opened() as pool:
            await until(lambda: pool.counts.living == 2)
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
    assert one[:3] == other[:3]


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


class Puppet:
    """A worker in this process: the test reads what it is told and says what it answers."""

    def __init__(self):
        self.reader = asyncio.StreamReader()
        self.writer = self
        self.orders = []
        self.runs = 0

    def write(self, order):
        self.orders.append(json.loads(order[4:])["request"]["number"])

    async def drain(self):
        return

    def close(self):
        self.reader.feed_eof()

    def kill(self):
        return

    def say(self, payload):
        self.reader.feed_data(frame(payload))


class Puppets(Scripted):
    """Starts one puppet after the other."""

    def __init__(self):
        self.made = []

    async def start(self):
        self.made.append(Puppet())
        return self.made[-1]


def test_requests_that_wait_are_served_as_they_came_and_who_leaves_is_passed_over():
    async def scene():
        async with opened(Puppets(), workers=1, spare_workers=1) as pool:
            asked = [asyncio.create_task(pool.run("trace", {"number": number}, "en")) for number in range(6)]
            await until(lambda: pool.counts.waiting == 5)
            asked[2].cancel()
            served = []
            for _ in range(5):
                await until(lambda: pool.counts.busy == 1)
                (busy,) = set(pool._living) - set(pool._idle)
                await until(lambda busy=busy: busy.orders)
                served.append(busy.orders.pop())
                busy.say(pack(Answer(200, b"{}")))
                await asyncio.wait([asked[served[-1]]])
            assert served == [0, 1, 3, 4, 5]
            assert pool.counts.waiting == pool.counts.busy == 0

    play(scene())


def test_a_worker_that_raves_is_ended():
    async def scene():
        start = Puppets()
        async with opened(start, workers=1, spare_workers=0) as pool:
            asked = asyncio.create_task(pool.run("trace", {"number": 0}, "en"))
            for turn in range(2):
                await until(lambda turn=turn: len(start.made) > turn and start.made[turn].orders)
                start.made[turn].reader.feed_data(b"\xff\xff\xff\xff")
            with pytest.raises(LimitError, match="limit-process"):
                await asked
            await until(lambda: len(start.made) == 3)
            start.made[2].say(b"unasked")
            await until(lambda: len(start.made) == 4)
            assert pool.counts.crashed == 3

    play(scene())


def test_a_pool_that_closes_leaves_no_run_waiting():
    async def scene():
        async with opened(Puppets(), workers=1, spare_workers=0) as pool:
            asked = [asyncio.create_task(pool.run("trace", {"number": number}, "en")) for number in range(3)]
            await until(lambda: pool.counts.waiting == 2)
        async with asyncio.timeout(10):
            return await asyncio.gather(*asked, return_exceptions=True)

    assert [error.code for error in play(scene())] == ["not-ready"] * 3


def test_a_start_that_fails_is_tried_again(monkeypatch, caplog):
    monkeypatch.setattr("app.runner.pool.RETRY_SECONDS", 0.01)

    async def scene():
        start = Scripted(failures=3)
        async with opened(start, workers=1, spare_workers=0):
            await until(lambda: start.started == 4)

    play(scene())
    assert [record.getMessage() for record in caplog.records] == ["no worker"] * 3
