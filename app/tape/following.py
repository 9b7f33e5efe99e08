"""Follows Python code that no interpreter of ours runs: which piece of its text runs, and what its variables hold.

Asked before every call of torch. The piece is the one that Python's own tracebacks would underline. Variables are those
of the frame in which the recording began; a tensor is named once something has been recorded of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice
from sys import _getframe
from types import CodeType, FrameType

import torch
from torch import Tensor
from torch.nn import Module

from app.errors import Span
from app.tape.iterations import Iterations
from app.tape.record import FEW, record, torch_itself
from app.tape.tape import Place
from app.tape.window import BUDGET

UNIT = 2  # bytes of an instruction


class Following:
    """Follows the code of ``frame``, whose text is ``source`` (empty: it is not known), for ``recorder``."""

    def __init__(self, recorder: record, frame: FrameType, source: str) -> None:
        self.recorder = recorder
        self.frame = frame
        self.lines = source.splitlines(keepends=True)
        self.starts = [0, *accumulate(map(len, self.lines))]
        self.positions = cache(_positions)
        self.place: tuple[CodeType, int] | None = None
        self.iterations = Iterations(recorder.loops, frame, source)
        self.called: dict[str, Place] = {}  # what each name was last seen to stand for
        self.held: dict[str, object] = dict(self._variables())
        self.ended = False  # the budget was used up
        self.threads = torch.get_num_threads()
        torch.set_num_threads(1)  # what is written down of small tensors takes many times as long on several
        recorder.look = self.look
        self._note()

    def look(self, *_: object) -> None:
        """A call of torch is about to be made."""
        recorder = self.recorder
        if self.ended or recorder.calls.running is not None:
            return
        paused = recorder.paused
        with torch_itself():
            self._move()
            if not recorder.paused and len(recorder.tape.events) >= BUDGET:
                self.ended = True
                recorder._pause()
        if recorder.paused is not paused:
            torch.set_num_threads(self.threads if recorder.paused else 1)

    def close(self) -> None:
        """The recording is about to end."""
        recorder = self.recorder
        recorder.look = None
        with torch_itself():
            self._note()
            if self.ended:
                recorder._resume()
            self.iterations.close()
            self._note()
            variables = dict(self._variables())
            for name in self.called:
                if isinstance(value := variables.get(name), Tensor):
                    recorder.naming.take(name, value, local=False, recorded=recorder.values.is_known(value))
                else:
                    recorder.naming.drop(name)
            for name, value in variables.items():
                if isinstance(value, Module) and any(map(recorder.values.is_known, value.parameters())):
                    recorder.naming.take(name, value, local=False, recorded=True)
        torch.set_num_threads(self.threads)

    def _move(self) -> None:
        """Tells the tape where the code is now, where that has changed; what was assigned before belongs to before."""
        frame = self._innermost()
        place = (frame.f_code, frame.f_lasti)
        if place != self.place:
            self._note()
            self.place = place
        if not self.lines:
            return
        line, _, column, _ = self.positions(self.frame.f_code, self.frame.f_lasti)
        if line is not None and column is not None:
            self.iterations.follow((line, column))
        self.recorder.tape.at(*self._piece(*self.positions(*place)))

    def _innermost(self) -> FrameType:
        """The innermost frame of the same text: a function of the same cell, say."""
        text = self.frame.f_code.co_filename
        frame: FrameType | None = _getframe(2)
        while frame is not None and frame.f_code.co_filename != text:
            frame = frame.f_back
        return frame or self.frame

    def _piece(
        self, line: int | None, last: int | None, column: int | None, end: int | None
    ) -> tuple[Span | None, int | None]:
        if line is None or last is None or column is None or end is None:
            return None, line
        return Span(self._offset(line, column), self._offset(last, end)), line

    def _offset(self, line: int, column: int) -> int:
        """Code points before ``column``, which counts bytes of UTF-8."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def _note(self) -> None:
        """Names what was recorded, and lets go of what nobody holds any more."""
        recorder = self.recorder
        values, naming = recorder.values, recorder.naming
        for name, value in self._variables():
            if self.held.get(name) is not value:
                self.held[name] = value
                if isinstance(value, Tensor | float) and name not in self.iterations.counters:
                    recorder.courses.named(name, value, recorded=not recorder.paused)
            if isinstance(value, Module):
                recorder.groups.called(name, value)
            elif isinstance(value, Tensor) and not recorder.paused and values.is_known(value):
                place = values.locate(value)
                if self.called.get(name) != place:
                    self.called[name] = place
                    naming.take(name, value, local=False, recorded=True)
        if len(values.states) > recorder.sweep_at and not recorder.groups.inside:
            recorder.graph.sweep()
            recorder.sweep_at = 2 * len(values.states) + FEW

    def _variables(self) -> Iterator[tuple[str, object]]:
        """Names and what they hold; those that a notebook makes for itself begin with ``_``."""
        return ((name, value) for name, value in [*self.frame.f_locals.items()] if not name.startswith("_"))


def _positions(code: CodeType, instruction: int) -> tuple[int | None, int | None, int | None, int | None]:
    """First and last line, first and last column in bytes, of what an instruction stands for."""
    return next(islice(code.co_positions(), instruction // UNIT, None))
