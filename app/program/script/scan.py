"""The tokens of a text that is meant to be Python, read so leniently that a wrong text has tokens as well.

Python's own tokenizer stops at the first mistake; to explain one, what stands around it must be known.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from app.errors import Span

Kind = Literal["name", "number", "string", "unclosed", "smart", "comment", "open", "close", "operator", "line", "stray"]

CLOSERS = {"(": ")", "[": "]", "{": "}"}
COMPOUND = ("if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally")
SMART_DOUBLE, SMART_SINGLE = "“”„‟＂«»", "‘’‚‛＇"

_TOKEN = re.compile(
    rf"""
      (?P<skip>[ \t\f]+ | \\(?:\r\n?|\n))
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>(?i:[rbuf]|[bf]r|r[bf])?(?:
          '''(?:\\.|[^\\])*?''' | \"\"\"(?:\\.|[^\\])*?\"\"\"
        | '(?!'')(?:\\(?:\r\n|.)|[^\\'\r\n])*' | "(?!"")(?:\\(?:\r\n|.)|[^\\"\r\n])*"))
    | (?P<unclosed>(?i:[rbuf]|[bf]r|r[bf])?(?:(?:'''|\"\"\").* | ['"][^\r\n]*))
    | (?P<smart>[{SMART_DOUBLE}][^\r\n{SMART_DOUBLE}]*[{SMART_DOUBLE}"] | [{SMART_SINGLE}][^\r\n{SMART_SINGLE}]*[{SMART_SINGLE}'])
    | (?P<number>(?:0[xXoObB][0-9a-fA-F_]+ | (?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?[jJ]?))
    | (?P<name>[^\W\d⁰¹²³⁴-⁹]\w*)
    | (?P<line>\r\n?|\n)
    | (?P<open>[(\[{{])
    | (?P<close>[)\]}}])
    | (?P<operator>\*\*=|//=|>>=|<<=|\.\.\.|[-+*/%@&|^=!<>:]=|->|\*\*|//|>>|<<|[-+*/%@&|^~=<>:;.,!])
    | (?P<stray>[⁰¹²³⁴-⁹]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token; ``depth`` is the number of brackets that are open before it."""

    kind: Kind
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """What it covers."""
        return Span(self.start, self.end)

    @property
    def is_operand(self) -> bool:
        """Whether a value can stand here: a name that is no keyword, a number or a string."""
        if self.kind == "name":
            return not keyword.iskeyword(self.text) or self.text in ("None", "True", "False")
        return self.kind in ("number", "string", "smart")


def scan(text: str) -> list[Token]:
    """The tokens of ``text``, without blanks and continued line ends. Never raises."""
    tokens: list[Token] = []
    depth = place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        assert match is not None  # the last alternative matches anything
        kind, found = match.lastgroup, match[0]
        if kind == "name" and not found.isidentifier():  # a³ is a word to a pattern, and not to Python
            found = _identifier(found)
        if kind != "skip":
            depth = max(0, depth - 1) if kind == "close" else depth
            tokens.append(Token(kind, found, place, depth))  # type: ignore[arg-type]
            depth += kind == "open"
        place += len(found)
    return tokens


def _identifier(word: str) -> str:
    """The longest beginning of ``word`` that is a name to Python, at least one character."""
    return next((word[:end] for end in range(len(word), 1, -1) if word[:end].isidentifier()), word[:1])


class Line(NamedTuple):
    """A physical line that begins outside of brackets and strings; blank lines and lone comments are none."""

    start: int  # of its indentation
    indent: str
    tokens: tuple[Token, ...]  # up to where the next such line begins, without the line ends; never empty

    @property
    def first(self) -> Token:
        """Its first token."""
        return self.tokens[0]

    @property
    def last(self) -> Token:
        """Its last token that is no comment."""
        return next((token for token in reversed(self.tokens) if token.kind != "comment"), self.tokens[-1])

    @property
    def end(self) -> int:
        """Where its last token ends."""
        return self.tokens[-1].end


def lines(text: str, tokens: list[Token]) -> list[Line]:
    """The logical lines of ``text`` that hold more than a comment."""
    return list(_lines(text, tokens))


def _lines(text: str, tokens: list[Token]) -> Iterator[Line]:
    start = 0
    held: list[Token] = []
    for token in [*tokens, Token("line", "", len(text), 0)]:
        if token.kind == "line" and token.depth == 0:
            if any(one.kind != "comment" for one in held):
                yield Line(start, text[start : held[0].start].lstrip("\f"), tuple(held))
            held, start = [], token.end
        elif token.kind != "line":
            held.append(token)
