"""The tokens of an expression: what the lexer makes, the names refine and the parser reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.errors import Span

Kind: TypeAlias = Literal[
    "number",  # text: its digits
    "fraction",  # text: one character such as ½
    "constant",  # text: e or π
    "word",  # letters that may still be one name, a product of names, or a function
    "name",  # text: a finished name
    "function",  # text: the word in FUNCTIONS, or a user's function; index: the base of a logarithm
    "operator",  # + - * / @ ⊙ ^ = ,
    "open",
    "close",
    "bar",  # | ‖ ||
    "big",  # text: sum or prod; index: its running index
    "root",
    "frac",
    "raise",  # opens a run of superscripts
    "lower",  # ends it
    "transpose",
    "subscript",  # after a bar: which norm
    "newline",
    "end",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a word: letters (each with its marks) and what belongs to the last of them: digits, subscripts, primes."""

    letters: tuple[str, ...]
    places: tuple[int, ...]
    tail: str
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the half-open range of the source it was read from."""

    kind: Kind
    text: str
    start: int
    end: int
    index: str = ""
    command: bool = False  # written as a LaTeX command
    pieces: tuple[Piece, ...] = ()

    @property
    def span(self) -> Span:
        """The range of the source."""
        return Span(self.start, self.end)

    def is_operator(self, *texts: str) -> bool:
        """Whether it is one of these operators."""
        return self.kind == "operator" and self.text in texts
