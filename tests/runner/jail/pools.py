"""A pool of one worker on the template of the tests, and what the system tells of its processes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.errors import LimitError
from app.runner import start
from app.runner.jail import WALLS, Walls
from app.runner.pool import Pool
from app.runner.start import Forked
from app.settings import Settings

ROOT = sys.platform == "linux" and os.geteuid() == 0
COMMAND = [sys.executable, "-P", "-m", "tests.runner.jail.template"]


@asynccontextmanager
async def opened(jail: str = "", needed: Walls = WALLS, **settings: Any) -> AsyncIterator[Pool]:
    """The pool; ``jail`` is what the template is told."""
    environment = start._environment() | {"JAIL": jail}
    pool = Pool(Forked(needed), Settings(spare_workers=0, **settings))
    with (
        patch.object(start, "_command", lambda _: COMMAND),
        patch.object(start, "_environment", lambda: environment),
    ):
        pool.open()
        try:
            yield pool
        finally:
            await pool.close()


async def probed(pool: Pool, name: str) -> Any:
    """What became of a probe in a worker; the error's code where it ended the worker, ``None`` where our code failed."""
    try:
        _, body, *_ = await pool.run("probe", {"source": name}, "en")
    except LimitError as error:
        return error.code
    return json.loads(body) if body else None


def processes(pool: Pool) -> tuple[int, int]:
    """The template's process id and the worker's."""
    template = pool._starter._template.pid
    (worker,) = Path(f"/proc/{template}/task/{template}/children").read_text().split()
    return template, int(worker)


def seen(pid: int) -> dict[str, str]:
    """The lines of a process' status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def descriptors(pid: int) -> int:
    """How many descriptors a process has open; only root may ask."""
    return len([*Path(f"/proc/{pid}/fd").iterdir()])
