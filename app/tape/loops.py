"""The loops that are running: marks in the tape where iterations begin, pauses where the budget asks for them."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import Span
from app.tape.series import Courses
from app.tape.tape import Tape, Window
from app.tape.window import BUDGET, Ration


class Frame:
    """One execution of a loop."""

    __slots__ = ("begun", "line", "number", "ration", "span", "total")

    def __init__(self, span: Span | None, line: int | None, total: int | None, begun: int, ration: Ration) -> None:
        self.span = span
        self.line = line
        self.total = total
        self.number = -1  # of the iteration that is running
        self.begun = begun  # how many events there were
        self.ration = ration


class Loops:
    """Marks loops in ``tape`` and feeds ``courses``; ``pause`` and ``resume`` end and begin the recording of all else."""

    def __init__(
        self,
        tape: Tape,
        courses: Courses,
        asked: tuple[int, int] | None,
        pause: Callable[[], None],
        resume: Callable[[], None],
    ) -> None:
        self.tape = tape
        self.courses = courses
        self.asked = asked
        self.pause = pause
        self.resume = resume
        self.frames: list[Frame] = []
        self.pausing: Frame | None = None  # the loop whose iterations are not being recorded

    def begin(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop begins."""
        used = len(self.tape.events)
        ration = Ration(total, max(BUDGET - used, 0), None if self.frames else self.asked)
        self.frames.append(Frame(span, line, total, used, ration))
        self.courses.begin_loop(line)
        if self.pausing is None:
            self.tape.events.append(("loop", span, line, total))

    def iterate(self, number: int, *, may_pause: bool) -> None:
        """An iteration of the innermost loop begins. Inside a call of torch nothing can be paused."""
        frame = self.frames[-1]
        if frame.number >= 0:
            self.courses.end_iteration(recorded=self.pausing is None)
        if may_pause:
            self._decide(frame, number)
        frame.number = number
        if self.pausing is None:
            self.tape.events.append(("iteration", number))
        self.courses.begin_iteration()

    def end(self) -> None:
        """The innermost loop is over, however it ended."""
        frame = self.frames.pop()
        self.courses.end_loop(recorded=self.pausing is None, begun=frame.number >= 0)
        if self.pausing is frame:
            self._report(frame)
            self.pausing = None
            self.resume()
        elif self.pausing is None:
            self.tape.events.append(("end_loop",))
            if _has_gaps(frame):
                self._report(frame)

    def window(self) -> Window | None:
        """The tape's window; while the loop that it is of still runs: of the iterations that are over."""
        if self.tape.window is not None or not self.frames:
            return self.tape.window
        frame = self.frames[0]
        window = _window(frame) if self.pausing is frame or _has_gaps(frame) else None
        if window is None:
            return None
        over = [(start, min(end, frame.number)) for start, end in window.recorded]
        return window._replace(recorded=[(start, end) for start, end in over if start < end])

    def forget(self) -> None:
        """Lets go of who records."""
        del self.pause, self.resume

    def _decide(self, frame: Frame, number: int) -> None:
        """Pauses or goes on recording. Inside a loop, only until that loop knows what its iterations cost."""
        if self.pausing is not None and self.pausing is not frame:
            return
        events = self.tape.events
        if all(outer.number == 0 for outer in self.frames[:-1]):
            recorded = frame.ration.records(number, len(events) - frame.begun)
        else:
            recorded = len(events) < BUDGET
        if recorded and self.pausing is frame:
            self.pausing = None
            self.resume()
            events.append(("loop", frame.span, frame.line, frame.total))
        elif not recorded and self.pausing is None:
            if frame.number < 0:
                del events[frame.begun]  # that it began: what was recorded since belongs to its condition
            else:
                events.append(("end_loop",))
            self.pausing = frame
            self.pause()

    def _report(self, frame: Frame) -> None:
        if self.tape.window is None or not self.frames:
            self.tape.window = _window(frame) or self.tape.window


def _has_gaps(frame: Frame) -> bool:
    """Whether iterations before the latest recorded one were not recorded."""
    ranges = frame.ration.ranges
    return bool(ranges) and (len(ranges) > 1 or ranges[0][0] > 0)


def _window(frame: Frame) -> Window | None:
    if frame.line is None:
        return None
    total = frame.number + 1 if frame.total is None else frame.total
    return Window(frame.line, total, [*frame.ration.ranges])
