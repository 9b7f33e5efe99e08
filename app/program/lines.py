"""Lines: where one ends, and which name a line gives a value to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.errors import Span
from app.program.tokens import Token


@dataclass(frozen=True, slots=True)
class RawLine:
    """The tokens of one line: what stands left of ``=`` taken apart, what stands right of it still flat."""

    name: Token | None
    parameters: tuple[Token, ...] | None
    tokens: tuple[Token, ...]
    span: Span
    head: str = ""
    parameter_names: tuple[str, ...] = ()


def split(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens line by line, empty lines left out."""
    line: list[Token] = []
    for token in tokens:
        if token.kind in ("newline", "end"):
            if line:
                yield line
            line = []
        else:
            line.append(token)


def taken_apart(line: list[Token]) -> RawLine:
    """``name = …`` and ``name(parameters) = …`` recognised; any other line is a bare value."""
    span = Span(line[0].start, line[-1].end)
    first = line[0]
    sigma = first.kind == "big" and first.end - first.start == 1
    if len(line) < 2 or not (first.kind in ("word", "name") or sigma):
        return RawLine(None, None, tuple(line), span)
    if line[1].is_operator("="):
        name = replace(first, kind="name", text="Σ") if sigma else first
        return RawLine(name, None, tuple(line[2:]), span)
    if line[1].kind == "open":
        for place, token in enumerate(line[2:], start=2):
            if token.kind == "close" and place + 1 < len(line) and line[place + 1].is_operator("="):
                names, commas = line[2:place:2], line[3:place:2]
                good = all(n.kind in ("word", "name") for n in names) and all(c.is_operator(",") for c in commas)
                if good and (place - 2) % 2 == 1:
                    return RawLine(first, tuple(names), tuple(line[place + 2 :]), span)
                break
            if token.kind in ("open", "close"):
                break
    return RawLine(None, None, tuple(line), span)
