"""Where a trace repeats itself: the iterations of its loops that are alike, as ranges of each of its lists."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

FEWEST = 4  # rounds worth folding: with fewer, what says that they repeat is as long as what it saves
LISTS = ("values", "nodes", "edges", "steps", "autograd", "groups", "loops")


class Rounds(NamedTuple):
    """From ``start`` on the records of a list are ``times`` times ``period`` ones that are alike."""

    start: int
    period: int
    times: int


class Mark(NamedTuple):
    """Where one iteration begins in every list, as near as can be told; a piece that begins elsewhere is only longer."""

    values: int
    nodes: int
    edges: int
    steps: int
    autograd: int
    groups: int
    loops: int


def rounds(trace: dict[str, Any]) -> dict[str, list[Rounds]]:
    """For every list the stretches to fold, in order and apart. Outer loops come before inner ones."""
    found: dict[str, list[Rounds]] = {name: [] for name in LISTS}
    marks = Marks(trace) if trace["loops"] else None
    covered: list[tuple[int, int]] = []
    for loop in trace["loops"]:
        if marks is None or any(start <= loop["starts"][0] < end for start, end in covered if loop["starts"]):
            continue
        listed = [marks.at(first) for first in loop["starts"]]
        for start, count in alike(listed):
            here, there = listed[start], listed[start + 1]
            covered.append((here.steps, here.steps + count * (there.steps - here.steps)))
            for name, begin, after in zip(LISTS, here, there, strict=True):
                if after > begin:
                    found[name].append(Rounds(begin, after - begin, count))
    return {name: [*_apart(sorted(stretches))] for name, stretches in found.items()}


class Marks:
    """Finds where an iteration begins: its first operation, and what was written down with it."""

    def __init__(self, trace: dict[str, Any]) -> None:
        self._nodes = trace["nodes"]
        self._targets = [edge["target"] for edge in trace["edges"]]
        self._operations = [
            (index, step["node"]) for index, step in enumerate(trace["steps"]) if step["kind"] == "forward"
        ]
        self._end = Mark(*(len(trace[name]) for name in LISTS))
        self._loop_starts = [loop["starts"][0] if loop["starts"] else loop["end"] for loop in trace["loops"]]

    def at(self, step: int) -> Mark:
        """Of the iteration that begins with ``step``."""
        place = bisect_left(self._operations, (step,))
        if place == len(self._operations):
            return self._end._replace(steps=step)
        index = self._operations[place][1]
        node = self._nodes[index]
        return Mark(
            values=node["value"] or 0,
            nodes=index,
            edges=bisect_left(self._targets, index),
            steps=step,
            autograd=next(iter(node["autograd"]), 0),
            groups=node["group"] or 0,
            loops=bisect_left(self._loop_starts, step + 1),
        )


def alike(marks: list[Mark]) -> Iterator[tuple[int, int]]:
    """Runs of iterations that are as far from the next one as their neighbours: first iteration and how many.

    The first of a run is left out: what it refers to lies in an iteration that was different.
    """
    steps = [tuple(after - here for here, after in zip(*pair, strict=True)) for pair in pairwise(marks)]
    start = 0
    for end in range(1, len(steps) + 1):
        if end == len(steps) or steps[end] != steps[start]:
            if end - start - 1 >= FEWEST:
                yield start + 1, end - start - 1
            start = end


def _apart(stretches: list[Rounds]) -> Iterator[Rounds]:
    """Those that begin after the end of the one before."""
    reached = 0
    for stretch in stretches:
        if stretch.start >= reached:
            yield stretch
            reached = stretch.start + stretch.period * stretch.times
