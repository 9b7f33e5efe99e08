"""The life of a jailed worker: it is told apart by its walls, works as long as any, and ends with its template."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from app.runner.jail import WALLS
from app.runner.start import Forked, StartError
from tests.runner.jail.pools import COMMAND, opened, probed, processes, seen
from tests.scenes import play

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of parts of Linux")

RUNS = 2_000
Q = {"source": "y = x²", "inputs": {"x": 3}}


def is_over(pid):
    """Whether a process has ended; somebody may still have to bury it."""
    return not Path(f"/proc/{pid}").exists() or seen(pid)["State"].startswith("Z")


def test_it_answers_the_same_after_two_thousand_requests_logs_its_errors_and_ends_with_its_template(capsys):
    async def scene():
        async with opened(runs_per_worker=RUNS + 10) as pool:
            first = await pool.run("trace", Q, "en")
            for _ in range(RUNS):
                last = await pool.run("trace", Q, "en")
                assert last.body == first.body
            (worker,) = pool._living
            assert worker.runs == RUNS + 1
            assert await probed(pool, "no probe at all") is None  # a mistake of ours
            template, process = processes(pool)
            os.kill(process, signal.SIGSTOP)
            os.kill(template, signal.SIGKILL)
            async with asyncio.timeout(60):
                while not is_over(process):  # noqa: ASYNC110 (it happens in another process)
                    await asyncio.sleep(0.01)

    play(scene())
    (told,) = [line for line in map(json.loads, capsys.readouterr().err.splitlines()) if line["level"] == "error"]
    assert (told["event"], told["exception"]) == ("unexpected", "KeyError")
    assert "no probe" not in json.dumps(told)


def test_one_that_tells_of_fewer_walls_is_not_used(monkeypatch):
    monkeypatch.setattr("app.runner.start._command", lambda _: COMMAND)
    monkeypatch.setattr("app.runner.start.INHERITED", ("PATH", "LD_LIBRARY_PATH", "JAIL"))
    monkeypatch.setenv("JAIL", "half")

    async def scene():
        careful = Forked(WALLS)
        try:
            with pytest.raises(StartError, match="no walls but"):
                await careful.start()
            careful._needed = ()
            worker = await careful.start()
            worker.kill()
            worker.writer.close()
            return worker.walls
        finally:
            await careful.close()

    assert play(scene()) == ("user", "seccomp")
