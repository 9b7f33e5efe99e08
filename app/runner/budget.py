"""The budget of one run, kept inside its worker, so that the trace so far can still be told.

Time: a timer of the system interrupts Python ten times a second; what it finds running after the end of its time gets a
``LimitError``. C code is not interrupted; a run that stays in it is killed by the pool. Memory: the system refuses to
give more. Both where the system has them: Windows has no timer, macOS no such limit.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple, NoReturn, TypeVar

from app.errors import LimitError, RunError

TICK_SECONDS = 0.1  # also how often progress is told
PATIENCE_SECONDS = 1.0  # for what is being recorded to be complete; less than frames.GRACE_SECONDS
LIBRARIES = ("torch.", "contextlib")  # which the recording goes through
RECORDING = ("app.tape.", "app.interpreter.script.guard", "torch.overrides")  # where a whole is made of several steps
MEGABYTE = 2**20
STACK_MEGABYTES = 100
SPARE = 3  # budgets: a run, room to tell of it, and what earlier runs have left behind
NO_MEMORY = ("DefaultCPUAllocator", "std::bad_alloc", "MemoryError")  # how torch, C++ and Python say so

Result = TypeVar("Result")


class Budget(NamedTuple):
    """What one run may use: seconds of time, and megabytes beyond what its process has already."""

    seconds: float
    megabytes: int


class Memory:
    """The addresses that this process may have: a limit that each run sets anew, below one that stays (Linux only).

    Made after the fork and before the jail is entered, where no file can be opened: it reads one that stays open.
    """

    def __init__(self) -> None:
        self._statm = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else None

    def allow(self, megabytes: int) -> None:
        """So much beyond what there is now."""
        if self._statm is not None:
            _limit("RLIMIT_AS", self._bytes(self._statm) + megabytes * MEGABYTE)

    def seal(self, megabytes: int) -> None:
        """Nothing can ever allow more than ``SPARE`` budgets beyond what there is now. The first call counts."""
        if self._statm is not None:
            _limit("RLIMIT_AS", self._bytes(self._statm) + SPARE * megabytes * MEGABYTE, for_ever=True)

    def own(self) -> float:
        """Megabytes that this process holds and no file stands for; 0 where the system does not say."""
        if self._statm is None:
            return 0.0
        _, resident, mapped, *_ = map(int, os.pread(self._statm, 100, 0).split())
        return (resident - mapped) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE

    @staticmethod
    def _bytes(statm: int) -> int:
        """The size of this process (proc(5): the first number of statm, in pages)."""
        return int(os.pread(statm, 100, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


class Watch:
    """Looks at a run from time to time, and ends it when its time is over. ``report``: what there is to tell meanwhile."""

    def __init__(self, budget: Budget, memory: Memory, tell: Callable[[Any], None]) -> None:
        self._budget = budget
        self._memory = memory
        self._tell = tell
        self._telling = False
        self._end = time.monotonic() + budget.seconds
        self.report: Callable[[], Any] | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """The limits hold inside."""
        self._memory.allow(self._budget.megabytes)
        has_timer = hasattr(signal, "setitimer")
        if has_timer:
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, TICK_SECONDS, TICK_SECONDS)
        try:
            yield
        finally:
            if has_timer:
                signal.setitimer(signal.ITIMER_REAL, 0)

    def make_room(self) -> None:
        """Memory to tell of the run in, however much of it the run has taken."""
        self._memory.allow(self._budget.megabytes)

    def tell(self, line: Any) -> None:
        """Tell ``line`` as a whole: nothing is told, and the run is not ended, in the middle of it."""
        self._telling = True
        try:
            self._tell(line)
        finally:
            self._telling = False

    def _look(self, _: int, frame: FrameType | None) -> None:
        """The signal's handler. An error that it raises may be swallowed by the code it hits, so the next look tries again."""
        if self._telling or not _is_inside(frame):
            return
        late = time.monotonic() - self._end
        if late < 0:
            if self.report is not None:
                self.tell(self.report())
        elif late > PATIENCE_SECONDS or (after := _after_recording(frame)) is None:
            self._end_run()
        else:
            after.f_trace = self._end_run
            sys.settrace(lambda *_: None)  # without one no frame is traced

    def _end_run(self, *_: object) -> NoReturn:
        """Where it is called from, the run ends: by the signal's handler, or at the next line of a frame that it traces."""
        sys.settrace(None)
        raise LimitError("limit-time", facts={"seconds": self._budget.seconds})


def deepen() -> None:
    """Room for the host's own recursion: it hashes a tuple inside a tuple, a million deep, without counting its calls.

    Linux lets the stack of a process grow to the limit of the moment; below it at least 128 MB of addresses are free.
    """
    if sys.platform == "linux":
        _limit("RLIMIT_STACK", STACK_MEGABYTES * MEGABYTE)


def limited(run: Callable[[], Result]) -> Result:
    """What ``run`` returns. Only what runs in here is watched; what does not fit its budget is a ``LimitError``."""
    try:
        return run()
    except MemoryError:
        raise LimitError("limit-memory") from None
    except RecursionError:
        raise LimitError("limit-recursion") from None
    except RunError as error:
        if any(said in str(error.facts.get("torch")) for said in NO_MEMORY):
            raise LimitError("limit-memory", error.span) from None
        raise


def _is_inside(frame: FrameType | None) -> bool:
    """Whether ``limited`` waits for ``frame``. Its own frame does not count: there the run is over."""
    while frame is not None and frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code is limited.__code__:
            return True
    return False


def _after_recording(frame: FrameType | None) -> FrameType | None:
    """Who called what is being recorded at ``frame``, which is recorded whole before it goes on; None: nothing is."""
    recording = False
    while frame is not None:
        module = str(frame.f_globals.get("__name__"))
        if module.startswith(RECORDING):
            recording = True
        elif recording and not module.startswith(LIBRARIES):
            return frame
        elif module.startswith("app."):
            return None
        frame = frame.f_back
    return None


def _limit(name: str, most: int, *, for_ever: bool = False) -> None:
    """Set a limit of this process, in bytes; what is above the hard one is that one."""
    import resource  # noqa: PLC0415 (Windows has no such module)

    kind: int = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most if for_ever else hard))
