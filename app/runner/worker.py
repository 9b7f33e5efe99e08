"""A worker process: answers one request after another until its stream ends. Nothing here knows of the web."""

from __future__ import annotations

import os

# Read by torch when it is imported: one core a worker, and nothing that a fork would lose.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import signal
import sys
from typing import Any, BinaryIO

import orjson

from app.logs import write_to_standard_error
from app.runner.budget import Budget, Memory, Watch, deepen
from app.runner.evaluate import answer, warm_up
from app.runner.frames import GRACE_SECONDS, PROGRESS, Answer, frame, pack, read_frame
from app.runner.jail import enter

KEPT_MEGABYTES = 24.0  # more than an ordinary run leaves behind: a worker that a large one has swollen is replaced


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Enter the jail, say which walls hold, then answer every frame of ``requests`` on ``answers`` until its end.

    The first frame that is written names the walls, with spaces between. A frame that is read is
    ``{"task", "lang", "seconds", "megabytes", "request"}`` as JSON; progress may come before its answer.
    """

    def say(told: Answer) -> None:
        answers.write(frame(pack(told)))
        answers.flush()

    def tell(report: dict[str, Any]) -> None:
        say(Answer(PROGRESS, orjson.dumps(report)))

    deepen()
    memory = Memory()
    before = memory.own()
    walls = enter()
    answers.write(frame(" ".join(walls).encode()))
    answers.flush()
    while (payload := read_frame(requests)) is not None:
        order = orjson.loads(payload)
        watch = Watch(Budget(order["seconds"], order["megabytes"]), memory, tell)
        memory.seal(order["megabytes"])
        _end_at(order["seconds"] + GRACE_SECONDS)
        with watch.watching():
            given = answer(order["task"], order["request"], order["lang"], watch)
        _end_at(0)
        say(given._replace(last=given.last or memory.own() - before > KEPT_MEGABYTES))


def _end_at(seconds: float) -> None:
    """The system ends this process after so many seconds of work: a runaway whose pool has gone. 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def main() -> None:
    """A worker of its own, started without a template: speaks through its standard streams."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up among the frames
    write_to_standard_error()
    warm_up()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
