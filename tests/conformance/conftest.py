"""Every evaluator there is, opened once: workers of this machine, and replicas in a Ray cluster of two nodes."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from app.runner.pool import Pool
from app.runner.replicas import Replicas
from app.runner.start import starter
from app.settings import Settings

SECONDS = 2
RUN = {"run_seconds": SECONDS, "run_megabytes": 256}
ALL = 18  # runs that each evaluator here takes on at a time: two are run, the others wait
LOCAL = RUN | {"workers": 2, "spare_workers": 2, "queue_length": ALL - 2}
ON_RAY = RUN | {"ray_replicas": 2, "workers": 1, "spare_workers": 1, "queue_length": ALL // 2 - 1}


@dataclass
class Subject:
    """An evaluator in an event loop of its own, and the processes that do its work."""

    evaluator: Any
    loop: asyncio.AbstractEventLoop
    workers: Callable[[], list[int]]  # process ids
    victims: Callable[[], list[int]]  # whose death takes runs with it

    def play(self, scene):
        """What the coroutine ``scene`` returns or raises."""
        return asyncio.run_coroutine_threadsafe(scene, self.loop).result()


@pytest.fixture(scope="session")
def loop():
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


async def opened(evaluator):
    """``evaluator``, when it can run programs."""
    evaluator.open()
    await evaluator.run("trace", {"source": "1"}, "en")
    return evaluator


@pytest.fixture(scope="session")
def local(loop):
    def workers():
        return children_of(pool._starter._template.pid)

    pool = Pool(starter(), Settings(**LOCAL))
    subject = Subject(pool, loop, workers, workers)
    subject.play(opened(pool))
    yield subject
    subject.play(pool.close())


@pytest.fixture(scope="session")
def cluster():
    """The address of a cluster and the process ids of its nodes."""
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed: pip install 'tapedeck[ray]'")

    # the names of its sockets may have 107 characters, so its folder has a short one
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
        patch.setenv("RAY_TMPDIR", folder)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.conformance.cluster"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.communicate(timeout=60)


@pytest.fixture(scope="session")
def ray(loop, cluster):
    def replicas():
        running = [pid for raylet in cluster["raylets"] for pid in children_of(raylet)]
        return [pid for pid in running if "ServeReplica:tapedeck" in command_of(pid)]

    def workers():
        templates = [pid for replica in replicas() for pid in children_of(replica)]
        return [pid for template in templates for pid in children_of(template)]

    with warnings.catch_warnings(action="ignore"):  # what Ray says of itself while it is imported
        from ray import serve  # noqa: F401, PLC0415
    evaluator = Replicas(Settings(ray_address=cluster["address"], **ON_RAY))
    subject = Subject(evaluator, loop, workers, replicas)
    subject.play(opened(evaluator))
    yield subject
    subject.play(evaluator.close())


@pytest.fixture(params=["local", "ray"])
def subject(request):
    return request.getfixturevalue(request.param)


def children_of(pid):
    told = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]  # by each of its threads
    return [int(child) for children in told for child in children.split()]


def command_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
