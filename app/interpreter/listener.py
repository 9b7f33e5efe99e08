"""What the interpreter tells whoever listens while it runs. A recorder listens; so may a test."""

from __future__ import annotations

from typing import Protocol

from app.errors import Span


class Listener(Protocol):
    """Told before torch is called, so that what torch does next can be given its place in the source."""

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        """The operations that follow come from ``span``. ``reflected``: the left operand is a plain number."""

    def bind(self, name: str, value: object) -> None:
        """The user's ``name`` now holds ``value``."""

    def literal(self, tensor: object, number: float) -> None:
        """``tensor`` stands for a ``number`` of the text, in a call of torch that takes no plain number."""

    def printed(self, text: str, line: int | None) -> None:
        """The program printed ``text``."""
