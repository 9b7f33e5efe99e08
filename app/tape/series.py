"""What changes from iteration to iteration: numbers that the user's names take, leaves that are updated, their ``.grad``.

Gathered for every line that begins a loop, one row an iteration, in the innermost loop that the change happens in. What
an iteration changed is read off the tape's events; while recording is paused, off the tensors themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, TypeAlias

from torch import Tensor

from app.tape.snapshot import encoded
from app.tape.tape import Series, Tape

MOST_SERIES = 12
MOST_COLUMNS = 64  # that are gathered; the best of them are shown
MOST_POINTS = 5_000
MOST_ELEMENTS = 8  # of a leaf: of a larger one nobody could follow each

Key: TypeAlias = tuple[str | int, str, tuple[int, ...] | None]  # name or leaf, value or grad, which element
Row: TypeAlias = "dict[Key, tuple[Any, int | None]]"  # the number, and how many events there were


class Course:
    """The rows of one loop's line, over all its executions; beyond ``MOST_POINTS`` evenly thinned."""

    def __init__(self) -> None:
        self.columns: dict[Key, list[Any]] = {}
        self.events: dict[Key, list[int | None]] = {}
        self.iterations: list[int] = []
        self.leaves: set[int] = set()  # small ones that were updated
        self.inner: list[Course] = []  # of loops that ran inside
        self.count = 0
        self.stride = 1
        self.latest: Row = {}

    def add(self, row: Row) -> None:
        """An iteration is over."""
        number = self.count
        self.count += 1
        self.latest = row
        if number % self.stride == 0:
            self._append(number, row)
        if len(self.iterations) >= 2 * MOST_POINTS:
            self.stride *= 2
            self._keep(range(0, len(self.iterations), 2))

    def finish(self) -> None:
        """No row will follow: the last one stays, whatever was thinned out."""
        if self.iterations and self.iterations[-1] != self.count - 1:
            self._append(self.count - 1, self.latest)
        rows = len(self.iterations)
        if rows > MOST_POINTS:
            self._keep([position * (rows - 1) // (MOST_POINTS - 1) for position in range(MOST_POINTS)])

    def _append(self, number: int, row: Row) -> None:
        rows = len(self.iterations)
        for key in row:
            if key not in self.columns and len(self.columns) < MOST_COLUMNS:
                self.columns[key] = [None] * rows
                self.events[key] = [None] * rows
        for key, points in self.columns.items():
            point, events = row.get(key, (None, None))
            points.append(point)
            self.events[key].append(events)
        self.iterations.append(number)

    def _keep(self, rows: range | list[int]) -> None:
        for lists in (self.columns, self.events):
            for key, listed in lists.items():
                lists[key] = [listed[row] for row in rows]
        self.iterations = [self.iterations[row] for row in rows]


class Courses:
    """The course of every loop's line. ``leaf``: the tensor of a leaf's node, while it is known."""

    def __init__(self, tape: Tape, leaf: Callable[[int], Tensor | None]) -> None:
        self.tape = tape
        self.leaf = leaf
        self.courses: dict[int, Course] = {}
        self.running: list[tuple[Course, Row, int, int]] = []  # …, the row, first event of the iteration, the line

    def begin_loop(self, line: int | None) -> None:
        """A loop begins; one of the set-up, without a line, is not followed."""
        course = Course() if line is None else self.courses.setdefault(line, Course())
        for around, *_ in self.running:
            if course not in around.inner:
                around.inner.append(course)
        self.running.append((course, {}, len(self.tape.events), line or 0))

    def begin_iteration(self) -> None:
        """An iteration of the innermost loop begins."""
        course, _, _, line = self.running[-1]
        self.running[-1] = (course, {}, len(self.tape.events), line)

    def named(self, name: str, value: object, *, recorded: bool) -> None:
        """``name`` took ``value``. What the loop itself assigns, on its own line, is a counter and no measurement."""
        if not self.running:
            return
        _, row, _, line = self.running[-1]
        if line == self.tape.line:
            return
        kind = value.__class__
        if kind is float or kind is int:
            number = encoded(value)
        elif isinstance(value, Tensor) and value.numel() == 1 and not value.is_complex():
            number = encoded(value.item())
        else:
            return
        row[name, "value", None] = (number, len(self.tape.events) if recorded else None)

    def passed(self) -> None:
        """While paused: a pass has run, and what leaves hold as ``.grad`` is what it left there."""
        for course, row, _, _ in self.running:
            for node in course.leaves:
                leaf = self.leaf(node)
                if leaf is not None and leaf.grad is not None:
                    row.update(_elements(node, "grad", leaf.grad.tolist(), [*leaf.grad.shape], None))

    def end_iteration(self, *, recorded: bool) -> None:
        """The running iteration of the innermost loop is over."""
        course, row, first, _ = self.running[-1]
        if recorded:
            self._read_events(course, row, first)
        else:
            for node in course.leaves:
                leaf = self.leaf(node)
                if leaf is not None:
                    row.update(_elements(node, "value", leaf.tolist(), [*leaf.shape], None))
        course.add(row)

    def end_loop(self, *, recorded: bool, begun: bool) -> None:
        """The innermost loop is over."""
        if begun:
            self.end_iteration(recorded=recorded)
        self.running.pop()

    def series(self) -> list[Series]:
        """Everything that was followed; where that is too much, what changes comes before what does not."""
        found: list[tuple[bool, int, Series]] = []
        for line, course in sorted(self.courses.items()):
            course.finish()
            whole = course.iterations == [*range(len(course.iterations))]
            for (name, of, element), points in course.columns.items():
                if any((name, of, element) in inner.columns for inner in course.inner):
                    continue  # set once outside, to begin with
                changes = any(point != points[0] for point in points)
                rank = 0 if isinstance(name, str) else 1 if of == "value" else 2
                listed = None if element is None else [*element]
                events = course.events[name, of, element]
                series = Series(name, of, listed, line, points, events, None if whole else course.iterations)
                found.append((not changes, rank, series))
        found.sort(key=lambda one: one[:2])
        return [series for _, _, series in found[:MOST_SERIES]]

    def _read_events(self, course: Course, row: Row, first: int) -> None:
        """What the events since ``first`` did to leaves."""
        tape = self.tape
        arrived: Row = {}
        depth = 0
        for position, event in enumerate(tape.events[first:], first + 1):
            match event[0]:
                case "loop":
                    depth += 1
                case "end_loop":
                    depth -= 1
                case "update" if depth == 0 and not event[5]:
                    changed = self._value(event[1], "value", event[3], position)
                    if changed:
                        course.leaves.add(event[1])
                    row.update(changed)
                case "accumulate" if depth == 0 and event[5] is not None:
                    arrived.update(self._value(event[2], "grad", event[5], position))
        row.update({key: point for key, point in arrived.items() if key[0] in course.leaves})

    def _value(self, node: int, of: str, value: int, position: int) -> Row:
        held = self.tape.values[value]
        return _elements(node, of, held["data"], held["shape"], position)


def _elements(node: int, of: str, data: Any, shape: list[int], events: int | None) -> Row:
    """One entry for each element of a small leaf."""
    if prod(shape) > MOST_ELEMENTS or prod(shape) == 0:
        return {}
    if prod(shape) == 1:
        return {(node, of, None): (encoded(next(_flat(data))[1]), events)}
    return {(node, of, where): (encoded(number), events) for where, number in _flat(data)}


def _flat(data: Any, where: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(data, list):
        for position, item in enumerate(data):
            yield from _flat(item, (*where, position))
    else:
        yield where, data
