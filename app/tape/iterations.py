"""The loops of Python code that no interpreter of ours runs, told by where its calls of torch come from.

An iteration begins where what a ``for`` loop assigns is another object than before, or where a statement of the loop
comes after a later one. Iterations without a call of torch are not seen, and not counted.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from types import FrameType
from typing import NamedTuple, TypeAlias

from app.tape.loops import Loops

Loop: TypeAlias = "ast.For | ast.While"
Position: TypeAlias = tuple[int, int]  # line, from 1, and column in bytes of UTF-8


class Stay(NamedTuple):
    """Where a loop is: in which statement of its body (-1: at its head), and what it has assigned."""

    loop: Loop
    statement: int
    assigned: tuple[object, ...]


class Iterations:
    """Tells ``loops`` of those in ``source`` that run in ``frame``, but for those that the recording began in."""

    def __init__(self, loops: Loops, frame: FrameType, source: str) -> None:
        self.loops = loops
        self.frame = frame
        self.running: list[Stay] = []
        try:
            nodes = [*ast.walk(ast.parse(source))]
        except SyntaxError:  # of a notebook's own, such as a line that begins with %
            nodes = []
        found = [node for node in nodes if isinstance(node, ast.For | ast.While)]
        inside = [loop for loop in found if not loop.lineno < frame.f_lineno <= _end(loop)[0]]
        self.known = sorted(inside, key=_start)
        self.counters = {name for loop in self.known for name in _assigned(loop)}
        self.inside = cache(self._inside)

    def follow(self, position: Position) -> None:
        """The frame runs what stands at ``position``."""
        inside = self.inside(position)
        for depth, (loop, statement) in enumerate(inside):
            stay = Stay(loop, statement, tuple(self.frame.f_locals.get(name) for name in _assigned(loop)))
            awaits = statement < 0  # whether there is another iteration
            before = self.running[depth] if depth < len(self.running) else None
            if before is None or before.loop is not loop:
                self._leave(depth)
                if awaits:  # it has not begun
                    return
                self.loops.begin(None, loop.lineno, self._total(loop))
                self.running.append(stay)
            elif awaits:
                self.running[depth] = before._replace(statement=len(loop.body))
                continue
            else:
                self.running[depth] = stay
                if not _again(before, stay):
                    continue
                self._leave(depth + 1)
            self.loops.iterate(self.loops.frames[-1].number + 1, may_pause=True)
        self._leave(len(inside))

    def close(self) -> None:
        """The recording is about to end; lets go of the frame."""
        self._leave(0)
        del self.inside, self.frame

    def _leave(self, depth: int) -> None:
        while len(self.running) > depth:
            self.running.pop()
            self.loops.end()

    def _inside(self, position: Position) -> list[tuple[Loop, int]]:
        """The loops around a position, outer ones first, and in which of their statements it stands."""
        return [
            (loop, sum(_start(statement) <= position for statement in loop.body) - 1)
            for loop in self.known
            if _start(loop) <= position < _end(loop)
        ]

    def _total(self, loop: Loop) -> int | None:
        """How many iterations ``for … in range(…)`` will have, where its numbers are plain, or variables that hold some."""
        if not (isinstance(loop, ast.For) and isinstance(call := loop.iter, ast.Call) and not call.keywords):
            return None
        if not (isinstance(call.func, ast.Name) and call.func.id == "range"):
            return None
        numbers = [*self._numbers(call.args)]
        return len(range(*numbers)) if len(numbers) == len(call.args) else None

    def _numbers(self, arguments: list[ast.expr]) -> Iterator[int]:
        for argument in arguments:
            name = argument.id if isinstance(argument, ast.Name) else ""
            value = argument.value if isinstance(argument, ast.Constant) else self.frame.f_locals.get(name)
            if isinstance(value, int):
                yield value


def _again(before: Stay, now: Stay) -> bool:
    """Whether another iteration has begun."""
    others = any(one is not other for one, other in zip(before.assigned, now.assigned, strict=True))
    return others or now.statement < before.statement


def _start(node: ast.stmt | ast.expr) -> Position:
    return node.lineno, node.col_offset


def _end(loop: Loop) -> Position:
    """Where its body ends; an ``else`` is no part of any iteration."""
    last = loop.body[-1]
    assert last.end_lineno is not None
    assert last.end_col_offset is not None
    return last.end_lineno, last.end_col_offset


@cache
def _assigned(loop: Loop) -> tuple[str, ...]:
    """The names that a ``for`` loop assigns."""
    if isinstance(loop, ast.While):
        return ()
    return tuple(node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name))
