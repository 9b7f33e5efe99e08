"""From inside a worker as it is: everything a program could want of the system is refused, shown by the error's name."""

import json
import os
import sys
from pathlib import Path

import pytest

from app.errors import LimitError
from app.runner import start
from app.runner.jail import WALLS
from app.runner.pool import Pool
from app.runner.start import Forked, StartError
from app.settings import Settings
from tests.runner.jail.probes import PROBES
from tests.scenes import play

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of parts of Linux")

ROOT = sys.platform == "linux" and os.geteuid() == 0
RAISED = "not allowed to raise maximum limit"
IMPOSSIBLE = {"more memory": RAISED}  # what Python answers itself


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start, "_command", lambda _: [sys.executable, "-P", "-m", "tests.runner.jail.template"])
        yield patch


async def probed(pool, name):
    """What became of a probe in a worker; the error where it ended the worker."""
    try:
        status, body, *_ = await pool.run("probe", {"source": name}, "en")
    except LimitError as error:
        return error.code
    assert status == 200
    return json.loads(body)


def scene_of(environment, patch):
    """A pool of one worker on the template of the tests."""
    given = start._environment() | environment
    patch.setattr(start, "_environment", lambda: given)
    return Pool(Forked(WALLS), Settings(spare_workers=0))


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def seen(pid):
    """What the system tells of a process: the lines of its status, and how many descriptors root sees open."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return told | ({"descriptors": len([*Path(f"/proc/{pid}/fd").iterdir()])} if ROOT else {})


@pytest.fixture(scope="module", params=["root", "user"] if ROOT else ["user"])
def found(request, patched):
    """What became of every probe, and what the system says of the worker; started by root and by an ordinary user."""

    async def scene():
        pool = scene_of({"JAIL": request.param} if ROOT else {}, patched)
        pool.open()
        try:
            told = {name: await probed(pool, name) for name in PROBES}
            (worker,), template = pool._living, pool._starter._template.pid
            (pid,) = children(template)
            return told | {"": (seen(pid), seen(template), worker)}
        finally:
            await pool.close()

    return play(scene())


@pytest.mark.parametrize("name", PROBES)
def test_a_worker_is_refused(found, name):
    assert found[name] == IMPOSSIBLE.get(name, "EPERM")


def test_it_lives_through_all_of_it_and_is_nobody(found):
    status, template, worker = found[""]
    assert worker.walls == WALLS
    assert worker.runs == len(PROBES)
    assert "0" not in status["Uid"].split() + status["Gid"].split()
    assert {status[name].strip("0") for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {""}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert (status["Threads"], template["Threads"]) == ("1", "1")
    if ROOT:
        assert status["Groups"] == ""
        assert status["descriptors"] == 5  # the standard streams, its own, and the size of its memory


def test_a_worker_that_tells_of_fewer_walls_is_not_used(patched):
    async def scene():
        fewer, enough = Forked(WALLS), Forked(())
        given = start._environment() | {"JAIL": "half"}
        patched.setattr(start, "_environment", lambda: given)
        try:
            with pytest.raises(StartError, match="no walls but"):
                await fewer.start()
            worker = await enough.start()
            worker.kill()
            worker.writer.close()
            return worker.walls
        finally:
            await fewer.close()
            await enough.close()

    assert play(scene()) == ("user", "seccomp")
