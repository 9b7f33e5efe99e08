"""Indentation: tabs mixed with spaces, lines too far right or left, blocks without a line."""

from __future__ import annotations

import textwrap

from app.errors import Fact, Related, Span
from app.program.script.mistakes.text import LINE, Edits, Mistake, Text, edited
from app.program.script.scan import Line

_STEP = "    "
_TAB_WIDTHS = (4, 8, 2)  # what editors show a tab as, the likeliest first


def find_tabs(text: Text) -> Mistake | None:
    """Tabs and spaces in one text, where Python cannot tell which lines stand below each other."""
    if not isinstance(text.failure, IndentationError):
        return None
    tabs = [line for line in text.lines if "\t" in line.indent]
    others = [line for line in text.lines if " " in line.indent]
    if not tabs or not others:
        return None
    line = text.line_at(text.place.start) or others[0]
    place = Span(line.start, line.first.start) if line.indent else line.first.span
    facts: dict[str, Fact] = {"line": _number(text, tabs[0].start), "other": _number(text, others[0].start)}
    return Mistake("mixed-tabs", place, facts, tuple(_expanded(text, width) for width in _TAB_WIDTHS))


def find(text: Text) -> Mistake | None:
    """An indentation that Python cannot follow."""
    if not isinstance(text.failure, IndentationError):
        return None
    line = text.line_at(text.place.start)
    if line is None:
        return None
    message = text.failure.msg
    if message.startswith("expected an indented block"):
        return _block_missing(text, line)
    if message.startswith("too many"):
        return Mistake("indented-too-deep", line.first.span)
    levels = _levels(text, line)
    code = "unexpected-indent" if message.startswith("unexpected") else "unindent"
    mended = [textwrap.dedent(text.source)] if code == "unexpected-indent" else []
    nearest = sorted(levels, key=lambda indent: (abs(len(indent) - len(line.indent)), -len(indent)))
    mended += [_moved(text, line, indent) for indent in nearest]
    mended += [_moved(text, line, indent, alone=True) for indent in nearest]
    place = Span(line.start, line.first.start) if line.indent else line.first.span
    return Mistake(code, place, {}, tuple(mended))


def _number(text: Text, offset: int) -> int:
    return sum(start <= offset for start in text.starts)


def _expanded(text: Text, width: int) -> str:
    edits = Edits(text.source)
    for start in text.code_starts:
        line = LINE.match(text.source, start)
        assert line is not None  # the pattern matches anything
        indent = line[0][: len(line[0]) - len(line[0].lstrip(" \t"))]
        edits.replace(start, start + len(indent), indent.expandtabs(width))
    return edits.result


def _levels(text: Text, line: Line) -> list[str]:
    """The indentations that are open where ``line`` stands."""
    levels: list[str] = []
    for before in text.lines:
        if before.start >= line.start:
            break
        levels = [indent for indent in levels if len(indent) < len(before.indent)] + [before.indent]
    return levels


def _moved(text: Text, line: Line, indent: str, *, alone: bool = False) -> str:
    """``line``, and what stands at least as far right right after it, moved to ``indent``."""
    edits = Edits(text.source)
    for other in text.lines:
        if other.start < line.start:
            continue
        if len(other.indent) < len(line.indent) or (alone and other is not line):
            break
        edits.replace(other.start, other.start + len(other.indent), indent + other.indent[len(line.indent) :])
    return edits.result


def _block_missing(text: Text, line: Line) -> Mistake:
    """``for …:`` and then nothing that stands further right."""
    headers = [one for one in text.lines if one.start < line.start] if _is_after(text, line) else text.lines
    header = headers[-1] if headers else line
    indent = header.indent + _STEP
    related = (Related(header.first.span, "block-opened-here"),)
    facts: dict[str, Fact] = {"word": header.first.text, "line": _number(text, header.start)}
    empty = edited(text.source, header.end, header.end, f"\n{indent}...")
    if header is line:
        return Mistake("block-missing", header.first.span, facts, (empty,), ())
    until_blank = _indented(text, line, header)
    return Mistake("block-missing", line.first.span, facts, (*until_blank, empty), related)


def _is_after(text: Text, line: Line) -> bool:
    """Whether Python stopped at a line that is there, and not at the end of the text."""
    return text.place.start <= line.end and line is not text.lines[0]


def _indented(text: Text, line: Line, header: Line) -> tuple[str, ...]:
    """The lines up to a blank one moved right; then only the first."""
    block: list[Line] = []
    for other in (one for one in text.lines if one.start >= line.start):
        gap = text.source[block[-1].end : other.start] if block else ""
        if len(other.indent) < len(header.indent) or gap.count("\n") > 1:
            break
        block.append(other)
    whole, first = Edits(text.source), Edits(text.source)
    for other in block:
        whole.replace(other.start, other.start, _STEP)
    first.replace(line.start, line.start, _STEP)
    return whole.result, first.result
