"""How far a run has come, asked for while it runs: a listener before the tape that remembers the outermost loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import Span
from app.tape import Tape


class Progress:
    """Hands everything on to ``tape``. What is told most often goes there directly."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._open = 0  # loops
        self._total: int | None = None
        self._iteration: int | None = None
        self.partial: Callable[[], None] | None = None  # called between iterations of the outermost loop
        self.at: Callable[..., None] = tape.at
        self.bind: Callable[..., None] = tape.bind
        self.unbind: Callable[..., None] = tape.unbind
        self.literal: Callable[..., None] = tape.literal
        self.printed: Callable[..., None] = tape.printed
        self.drawn: Callable[..., None] = tape.drawn
        self.setup: Callable[..., None] = tape.setup
        self.watch: Callable[..., bool] = tape.watch

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop begins."""
        if not self._open:
            self._total = total
        self._open += 1
        self._tape.loop(span, line, total)

    def iteration(self, number: int) -> None:
        """An iteration of the innermost loop begins."""
        if self._open == 1:
            self._iteration = number
            self._tape.iteration(number)
            if self.partial is not None:
                self.partial()
        else:
            self._tape.iteration(number)

    def end_loop(self) -> None:
        """The innermost loop is over."""
        self._open -= 1
        if not self._open:
            self._total = self._iteration = None
        self._tape.end_loop()

    def report(self) -> dict[str, Any]:
        """The progress line of ``docs/api.md``; may be asked for at any point of the run."""
        iteration, total = self._iteration, self._total
        return {
            "kind": "progress",
            "line": self._tape.line,
            "iteration": iteration,
            "total": total,
            "operations": len(self._tape.nodes),
            "share": iteration / total if total and iteration is not None else None,
        }
