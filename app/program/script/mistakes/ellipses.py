"""Lines of dots where a page leaves code out: ``……``."""

from __future__ import annotations

import re

from app.errors import Fact
from app.program.script.mistakes.text import Edits, Mistake, Text
from app.program.script.scan import COMPOUND, Line

_DOTS = re.compile(r"(?:[…⋯‥・·。．︙⋮]|\.{2,}|\. (?=\.))[…⋯‥・·。．︙⋮. ]*")
_STEP = "    "


def find(text: Text) -> Mistake | None:
    """Lines of nothing but dots, where Python's own three dots do not stand; one repair puts ``...`` in place of all."""
    marks = [line for line in text.lines if _is_left_out(text, line)]
    if not marks:
        return None
    edits = Edits(text.source)
    for line in marks:
        edits.replace(line.start, _end(line), _indentation(text, line) + "...")
    first = marks[0]
    place = first.first.span._replace(end=_end(first))
    facts: dict[str, Fact] = {"found": text.source[slice(*place)][:20]}
    return Mistake("left-out", place, facts, (edits.result,))


def _is_left_out(text: Text, line: Line) -> bool:
    dots = text.source[line.first.start : _end(line)]
    return dots != "..." and _DOTS.fullmatch(dots) is not None


def _end(line: Line) -> int:
    return line.last.end


def _indentation(text: Text, mark: Line) -> str:
    """Of the block in which the dots stand: behind the head of one that of the line that follows, else their own."""
    code = [line for line in text.lines if not _is_left_out(text, line)]
    before = [line for line in code if line.start < mark.start]
    after = [line for line in code if line.start > mark.start]
    if not before or not _opens(before[-1]):
        return mark.indent
    indent = before[-1].indent
    if after and len(after[0].indent) > len(indent):
        return after[0].indent
    return indent + _STEP


def _opens(line: Line) -> bool:
    return line.last.text == ":" or line.first.text in COMPOUND
