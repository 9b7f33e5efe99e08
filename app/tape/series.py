"""What changes from iteration to iteration: numbers that the user's names take, leaves that are updated, their ``.grad``.

Gathered for every line that begins a loop, one row an iteration, in the innermost loop that the change happens in. What
an iteration changed is read off the tape's events; while recording is paused, off the tensors themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import lru_cache
from itertools import chain, product
from math import prod
from typing import Any, TypeAlias

from torch import Tensor

from app.tape.snapshot import Value, encoded
from app.tape.tape import Series, Tape

MOST_SERIES = 12
MOST_COLUMNS = 64  # names and leaves that are followed; the best of what is gathered is shown
MOST_POINTS = 5_000
MOST_ELEMENTS = 8  # of a leaf: of a larger one nobody could follow each
UNTOUCHED = (None, None)

Followed: TypeAlias = tuple[str | int, str]  # name or leaf, value or grad
Row: TypeAlias = (
    "dict[Followed, tuple[Any, int | None]]"  # number, or elements of the leaf, and how many events there were
)
Key: TypeAlias = tuple[str | int, str, tuple[int, ...] | None]  # the same and which element
Column: TypeAlias = tuple[list[Any], list[int | None]]  # points, and for each how many events there were


class Course:
    """The rows of one loop's line, over all its executions; beyond ``MOST_POINTS`` evenly thinned."""

    def __init__(self) -> None:
        self.followed: dict[Followed, Column] = {}
        self.iterations: list[int] = []
        self.leaves: set[int] = set()  # small ones that were updated
        self.inner: list[Course] = []  # of loops that ran inside
        self.columns: dict[Key, Column] = {}  # what was followed, element by element, once it is finished
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
        for (name, of), (points, events) in self.followed.items():
            if isinstance(name, str):
                self.columns[name, of, None] = (points, events)
            else:
                for element, numbers in _elements(points):
                    told = [None if number is None else count for number, count in zip(numbers, events, strict=True)]
                    self.columns[name, of, element] = (numbers, told)

    def copied(self) -> Course:
        """The same rows, to be finished while more are added here."""
        course = copy(self)
        course.followed = {key: ([*points], [*events]) for key, (points, events) in self.followed.items()}
        course.iterations = [*self.iterations]
        course.columns = {}
        return course

    def _append(self, number: int, row: Row) -> None:
        rows = len(self.iterations)
        followed = self.followed
        for key in row:
            if key not in followed and len(followed) < MOST_COLUMNS:
                followed[key] = ([None] * rows, [None] * rows)
        for key, (points, counts) in followed.items():
            point, count = row.get(key, UNTOUCHED)
            points.append(point)
            counts.append(count)
        self.iterations.append(number)

    def _keep(self, rows: range | list[int]) -> None:
        for key, (points, events) in self.followed.items():
            self.followed[key] = ([points[row] for row in rows], [events[row] for row in rows])
        self.iterations = [self.iterations[row] for row in rows]


