"""Statements that are not quite Python: other languages, Python 2, forgotten signs."""

from __future__ import annotations

import itertools
import keyword
import re

from app.errors import Fact
from app.program.script.mistakes.text import Edits, Mistake, Text, edited
from app.program.script.scan import COMPOUND, Line, Token

_CONDITIONS = ("if", "elif", "while")
_FOLLOWERS = ("else", "elif", "except", "finally")
_FUNCTION = re.compile(r"([^\W\d]\w*)\((?:\s*[^\W\d]\w*\s*,?)*\)")
_FOREIGN = {"&&": "and", "||": "or", "!": "not ", "//": "#"}


def find(text: Text) -> Mistake | None:
    """The first of these in the line where Python stopped."""
    line = text.line_at(text.place.start)
    if line is None:
        return None
    for look in (
        _foreign,
        _print,
        _else_if,
        _condition,
        _except,
        _increment,
        _colon,
        _lone,
        _multiplied,
        _comma,
        _target,
        _incomplete,
    ):
        found = look(text, line)
        if found is not None:
            return found
    return _keyword(text, line)


def anything(text: Text) -> Mistake:
    """What is left: Python's own words stand beside ours."""
    return Mistake("syntax", text.place)


def _top(line: Line) -> list[Token]:
    """The tokens of ``line`` outside of its brackets, without comments."""
    least = min(token.depth for token in line.tokens)
    return [token for token in line.tokens if token.depth == least and token.kind not in ("comment", "open", "close")]


def _foreign(text: Text, line: Line) -> Mistake | None:
    """``&&``, ``||``, ``!x``, ``// comment``."""
    tokens = line.tokens
    for token, after in itertools.pairwise(tokens):
        pair = token.text + after.text if after.start == token.end else ""
        sign = pair if pair in _FOREIGN else token.text
        if sign == "//" and token is not line.first:
            continue
        if sign in _FOREIGN and token.kind == "operator":
            end = token.start + len(sign)
            put = _FOREIGN[sign]
            mended = edited(text.source, token.start, end, put)
            if sign in ("&&", "||"):
                mended = _spaced(text.source, token.start, end, f" {put} ")
            facts: dict[str, Fact] = {"found": sign, "put": put.strip()}
            return Mistake("foreign-operator", token.span._replace(end=end), facts, (mended,))
    return None


def _spaced(source: str, start: int, end: int, put: str) -> str:
    left = put.lstrip() if source[start - 1 : start] == " " else put
    return edited(source, start, end, left.rstrip() if source[end : end + 1] == " " else left)


def _print(text: Text, line: Line) -> Mistake | None:
    """``print "x"`` of Python 2."""
    for token, after in zip(line.tokens, line.tokens[1:], strict=False):
        if token.text == "print" and token.kind == "name" and after.text not in ("(", "=", ".", ",", ")"):
            end = line.last.end
            written = text.source[after.start : end].rstrip(",")
            return Mistake("print-statement", token.span, {}, (edited(text.source, token.end, end, f"({written})"),))
    return None


def _else_if(text: Text, line: Line) -> Mistake | None:
    tokens = line.tokens
    if len(tokens) > 1 and (tokens[0].text, tokens[1].text) == ("else", "if"):
        place = tokens[0].span._replace(end=tokens[1].end)
        return Mistake("else-if", place, {}, (edited(text.source, *place, "elif"),))
    return None


def _condition(text: Text, line: Line) -> Mistake | None:
    """``if x = 3:``."""
    sign = next((token for token in line.tokens if token.text == "="), None)
    if line.first.text not in _CONDITIONS or sign is None or sign.depth > line.first.depth + 1:
        return None
    return Mistake(
        "assignment-in-condition", sign.span, {"word": line.first.text}, (edited(text.source, *sign.span, "=="),)
    )


def _except(text: Text, line: Line) -> Mistake | None:
    """``except Error, e:`` of Python 2."""
    top = _top(line)
    comma = next((token for token in top if token.text == ","), None)
    if line.first.text != "except" or comma is None:
        return None
    mended = edited(text.source, *comma.span, " as")
    return Mistake("except-comma", comma.span, {}, (mended,))


def _increment(text: Text, line: Line) -> Mistake | None:
    """``i++``."""
    match = re.search(r"([^\W\d][\w.]*)[ ]*(\+\+|--)[ ]*(?:;[ ]*)?\Z", text.source[line.first.start : line.last.end])
    if match is None:
        return None
    start = line.first.start + match.start()
    end = line.first.start + match.end(2)
    mended = edited(text.source, start, end, f"{match[1]} {match[2][0]}= 1")
    facts: dict[str, Fact] = {"found": match[2], "put": f"{match[2][0]}= 1"}
    return Mistake("foreign-operator", line.first.span._replace(start=end - 2, end=end), facts, (mended,))


