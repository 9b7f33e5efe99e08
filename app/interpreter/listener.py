"""What the interpreter tells whoever listens while it runs. A recorder listens; so may a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from app.errors import Span


class Listener(Protocol):
    """Told before torch is called, so that what torch does next can be given its place in the source."""

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        """The operations that follow come from ``span``. ``reflected``: the left operand is a plain number."""

    def bind(self, name: str, value: object, *, local: bool = False) -> None:
        """The user's ``name`` now holds ``value``. ``local``: it is a name inside a function, gone at its end."""

    def unbind(self, name: str) -> None:
        """The user's ``name`` holds nothing any more: ``del``, or the end of ``except … as name``."""

    def literal(self, tensor: object, number: float) -> None:
        """``tensor`` stands for a ``number`` of the text, in a call of torch that takes no plain number."""

    def printed(self, text: str, line: int | None) -> None:
        """The program printed ``text``."""

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop of the program begins; ``total`` is how many iterations it will have, where that is known."""

    def iteration(self, number: int) -> None:
        """Iteration ``number``, from 0, of the innermost loop begins."""

    def end_loop(self) -> None:
        """The innermost loop is over, however it ended."""

    def drawn(self, chart: dict[str, Any], line: int | None) -> None:
        """The program showed a chart: see ``Chart`` in ``app.trace.schema``."""

    def setup(self, *, begins: bool) -> None:
        """The hidden set-up begins or ends: what runs in it is shown folded, and its output not at all."""

    def watch(self, look: Callable[..., None]) -> bool:
        """Asks that ``look(function, args, kwargs)`` be called before every call of torch. False: they are not seen here."""


class Silent:
    """A listener that is told everything and keeps nothing."""

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        """Nobody is listening."""

    def bind(self, name: str, value: object, *, local: bool = False) -> None:
        """Nobody is listening."""

    def unbind(self, name: str) -> None:
        """Nobody is listening."""

    def literal(self, tensor: object, number: float) -> None:
        """Nobody is listening."""

    def printed(self, text: str, line: int | None) -> None:
        """Nobody is listening."""

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """Nobody is listening."""

    def iteration(self, number: int) -> None:
        """Nobody is listening."""

    def end_loop(self) -> None:
        """Nobody is listening."""

    def drawn(self, chart: dict[str, Any], line: int | None) -> None:
        """Nobody is listening."""

    def setup(self, *, begins: bool) -> None:
        """Nobody is listening."""

    def watch(self, look: Callable[..., None]) -> bool:  # noqa: ARG002
        """Nobody is listening."""
        return False
