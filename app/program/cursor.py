"""A place in the tokens of one line, and how deep the parser has gone from there."""

from __future__ import annotations

from app.errors import LimitError, Span
from app.program.builder import Builder
from app.program.tokens import Token


class Cursor:
    """Walks over the tokens; what reads them derives from it."""

    def __init__(self, tokens: list[Token], span: Span, builder: Builder) -> None:
        self.tokens = [*tokens, Token("end", "", span.end, span.end)]
        self.builder = builder
        self.place = 0
        self.nesting = 0

    @property
    def _token(self) -> Token:
        return self.tokens[self.place]

    @property
    def _before(self) -> Token:
        return self.tokens[self.place - 1]

    def _take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def _enter(self) -> None:
        self.nesting += 1
        if self.nesting > self.builder.limits.nesting:
            raise LimitError("limit-nesting", self._token.span, {"limit": self.builder.limits.nesting})

    def _signs(self) -> list[Token]:
        """The signs that stand before an operand."""
        signs: list[Token] = []
        while self._token.is_operator("+", "-"):
            signs.append(self._take())
            if len(signs) > self.builder.limits.nesting:
                raise LimitError("limit-nesting", signs[-1].span, {"limit": self.builder.limits.nesting})
        return signs