def _colon(text: Text, line: Line) -> Mistake | None:
    """``for epoch in range(3)`` without its colon."""
    colon = any(token.text == ":" for token in _top(line))
    if line.first.text not in COMPOUND or colon or line.last.kind == "unclosed":
        return None
    if text.place.start < line.last.end - 1 and text.failure.msg != "expected ':'":
        return None
    end = line.last.end
    mended = edited(text.source, end, end, ":")
    semicolon = edited(text.source, line.last.start, end, ":") if line.last.text in (";", ",", ".") else mended
    return Mistake("colon-missing", line.first.span, {"word": line.first.text}, (mended, semicolon))


def _lone(text: Text, line: Line) -> Mistake | None:
    """``else:`` without an ``if`` at the same indentation; the repair moves it below the nearest one."""
    word = line.first.text
    if word not in _FOLLOWERS or text.place.start > line.first.end:
        return None
    openers = ("try",) if word in ("except", "finally") else ("if", "elif", "for", "while")
    before = [one for one in text.lines if one.start < line.start and one.first.text in openers]
    mended = tuple(edited(text.source, line.start, line.first.start, one.indent) for one in before[:-4:-1])
    return Mistake("lone-word", line.first.span, {"word": word, "opener": openers[0]}, mended)


def _multiplied(text: Text, line: Line) -> Mistake | None:
    """``3a``, ``2 x``: a number touches a name, as mathematics writes a product."""
    for token, after in zip(line.tokens, line.tokens[1:], strict=False):
        if token.kind == "number" and after.kind == "name" and after.is_operand and _near(text, token, after):
            place = token.span._replace(end=after.end)
            facts: dict[str, Fact] = {"number": token.text, "name": after.text[:40]}
            return Mistake("implicit-multiplication", place, facts, (_multiplied_everywhere(text),))
    return None


def _near(text: Text, token: Token, after: Token) -> bool:
    return token.end == after.start and token.start <= text.place.end and text.place.start <= after.end


def _multiplied_everywhere(text: Text) -> str:
    edits = Edits(text.source)
    for token, after in zip(text.tokens, text.tokens[1:], strict=False):
        if token.kind == "number" and after.kind == "name" and after.is_operand and token.end == after.start:
            edits.replace(token.end, token.end, "*")
    return edits.result


def _comma(text: Text, line: Line) -> Mistake | None:
    """Two values side by side in a bracket."""
    for token, after in zip(line.tokens, line.tokens[1:], strict=False):
        ends = token.is_operand or token.kind == "close"
        begins = after.is_operand or (after.kind == "open" and token.kind in ("number", "string"))
        joined = token.kind == after.kind == "string"  # Python puts neighbouring strings together
        if ends and begins and not joined and after.depth > line.first.depth and after.end > text.place.start:
            place = token.span._replace(end=after.end)
            facts: dict[str, Fact] = {"left": token.text[:40], "right": after.text[:40]}
            return Mistake("comma-missing", place, facts, (edited(text.source, token.end, token.end, ","),))
    return None


def _target(text: Text, line: Line) -> Mistake | None:
    """``f(x) = 3x``, ``3 = x``: what stands left of ``=`` cannot be given a value."""
    if not text.failure.msg.startswith("cannot assign to"):
        return None
    place = text.place
    left = text.source[slice(*place)]
    function = _FUNCTION.fullmatch(left)
    sign = next((token for token in line.tokens if token.text == "=" and token.start >= place.end), None)
    if function is None or sign is None or place.start != line.first.start:
        return Mistake("assignment-target-program", place, {"left": left[:40]})
    value = text.source[sign.end : line.last.end].strip()
    written = f"def {left}:\n{line.indent}    return {value}"
    mended = edited(text.source, place.start, line.last.end, written)
    return Mistake("function-notation", place, {"name": function[1][:40]}, (mended,))


def _incomplete(text: Text, line: Line) -> Mistake | None:
    """``x =``: the line ends where a value should follow."""
    last = line.last
    expects = last.kind == "operator" and last.text not in (":", ";", ",", ".", "...")
    if not expects or text.place.start < last.start:
        return None
    return Mistake("operand-missing", last.span, {"after": last.text})


def _keyword(text: Text, line: Line) -> Mistake | None:
    """``lambda = 0.1``: a word of Python as a name."""
    for token, after in zip(line.tokens, line.tokens[1:], strict=False):
        wanted = after.text in ("=", ".", "+=", "-=", ",", ")") and (
            token is line.first or token.depth > line.first.depth
        )
        if keyword.iskeyword(token.text) and token.text not in ("None", "True", "False") and wanted:
            edits = Edits(text.source)
            for one in text.tokens:
                if one.kind == "name" and one.text == token.text:
                    edits.replace(one.start, one.end, f"{one.text}_")
            return Mistake("keyword-as-name", token.span, {"word": token.text}, (edits.result,))
    return None
