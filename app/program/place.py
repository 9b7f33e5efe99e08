"""Where a span lies: its line and columns, and the source line with carets under it, for people and terminals."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from app.errors import Span

LINE_END = re.compile(r"\r\n?|\n")
_WINDOW = 100  # columns of a long line that are shown around the place; fits any terminal


class Where(NamedTuple):
    """A place for people: lines and columns count from 1, columns in code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def where(source: str, span: Span) -> Where:
    """The lines and columns of ``span``. An offset outside the source counts as its nearest end."""
    line, column = _line_and_column(source, span.start)
    end_line, end_column = _line_and_column(source, span.end)
    return Where(line, column, end_line, end_column)


def line_of(source: str, offset: int) -> int:
    """The number of the line, from 1, that holds ``offset``."""
    return _line_and_column(source, offset)[0]


def _line_and_column(source: str, offset: int) -> tuple[int, int]:
    offset = max(0, min(offset, len(source)))
    line, start = 1, 0
    for end in LINE_END.finditer(source, 0):
        if end.end() > offset:
            break
        line, start = line + 1, end.end()
    return line, offset - start + 1


def pointed(source: str, span: Span) -> str:
    """The first line that ``span`` touches and, under it, carets exactly as wide as the text they point at.

    Wide (Korean, full-width) characters take two columns, combining marks none. Control characters are shown as ``�``:
    a source never steers the terminal.
    """
    offset = max(0, min(span.start, len(source)))
    line, column = _line_and_column(source, offset)
    start = offset - column + 1
    found = LINE_END.search(source, start)
    text = source[start : found.start() if found else len(source)]
    first = min(column - 1, len(text))
    last = max(first, min(span.end - start, len(text)))
    text, first, last = _clip(printable(text), first, last)
    gutter = f"{line} | "
    blank = " " * (len(gutter) - 2) + "| "
    carets = "^" * max(1, columns(text[first:last]))
    return f"{gutter}{text}\n{blank}{' ' * columns(text[:first])}{carets}"


def printable(line: str) -> str:
    """``line`` with control characters shown as ``�``: a source never steers the terminal."""
    return "".join(map(_visible, line))


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "�" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") else character


def _clip(text: str, first: int, last: int) -> tuple[str, int, int]:
    """A window of a long line around ``first``, with ``…`` where it was cut; the offsets move with it."""
    if len(text) <= _WINDOW:
        return text, first, last
    start = max(0, min(first - _WINDOW // 2, len(text) - _WINDOW))
    end = start + _WINDOW
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    shift = len(before) - start
    return before + text[start:end] + after, first + shift, min(last, end) + shift
