"""Brackets and quotes that have no partner; the place is the one that opens."""

from __future__ import annotations

from app.errors import Fact, Related
from app.program.script.mistakes.text import Mistake, Text, edited
from app.program.script.scan import CLOSERS, Line, Token, lines

_TRIALS = 8  # a bracket may be closed at the end of so many lines


def find(text: Text) -> Mistake | None:
    """The first of these, as the text is read from its beginning."""
    opened: list[Token] = []
    for token in text.tokens:
        if token.kind == "unclosed":
            return _quote(text, token)
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if not opened:
                mended = (edited(text.source, *token.span, ""),)
                return Mistake("bracket-not-opened", token.span, {"closer": token.text}, mended)
            opener = opened.pop()
            if CLOSERS[opener.text] != token.text:
                return _mismatch(text, opener, token)
    return _not_closed(text, opened[-1]) if opened else None


def _quote(text: Text, token: Token) -> Mistake:
    opener = token.text.lstrip("rRbBuUfF")
    quote = opener[:3] if opener[:3] in ("'''", '"""') else opener[:1]
    body = token.text.rstrip()
    kept = body.rstrip(")]},:")
    ends = [len(body)] if len(quote) == 3 else [len(kept), len(body)]
    ends += [place for place, letter in enumerate(token.text) if letter in ",)" and place < len(kept)][-4:]
    mended = [edited(text.source, token.start + end, token.start + end, quote) for end in ends]
    place = token.span._replace(end=token.end - len(opener) + len(quote))
    if "'" in opener[1:] or '"' in opener[1:]:  # "it's" in quotes of the other kind, or an apostrophe too many
        mended.append(edited(text.source, token.start, token.end, token.text.replace("'", '"')))
    return Mistake("quote-not-closed", place, {"quote": quote}, tuple(mended))


def _mismatch(text: Text, opener: Token, token: Token) -> Mistake:
    expected = CLOSERS[opener.text]
    facts: dict[str, Fact] = {"opener": opener.text, "closer": token.text, "expected": expected}
    related = (Related(opener.span, "bracket-opened-here"),)
    mended = (
        edited(text.source, *token.span, expected),
        edited(text.source, token.start, token.start, expected),
        edited(text.source, *token.span, ""),
    )
    return Mistake("bracket-mismatch", token.span, facts, mended, related)


def _not_closed(text: Text, opener: Token) -> Mistake:
    closer = CLOSERS[opener.text]
    facts: dict[str, Fact] = {"opener": opener.text, "closer": closer}
    after = [token for token in text.tokens if token.start >= opener.start]
    flat = [token._replace(depth=0) for token in after]  # line by line, as if no bracket were open
    ends = [_end(line) for line in lines(text.source, flat)[:_TRIALS]]
    mended = tuple(edited(text.source, end, end, closer) for end in ends)
    return Mistake("bracket-not-closed", opener.span, facts, (*mended, edited(text.source, *opener.span, "")))


def _end(line: Line) -> int:
    """Where a bracket would be closed: before the colon of a block's head."""
    last = line.last
    return last.start if last.text == ":" and len(line.tokens) > 1 else last.end
