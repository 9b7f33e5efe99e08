"""A worker process: answers one request after another until its stream ends. Nothing here knows of the web."""

from __future__ import annotations

import os

# Read by torch when it is imported: one core a worker, and nothing that a fork would lose.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import signal
import sys
from typing import BinaryIO

import orjson

from app.logs import write_to_standard_error
from app.runner.evaluate import answer, warm_up
from app.runner.frames import READY, frame, pack, read_frame

GRACE_SECONDS = 1.0  # the pool kills first; this ends a runaway whose pool has gone


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every frame of ``requests`` on ``answers``; return at its end.

    A frame is ``{"task", "lang", "seconds", "request"}`` as JSON.
    """
    while (payload := read_frame(requests)) is not None:
        order = orjson.loads(payload)
        _end_at(order["seconds"] + GRACE_SECONDS)
        answers.write(frame(pack(answer(order["task"], order["request"], order["lang"]))))
        answers.flush()
        _end_at(0)


def _end_at(seconds: float) -> None:
    """The system ends this process after so many seconds; 0 takes that back. Windows has no such timer."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """A worker of its own, started without a template: speaks through its standard streams."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up among the frames
    write_to_standard_error()
    warm_up()
    answers.write(frame(READY))
    answers.flush()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
