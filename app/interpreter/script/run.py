"""``prepare(script)`` resolves every name of a Script against the tables; ``Prepared.run`` then carries it out."""

from __future__ import annotations

from dataclasses import dataclass

from app.interpreter.listener import Listener
from app.program.program import Note, Script


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves beside what its listener was told."""

    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A Script whose every name is known to be allowed."""

    script: Script

    def run(self, listener: Listener) -> Result:
        """Carries the script out. Raises RunError or LimitError; the listener has then seen everything before."""
        raise NotImplementedError


def prepare(script: Script) -> Prepared:
    """Compiles ``script``. Raises ReadError, with the place, before anything runs."""
    return Prepared(script)
