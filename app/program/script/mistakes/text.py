"""What a finder of mistakes is given, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from app.errors import Fact, Related, Repair, Span
from app.program.script.scan import Line, Token, lines

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


@dataclass(frozen=True)
class Text:
    """A text that Python cannot read, and how Python says so."""

    source: str
    tokens: list[Token]
    failure: SyntaxError

    @cached_property
    def lines(self) -> list[Line]:
        """The logical lines that hold code."""
        return lines(self.source, self.tokens)

    @cached_property
    def starts(self) -> list[int]:
        """Where the physical lines begin."""
        return [match.start() for match in LINE.finditer(self.source) if match[0]] or [0]

    @cached_property
    def place(self) -> Span:
        """Where Python stopped, at least one character wide where there is one."""
        failure = self.failure
        start = self._offset(failure.lineno, failure.offset)
        end = self._offset(failure.end_lineno, failure.end_offset)
        return Span(start, max(end, min(start + 1, len(self.source))))

    def _offset(self, line: int | None, column: int | None) -> int:
        if line is None or line < 1:
            return 0
        if line > len(self.starts):
            return len(self.source)
        return min(self.starts[line - 1] + max(0, (column or 1) - 1), len(self.source))

    @cached_property
    def code_starts(self) -> list[int]:
        """Where the physical lines begin that do not begin inside a string."""
        long = [token for token in self.tokens if token.kind == "string" and ("\n" in token.text or "\r" in token.text)]
        strings = [(token.start, token.end) for token in long]
        return [start for start in self.starts if not any(first < start < last for first, last in strings)]

    def line_at(self, offset: int) -> Line | None:
        """The logical line of code that holds ``offset``, or the last one before it."""
        before = [line for line in self.lines if line.start <= offset]
        return before[-1] if before else None


class Mistake(NamedTuple):
    """A mistake that was recognised. ``mended``: whole texts that might do, the likeliest first; each will be tried."""

    code: str
    span: Span
    facts: Mapping[str, Fact] = {}
    mended: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass
class Edits:
    """A text under repair: pieces of it are replaced, from left to right."""

    source: str
    _done: list[str] = field(default_factory=list)
    _end: int = 0

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` in place of ``start`` to ``end``, which lie after every earlier edit."""
        self._done += [self.source[self._end : start], text]
        self._end = end

    @property
    def result(self) -> str:
        """The text with all edits made."""
        return "".join(self._done) + self.source[self._end :]


def edited(source: str, start: int, end: int, text: str) -> str:
    """``source`` with ``text`` in place of ``start`` to ``end``."""
    return source[:start] + text + source[end:]


def repair_between(source: str, mended: str) -> Repair:
    """The one smallest replacement that makes ``mended`` of ``source``."""
    start = 0
    most = min(len(source), len(mended))
    while start < most and source[start] == mended[start]:
        start += 1
    same = 0
    while same < most - start and source[-1 - same] == mended[-1 - same]:
        same += 1
    return Repair(Span(start, len(source) - same), mended[start : len(mended) - same])
