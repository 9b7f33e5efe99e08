"""Where a piece of the syntax tree stands in the source: Python counts UTF-8 bytes in a line, we count code points."""

from __future__ import annotations

import ast

from app.errors import Span


class Places:
    """The places of one parsed text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = source.splitlines(keepends=True) or [""]
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """The code-point offset of UTF-8 byte ``column`` of ``line`` (from 1)."""
        if line > len(self._lines):
            return len(self._source)
        text = self._lines[line - 1]
        before = column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))
        return self._starts[line - 1] + before

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias | ast.excepthandler) -> Span:
        """What ``node`` covers."""
        end_line = node.end_lineno or node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Span(self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column))
