"""Every hostile program through a real pool, which holds every budget: an outcome in time, and the next program right."""

import asyncio
import json
import sys

import pytest

from app.errors import LimitError
from app.runner.frames import GRACE_SECONDS
from app.runner.pool import Pool
from app.runner.start import starter
from app.settings import Settings
from tests.attacks.test_programs import PROGRAMS, program
from tests.scenes import play

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of memory are those of Linux")

SECONDS, MEGABYTES = 0.5, 512
NEXT = {"source": "x = torch.tensor(3.0, requires_grad=True)\n(x * x).backward()\nprint(x.grad)", "language": "torch"}
LATE = 0.5  # seconds: the promise is two after the end of the budget


def wrong(attack, ended):
    """What is wrong with how an attack ended: status, the error's code or None, seconds, what the next program printed."""
    status, code, taken, after = ended
    outcome = attack.get("here", attack["outcome"])
    right = {
        "reject": status == 422 and not code.startswith("limit-"),
        "limit": code is not None and code.startswith("limit-"),
        "ok": status == 200,
    }.get(outcome, status in (200, 422))
    return [
        said
        for said, holds in {
            f"{outcome}, got {status} {code}": right,
            f"took {taken:.1f} s": taken < SECONDS + GRACE_SECONDS + LATE,
            f"then {after}": after == "tensor(6.)\n",
        }.items()
        if not holds
    ]


def test_every_attack_ends_in_its_outcome_and_the_next_program_is_right():
    async def scene():
        pool = Pool(starter(), Settings(run_seconds=SECONDS, run_megabytes=MEGABYTES))
        pool.open()
        try:
            await pool.run("trace", NEXT, "en")
            return {attack["id"]: wrong(attack, await ended(pool, program(attack))) for attack in PROGRAMS}
        finally:
            await pool.close()

    assert {name: said for name, said in play(scene()).items() if said} == {}


async def ended(pool, source):
    began = asyncio.get_running_loop().time()
    try:
        status, body, *_ = await pool.run("trace", {"source": source, "language": "torch"}, "ko")
        told = json.loads(body or b"{}")
        code = (told["error"] or {}).get("code") if status == 200 else told.get("code", "own-error")
    except LimitError as error:
        status, code = 422, error.code
    taken = asyncio.get_running_loop().time() - began
    _, body, *_ = await pool.run("trace", NEXT, "en")
    return status, code, taken, json.loads(body)["stdout"]


def test_a_tuple_inside_a_tuple_and_so_on_does_not_end_the_worker_when_it_is_hashed():
    source = "import functools\nt = functools.reduce(lambda t, _: (t,), range(150_000), ())\nprint(len({t}))"

    async def scene():
        pool = Pool(starter(), Settings(run_seconds=20, run_megabytes=MEGABYTES))
        pool.open()
        try:
            _, body, *_ = await pool.run("trace", {"source": source, "language": "torch"}, "en")
            return json.loads(body)
        finally:
            await pool.close()

    told = play(scene())
    assert told["error"] is None
    assert told["stdout"] == "1\n"