class Courses:
    """The course of every loop's line. ``leaf``: the tensor of a leaf's node, while it is known."""

    def __init__(self, tape: Tape, leaf: Callable[[int], Tensor | None]) -> None:
        self.tape = tape
        self.leaf = leaf
        self.courses: dict[int, Course] = {}
        self.running: list[tuple[Course, Row, int, int]] = []  # …, the row, first event of the iteration, the line
        self.renamed: dict[str, int] = {}  # names that took a leaf: which object it is

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
            if value.requires_grad and value.is_leaf:
                self.renamed[name] = id(value)
        else:
            return
        row[name, "value"] = (number, len(self.tape.events) if recorded else None)

    def passed(self) -> None:
        """While paused: a pass has run, and what leaves hold as ``.grad`` is what it left there."""
        for course, row, _, _ in self.running:
            for node in course.leaves:
                leaf = self.leaf(node)
                if leaf is not None and leaf.grad is not None and 0 < leaf.grad.numel() <= MOST_ELEMENTS:
                    row[node, "grad"] = (encoded(leaf.grad.tolist()), None)

    def end_iteration(self, *, recorded: bool) -> None:
        """The running iteration of the innermost loop is over."""
        course, row, first, _ = self.running[-1]
        if recorded:
            self._read_events(course, row, first)
        else:
            for node in course.leaves:
                leaf = self.leaf(node)
                if leaf is not None and 0 < leaf.numel() <= MOST_ELEMENTS:
                    row[node, "value"] = (encoded(leaf.tolist()), None)
        if self.renamed:
            self._say_once(course, row)
        course.add(row)

    def end_loop(self, *, recorded: bool, begun: bool) -> None:
        """The innermost loop is over."""
        if begun:
            self.end_iteration(recorded=recorded)
        self.running.pop()

    def series(self) -> list[Series]:
        """Everything that was followed; where that is too much, what changes comes before what does not."""
        found: list[tuple[bool, int, Series]] = []
        for course in self.courses.values():
            course.finish()
        for line, course in sorted(self.courses.items()):
            whole = course.iterations == [*range(len(course.iterations))]
            for (name, of, element), (points, events) in course.columns.items():
                if any((name, of, element) in inner.columns for inner in course.inner):
                    continue  # set once outside, to begin with
                changes = any(point != points[0] for point in points)
                rank = 0 if isinstance(name, str) else 1 if of == "value" else 2
                listed = None if element is None else [*element]
                series = Series(name, of, listed, line, points, events, None if whole else course.iterations)
                found.append((not changes, rank, series))
        found.sort(key=lambda one: one[:2])
        return [series for _, _, series in found[:MOST_SERIES]]

    def so_far(self) -> list[Series]:
        """The same while loops run: of the iterations that are over."""
        told = Courses(self.tape, self.leaf)
        told.courses = {line: course.copied() for line, course in self.courses.items()}
        copies = {id(course): told.courses[line] for line, course in self.courses.items()}
        for course in told.courses.values():
            course.inner = [copies.get(id(inner), inner) for inner in course.inner]
        return told.series()

    def _say_once(self, course: Course, row: Row) -> None:
        """``w -= …`` names the leaf that it writes into: it is followed as a leaf, and not once more by its name."""
        followed = {id(self.leaf(node)) for node in course.leaves}
        for name, leaf in self.renamed.items():
            if leaf in followed:
                row.pop((name, "value"), None)

    def _read_events(self, course: Course, row: Row, first: int) -> None:
        """What the events since ``first`` did to leaves."""
        values, leaves = self.tape.values, course.leaves
        arrived: Row = {}
        depth = 0
        position = first
        for event in self.tape.events[first:]:
            position += 1
            kind = event[0]
            if kind == "accumulate":
                if depth == 0 and event[5] is not None:
                    arrived[event[2], "grad"] = (event[5], position)
            elif kind == "update":
                if depth == 0 and not event[5] and _is_small(values[event[3]]):
                    leaves.add(event[1])
                    row[event[1], "value"] = (values[event[3]]["data"], position)
            elif kind == "loop":
                depth += 1
            elif kind == "end_loop":
                depth -= 1
        for (node, of), (value, count) in arrived.items():
            if node in leaves and _is_small(values[value]):
                row[node, of] = (values[value]["data"], count)


def _is_small(value: Value) -> bool:
    return 0 < prod(value["shape"]) <= MOST_ELEMENTS


def _elements(points: list[Any]) -> Iterator[tuple[tuple[int, ...] | None, list[Any]]]:
    """What a small leaf held, element by element; None where it held no such element."""
    rows = [{} if point is None else dict(zip(*_flat(point), strict=True)) for point in points]
    for element in dict.fromkeys(chain.from_iterable(rows)):
        yield element, [row.get(element) for row in rows]


def _flat(data: Any) -> tuple[Sequence[tuple[int, ...] | None], list[Any]]:
    """Where the elements of nested lists stand, and the elements; a single one stands nowhere in particular."""
    shape: list[int] = []
    elements = [data]
    while elements[0].__class__ is list:
        shape.append(len(elements[0]))
        elements = [*chain.from_iterable(elements)]
    return _places(tuple(shape)) if len(elements) > 1 else (None,), elements


@lru_cache(maxsize=64)
def _places(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [*product(*map(range, shape))]
