"""Where a piece of the syntax tree stands in the source: Python counts UTF-8 bytes in a line, we count code points."""

from __future__ import annotations

import ast
import re
import unicodedata
from typing import TypeAlias

from app.errors import Span
from app.program.place import LINE_END

Located: TypeAlias = ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias | ast.excepthandler

_WORD = re.compile(r"[^\W\d]\w*")
_BYTE_ORDER_MARK = "\ufeff"


def readable(source: str) -> str:
    """``source`` as Python's parser is given it, of the same length: a byte order mark becomes a form feed, that is nothing."""
    return "\f" + source[1:] if source.startswith(_BYTE_ORDER_MARK) else source


class Places:
    """The places of one parsed text."""

    def __init__(self, source: str) -> None:
        self._source = readable(source)
        self._starts = [0, *(end.end() for end in LINE_END.finditer(source))]

    def offset(self, line: int, column: int) -> int:
        """The code-point offset of UTF-8 byte ``column`` of ``line`` (from 1)."""
        if line > len(self._starts):
            return len(self._source)
        start = self._starts[line - 1]
        if column <= 0:
            return start
        text = self._source[start : start + column]  # a code point takes at least one byte
        return start + (column if text.isascii() else len(text.encode()[:column].decode(errors="ignore")))

    def span(self, node: Located) -> Span:
        """What ``node`` covers."""
        end_line = node.end_lineno or node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Span(self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column))

    def attribute(self, node: ast.Attribute) -> Span:
        """The name of an attribute alone: ``grad`` in ``a.grad``."""
        start, end = self.span(node.value).end, self.span(node).end
        return self.find(node.attr, start, end) or Span(start, end)

    def line(self, node: Located) -> int:
        """The number, from 1, of the line on which ``node`` begins."""
        return node.lineno

    def find(self, name: str, start: int, end: int) -> Span | None:
        """Where the word ``name`` first stands between two offsets, in whatever letters that Python reads as it."""
        for match in _WORD.finditer(self._source, start, end):
            if unicodedata.normalize("NFKC", match[0]) == name:
                return Span(*match.span())
        return None
