"""Characters that word processors, web pages and input methods put in place of the intended ones, and their repair.

Every repair puts one code point in the place of one, so that offsets into the repaired text are offsets into the source.
"""

from __future__ import annotations

import re
import unicodedata

from app.errors import Fact, Span
from app.program.program import Note

_SPACES = dict.fromkeys("\t\v\f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff", " ")
_SPACES |= {chr(code): " " for code in range(0x2000, 0x200B)}
_DASHES = dict.fromkeys("‐‑‒–—―﹣", "−")
_LETTERLIKE = {"ℯ": "e", "ℎ": "h", "ℏ": "h", "ℊ": "g", "ℴ": "o"}
_FULL_WIDTH = {"－": "−", "｜": "|", "＿": "_", "＾": "^"}
_REPAIRS = _SPACES | _DASHES | _LETTERLIKE | _FULL_WIDTH

_PRIMES = "’ʹʼ´＇"
_QUOTED = re.compile(r"\s*([“”„«»‘‚])[^“”„«»‘’‚]*([“”«»‘’])\s*\Z")
_PLAIN = re.compile(r"[\n -~³²¹·×÷−½α-ωΑ-Ω⁰-⁹ŷ√π가-힣]*\Z")


def repaired(source: str) -> tuple[str, list[Note]]:
    """``source`` with such characters replaced one by one, and a note for each kind, at its first place."""
    if _PLAIN.match(source):
        return source, []
    characters = list(source)
    notes: list[Note] = []
    quoted = _QUOTED.match(source)
    if quoted:
        for place in (quoted.start(1), quoted.start(2)):
            characters[place] = " "
        notes.append(Note("quotes-dropped", Span(quoted.start(1), quoted.end(2))))
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for place, character in enumerate(characters):
        put = _repair(character, characters[place - 1] if place else "", characters[place + 1 : place + 2])
        if put == character:
            continue
        found = source[place]
        characters[place] = put
        if found == "\r":  # a line end of another system is no mistake
            continue
        first.setdefault(found, place)
        count[found] = count.get(found, 0) + 1
    for found, place in first.items():
        facts: dict[str, Fact] = {"found": name_of(found), "put": characters[place], "count": count[found]}
        code = "repaired-space" if characters[place] == " " else "repaired-character"
        notes.append(Note(code, Span(place, place + 1), facts))
    return "".join(characters), notes


def _repair(character: str, before: str, after: list[str]) -> str:
    if character == "\r":
        return " " if after == ["\n"] else "\n"
    if character in _PRIMES:
        return "′" if before.isalnum() or before == "′" else character
    put = _REPAIRS.get(character)
    if put is not None:
        return put
    if "！" <= character <= "～" or "\U0001d400" <= character <= "\U0001d7ff":  # full width; mathematical letters
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 else character
    return character


def name_of(character: str) -> str:
    """``character`` in a form that a message can show: itself where it is visible, else its code and Unicode name."""
    if character == "\t":
        return "U+0009 TAB"
    category = unicodedata.category(character)
    if category[0] in "CZM":
        return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    return character
