"""The errors of Tapedeck, by whose fault they are.

TapedeckError
├── AuthorError              the author of the program: its text reaches the reader, with the place
│   ├── ReadError            the text cannot be read; nothing has run           → 422
│   ├── InputError           an input does not fit the program                  → 422
│   ├── LimitError           a budget was used up (code ``limit-…``)            → 200 with the trace so far, or 422
│   └── RunError             the program stopped while it ran                   → 200 with the trace so far
├── CallerError              the one who called the API or the command line     → 400, 404, 408, 413–415, 421, 422, 429, 431, 501, 503
└── OwnError                 ours: logged with an id, shown only as that id     → 500

An error carries no sentence. It carries a stable kebab-case ``code`` and the ``facts`` that its sentence needs;
``app.words`` holds the sentence ``error.<code>`` and, where there is one, the hint ``hint.<code>`` in every language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Span(NamedTuple):
    """A half-open, 0-based range of the source, in Unicode code points."""

    start: int
    end: int


class Repair(NamedTuple):
    """A replacement that would mend the text: put ``text`` in place of ``span``."""

    span: Span
    text: str


class Related(NamedTuple):
    """A second place that belongs to the error; its sentence is ``error.<code>``."""

    span: Span
    code: str


Fact: TypeAlias = str | int | float


class TapedeckError(Exception):
    """Any error that this program raises on purpose."""


@dataclass(eq=False)
class AuthorError(TapedeckError):
    """The program that a person wrote cannot be read or carried out.

    ``span`` points into the source, or is ``None`` where no single place is to blame.
    """

    code: str
    span: Span | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    related: tuple[Related, ...] = ()
    setup: str | None = None  # program text that, run first, gives what is missing

    def __str__(self) -> str:
        return f"{self.code} {self.facts} at {self.span}"


class ReadError(AuthorError):
    """The text is not in the language."""


class InputError(AuthorError):
    """A value given beside the text does not fit it."""


class LimitError(AuthorError):
    """The program asks for more than its budget. ``seconds``: worker time that it took, put in by whoever waited for it."""

    seconds = 0.0


class RunError(AuthorError):
    """The program was read and stopped while running; ``facts['torch']`` holds torch's own message, where it has one."""


@dataclass(eq=False)
class CallerError(TapedeckError):
    """The request itself is wrong, whatever program it carries; ``status`` is the HTTP status."""

    code: str
    status: int
    facts: dict[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code} ({self.status}) {self.facts}"


class OwnError(TapedeckError):
    """Something that should not be possible happened; its text is for the log only."""
