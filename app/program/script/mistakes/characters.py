"""Characters that word processors, web pages and input methods put in place of the intended ones."""

from __future__ import annotations

import unicodedata

from app.errors import Fact
from app.program.characters import name_of
from app.program.script.mistakes.text import Edits, Mistake, Text, edited
from app.program.script.scan import SMART_DOUBLE, SMART_SINGLE, Token

_SIGNS = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    "×": "*", "·": "*", "⋅": "*", "÷": "/", "⁄": "/", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "…": "...",
    "、": ",", "。": ".", "½": "0.5", "√": "torch.sqrt", "ˆ": "^", "˜": "~",
}  # fmt: skip
_EXPONENTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LETTERS = {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"}


def find(text: Text) -> Mistake | None:
    """The first such character outside of strings and comments; one repair mends all of them."""
    wrong = [token for token in text.tokens if token.kind in ("stray", "smart") or _half_smart(token) is not None]
    if not wrong:
        return None
    edits = Edits(text.source)
    for token in wrong:
        edits.replace(token.start, token.end, _mended(token))
    first = wrong[0]
    facts: dict[str, Fact] = {"found": name_of(first.text[0])}
    span = first.span if first.kind == "stray" else first.span._replace(end=first.start + 1)
    if first.kind == "unclosed":
        place = first.start + (_half_smart(first) or 0)
        first = Token("smart", text.source[place], place, first.depth)
        facts, span = {"found": first.text}, first.span
    if first.kind == "smart":
        return Mistake("smart-quote", span, facts, (edits.result,))
    put = _mended(first)
    if put == first.text:
        later = (edits.result,) if edits.result != text.source else ()
        return Mistake("stray-character", span, facts, later)
    if put.strip() == "":
        return Mistake("invisible-character", span, facts, (edits.result,))
    return Mistake("look-alike-character", span, {**facts, "put": put}, (edits.result,))


def _mended(token: Token) -> str:
    """What was meant, as far as one can tell; else the token itself."""
    if token.kind == "stray":
        return _character(token.text)
    if token.kind == "smart":
        inner = token.text[1:-1]
        quote = "'" if token.text[0] in SMART_SINGLE else '"'
        other = {"'": '"', '"': "'"}[quote]
        quote = other if quote in inner else quote
        return f"{quote}{inner}{quote}"
    place = _half_smart(token)
    opener = next(character for character in token.text if character in "'\"")
    return token.text if place is None else edited(token.text, place, place + 1, opener)


def _half_smart(token: Token) -> int | None:
    """Where in a string that is never closed a typographic quote closes it: ``"text”``."""
    if token.kind != "unclosed":
        return None
    opener = next(character for character in token.text if character in "'\"")
    closers = SMART_DOUBLE if opener == '"' else SMART_SINGLE
    return next((place for place, character in enumerate(token.text) if character in closers), None)


def _character(character: str) -> str:
    if character[0] in _EXPONENTS:
        return f"**{unicodedata.normalize('NFKC', character)}"
    if character in _SIGNS or character in _LETTERS:
        return _SIGNS.get(character) or _LETTERS[character]
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp"):
        return "\n" if category != "Zs" else " "
    if category in ("Cf", "Cc"):
        return ""
    if "！" <= character <= "～" or "０" <= character <= "９":
        return unicodedata.normalize("NFKC", character)
    return character
