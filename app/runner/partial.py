"""Partial traces: what a long run has recorded so far, told between iterations of its outermost loop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from app.errors import LimitError

FIRST_SECONDS = 1.0  # of a run before it is told of; also between two partial traces, for whoever looks at them
SHARE = 0.1  # of a run's time that telling of it may cost, the first partial trace aside

log = logging.getLogger("tapedeck.worker")


class Partials:
    """``tell`` makes a partial trace and tells it. Called at every safe point, this sees to it that it is done rarely.

    Where it cannot be done the run goes on as if nothing had been tried, and is told of no more.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._began = time.perf_counter()
        self._spent = 0.0
        self._next = self._began + FIRST_SECONDS

    def __call__(self) -> None:
        """The run is at a point where it can be told of."""
        begun = time.perf_counter()
        if begun < self._next:
            return
        self._next = float("inf")
        try:
            self._tell()
        except LimitError:  # the run's own: its time is over
            raise
        except (MemoryError, RecursionError):  # the run itself may yet do with what there is
            return
        except Exception:  # a mistake of ours is not the program's
            log.exception("no partial trace")
            return
        now = time.perf_counter()
        cost = now - begun
        self._spent += cost
        self._next = max(now + FIRST_SECONDS, self._began + (self._spent + cost) / SHARE)
