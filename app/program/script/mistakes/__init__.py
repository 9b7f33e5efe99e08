"""Why Python cannot read a text, in our words, and what would mend it: each file one family of mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.errors import Fact, ReadError, Repair
from app.program.script.mistakes import brackets, characters, ellipses, indentation, pasted, statements
from app.program.script.mistakes.text import Mistake, Text, repair_between
from app.program.script.scan import Token, scan

# From what hides the code to what is wrong in it: a mistake is looked for only where those before it are not.
FINDERS: tuple[Callable[[Text], Mistake | None], ...] = (
    pasted.find,
    ellipses.find,
    characters.find,
    indentation.find_tabs,
    brackets.find,
    indentation.find,
    statements.find,
    statements.anything,
)


def explained(
    source: str, tokens: list[Token], failure: SyntaxError, fails: Callable[[str], SyntaxError | None]
) -> ReadError:
    """The ReadError for ``source``, which Python refuses with ``failure``.

    ``fails`` says how another text fails: a repair is offered only if the text is read afterwards, or goes wrong
    further right or in a way that is looked for later.
    """
    text = Text(source, tokens, failure)
    rank, mistake = _recognised(text)
    facts: Mapping[str, Fact] = {**mistake.facts, "torch": f"{type(failure).__name__}: {failure.msg}"}
    mended = _tried(text, rank, mistake, fails)
    repairs: tuple[Repair, ...] = () if mended is None else (repair_between(source, mended),)
    return ReadError(mistake.code, mistake.span, dict(facts), repairs, mistake.related)


def _recognised(text: Text) -> tuple[int, Mistake]:
    for rank, find in enumerate(FINDERS):
        mistake = find(text)
        if mistake is not None:
            return rank, mistake
    raise AssertionError("the last finder finds anything")


def _tried(text: Text, rank: int, mistake: Mistake, fails: Callable[[str], SyntaxError | None]) -> str | None:
    """The first of the mended texts that is read; else the first that gets further."""
    further: str | None = None
    remaining = len(text.source) - mistake.span.start
    for mended in mistake.mended:
        if mended == text.source:
            continue
        failure = fails(mended)
        if failure is None:
            return mended
        after, left = _recognised(Text(mended, scan(mended), failure))
        if further is None and (after > rank or len(mended) - left.span.start < remaining):
            further = mended
    return further
