"""Loops, charts and series of a Trace: the tape's marks as indices into the steps."""

from __future__ import annotations

from typing import Any

from app.tape import Tape
from app.tape.snapshot import encoded
from app.tape.tape import Event

Loop = dict[str, Any]


class Marks:
    """The marks of loops and charts, taken in the order of the events."""

    def __init__(self) -> None:
        self.loops: list[Loop] = []
        self.charts: list[dict[str, Any]] = []
        self._open: list[tuple[Loop, int]] = []  # a loop that is running, and the number of its iteration

    def take(self, event: Event, step: int) -> None:
        """A mark that stands before ``step``."""
        match event:
            case ("loop", span, line, total):
                parent = None if not self._open else [self._open[-1][0]["id"], self._open[-1][1]]
                loop = {
                    "id": len(self.loops),
                    "parent": parent,
                    "span": span and [*span],
                    "line": line,
                    "total": total,
                    "first": 0,
                    "starts": [],
                    "end": step,
                }
                self.loops.append(loop)
                self._open.append((loop, 0))
            case ("iteration", number):
                loop, _ = self._open[-1]
                if not loop["starts"]:
                    loop["first"] = number
                loop["starts"].append(step)
                if loop["total"] is not None and number >= loop["total"]:  # its list grows while it is gone through
                    loop["total"] = None
                self._open[-1] = (loop, number)
            case ("end_loop",):
                self._open.pop()[0]["end"] = step
            case ("drawn", chart, line):
                self.charts.append({"step": step, "line": line} | chart | {"lines": [*map(_line, chart["lines"])]})

    def close(self, step: int) -> None:
        """The steps are over: so are the loops that still run."""
        while self._open:
            self._open.pop()[0]["end"] = step


def _line(drawn: dict[str, Any]) -> dict[str, Any]:
    """A line of a chart; of its numbers JSON cannot hold all."""
    return drawn | {axis: encoded(drawn[axis]) for axis in ("x", "y")}


def series(tape: Tape, called: list[str], step_after: list[int]) -> list[dict[str, Any]]:
    """``step_after``: for each number of events how many steps they make."""
    return [
        {
            "name": one.name if isinstance(one.name, str) else called[one.name],
            "of": one.of,
            "element": one.element,
            "line": one.line,
            "points": one.points,
            "steps": [None if events is None else _behind(step_after[events]) for events in one.events],
            "iterations": one.iterations,
        }
        for one in tape.series
    ]


def _behind(count: int) -> int | None:
    return count - 1 if count else None
