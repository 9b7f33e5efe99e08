"""From inside a worker as it is: everything a program could want of the system is refused, shown by the error's name."""

import sys

import pytest

from app.runner.jail import WALLS
from tests.runner.jail.pools import ROOT, descriptors, opened, probed, processes, seen
from tests.runner.jail.probes import FATAL, PROBES
from tests.scenes import play

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of parts of Linux")

PYTHON_SAYS = {"more memory": "not allowed to raise maximum limit"}  # where it keeps the error's name to itself

# Without the filter, and with descriptors to be had: what Landlock, limits and the lack of capabilities answer.
BEHIND_THE_FILTER = {
    "open a file": "EACCES",
    "read /proc": "EACCES",
    "read another's memory": "EACCES",
    "list a folder": "EACCES",
    "write a file": "EACCES",
    "make a folder": "EACCES",
    "make a link": "EACCES",
    "a named pipe": "EACCES",
    "connect": "EACCES",
    "exec": "EACCES",
    "kill the template": "EPERM",
    "call ptrace": "EPERM",
    "call mount": "EPERM",
    "call pivot_root": "EPERM",
    "be root": "EPERM",
    "be root again": "EPERM",
    "change the root": "EPERM",
    "larger files": "EPERM",
    "more memory": PYTHON_SAYS["more memory"],
    "dump its memory": "EPERM",
    "fork": "EAGAIN",
    "thread": "EPERM",
}


@pytest.fixture(scope="module", params=["root", "user"] if ROOT else ["user"])
def found(request):
    """What became of every probe, and what the system says of the worker; started by root and by an ordinary user."""

    async def scene():
        async with opened(request.param if ROOT else "") as pool:
            told = {name: await probed(pool, name) for name in PROBES}
            (worker,) = pool._living
            template, process = processes(pool)
            told[""] = worker, seen(process), seen(template)
            if ROOT:
                told["descriptors"] = descriptors(process)
            return told | {name: await probed(pool, name) for name in FATAL}

    return play(scene())


@pytest.mark.parametrize("name", PROBES)
def test_a_worker_is_refused(found, name):
    assert found[name] == PYTHON_SAYS.get(name, "EPERM")


def test_it_lives_through_all_of_it_and_is_nobody(found):
    worker, status, template = found[""]
    assert worker.walls == WALLS
    assert worker.runs == len(PROBES)
    assert "0" not in status["Uid"].split() + status["Gid"].split()
    assert {status[name].strip("0") for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {""}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert (status["Threads"], template["Threads"]) == ("1", "1")


@pytest.mark.skipif(not ROOT, reason="only root sees a process that cannot be dumped")
def test_it_holds_no_group_and_no_descriptor_of_others(found):
    _, status, _ = found[""]
    assert status["Groups"] == ""
    assert found["descriptors"] == 5  # the standard streams, its own, and the size of its memory


@pytest.mark.parametrize("name", FATAL)
def test_calls_of_another_architecture_end_the_worker(found, name):
    assert found[name] == "limit-process"


def test_without_the_filter_the_other_walls_still_hold():
    async def scene():
        async with opened("open", needed=("landlock",)) as pool:
            return {name: await probed(pool, name) for name in BEHIND_THE_FILTER}

    assert play(scene()) == BEHIND_THE_FILTER
