"""Why tokens cannot be read: the error for each way in which a line goes wrong, its place, and what would mend it.

Repairs stand in the order in which they are tried; the reader is offered the first that helps.
"""

from __future__ import annotations

from app.errors import Fact, ReadError, Related, Repair, Span
from app.program.notation import Notation
from app.program.tokens import Token

CLOSERS = {"(": ")", "[": "]", "{": "}"}
_SIGNS = {"-": "−", "*": "·"}


def operand_missing(before: Token | None, token: Token) -> ReadError:
    """An operand should stand at ``token``; ``before`` is what stands left of it."""
    if before is None:
        if token.kind in ("operator", "raise", "transpose"):
            return ReadError("operand-missing-before", token.span, {"sign": _shown(token)}, (Repair(token.span, ""),))
        return unexpected(token, None, None)
    ends = token.kind in ("end", "close", "lower")
    closer = (Repair(token.span, ""),) if token.kind == "close" else ()
    if before.kind == "operator" and (ends or token.kind == "operator"):
        wrong = before if ends else token
        return ReadError("operand-missing", wrong.span, {"after": _shown(before)}, (Repair(wrong.span, ""), *closer))
    if token.kind == "end" and before.kind == "open":
        facts: dict[str, Fact] = {"opener": before.text, "closer": CLOSERS[before.text]}
        return ReadError("bracket-not-closed", before.span, facts, (Repair(before.span, ""),))
    if ends:
        return ReadError("operand-missing", before.span, {"after": _shown(before)}, (Repair(before.span, ""), *closer))
    return unexpected(token, before, None)


def unexpected(token: Token, before: Token | None, left: Notation | None, after: Token | None = None) -> ReadError:
    """``token`` cannot stand here; ``left`` is what was read so far where the line stands outside all brackets."""
    if token.is_operator("="):
        return ReadError("equals", token.span) if left is None else ReadError("assignment-target", left.span)
    if token.is_operator(","):
        decimal = before is not None and before.kind == "number" and after is not None and after.kind == "number"
        repairs = (Repair(Span(token.start, after.start), "."),) if decimal and after is not None else ()
        return ReadError("comma", token.span, {}, repairs)
    if token.kind == "close":
        return ReadError("bracket-not-opened", token.span, {"closer": token.text}, (Repair(token.span, ""),))
    if token.kind == "subscript":
        return ReadError("subscript", token.span, {}, (Repair(token.span, ""),))
    return ReadError("unexpected", token.span, {"found": _shown(token)}, (Repair(token.span, ""),))


def not_closed(opener: Token, token: Token, before: Token) -> ReadError:
    """A bracket is open and ``token`` does not close it."""
    closer = CLOSERS[opener.text]
    if token.kind == "close":
        facts: dict[str, Fact] = {"opener": opener.text, "closer": token.text, "expected": closer}
        related = (Related(opener.span, "bracket-opened-here"),)
        tried = (Repair(token.span, closer), Repair(token.span, ""), Repair(opener.span, ""))
        return ReadError("bracket-mismatch", token.span, facts, tried, related)
    if token.kind in ("end", "lower", "bar"):
        repairs = (Repair(Span(before.end, before.end), closer), Repair(opener.span, ""))
        return ReadError("bracket-not-closed", opener.span, {"opener": opener.text, "closer": closer}, repairs)
    return unexpected(token, before, None)


def bar_not_closed(opener: Token, token: Token, before: Token) -> ReadError:
    """A bar is open and ``token`` does not close it."""
    if token.kind in ("end", "close", "lower", "bar"):
        repairs = (Repair(Span(before.end, before.end), opener.text), Repair(opener.span, ""))
        return ReadError("bar-not-closed", opener.span, {"opener": opener.text}, repairs)
    return unexpected(token, before, None)


def number_after(before: Token, token: Token) -> ReadError:
    """A number right of a factor: ``x 2`` is as likely x² or a slip as 2·x, and ``2½`` a sum."""
    mixed = token.kind == "fraction" and before.kind == "number"
    repair = Repair(Span(token.start, token.start), " + " if mixed else "·")
    return ReadError("mixed-number" if mixed else "number-after-value", token.span, {"number": token.text}, (repair,))


def comma(opener: Token, before: Token | None, token: Token) -> ReadError:
    """A comma in a bracket that holds no operands of a function."""
    if before is not None and before.kind == "name" and before.end == opener.start:
        return ReadError("undefined-function", before.span, {"name": before.text})
    return ReadError("list" if opener.text == "[" else "comma", token.span)


def arity(token: Token, operands: tuple[Notation, ...], extent: Span, least: int, most: int) -> ReadError:
    """Too few or too many operands; ``extent`` is the bracket that holds them."""
    expected = str(least) if least == most else f"{least}–{most}"
    facts: dict[str, Fact] = {"function": token.text, "expected": expected, "found": len(operands), "count": most}
    if len(operands) > most:
        place = Span(operands[most].span.start, operands[-1].span.end)
        kept = operands[most - 1].span.end
        return ReadError("arity", place, facts, (Repair(Span(kept, max(kept, extent.end - 1)), ""),))
    repairs = (Repair(Span(extent.start + 1, extent.end - 1), "x"),) if not operands and least == 1 else ()
    return ReadError("arity", extent, facts, repairs)


def _shown(token: Token) -> str:
    return _SIGNS.get(token.text, token.text)
