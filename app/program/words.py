"""Words of a source: letters with their marks, and the digits, subscripts, layer numbers and primes that belong to them."""

from __future__ import annotations

import re
import unicodedata

from app.errors import ReadError, Span
from app.operations.notation import SUBSCRIPTS
from app.program.commands import FRACTIONS, LETTER_COMMANDS, SUPERSCRIPTS
from app.program.tokens import Piece

_OTHERS = re.escape("".join((*SUPERSCRIPTS, *SUBSCRIPTS, *FRACTIONS, "ªº", "Σ")))  # Σ is the sign of a sum
_LOW = "".join(SUBSCRIPTS)
LETTER = rf"[^\W\d_{_OTHERS}]"  # \w matches ³, ₃ and ½; \d does not
MARK = "[\u0300-\u036f\u20d0-\u20ff]"
CLUSTER = re.compile(f"{LETTER}{MARK}*")
_DIGITS = re.compile(r"[0-9]*")
_SUBSCRIPT = re.compile(
    rf"_\{{(?:\\(?:text|mathrm|mathbf)\{{([^{{}}]*)\}}|([^{{}}]*))\}}"
    rf"|_([0-9]+)(?![0-9_])|_\\([a-zA-Z]+)|(_+(?:{LETTER}|[0-9_])*)|([{_LOW}]+)"
)
_LAYER = re.compile(r"\^\s*\{\s*\(([0-9]+)\)\s*\}|⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def pieces(text: str, place: int) -> tuple[Piece, ...]:
    """The pieces of the word that begins at ``place``; none where no letter follows."""
    found: list[Piece] = []
    while piece := _piece(text, place):
        found.append(piece)
        place = piece.end
    return tuple(found)


def _piece(text: str, start: int) -> Piece | None:
    letters: list[str] = []
    places: list[int] = []
    place = start
    while text[place : place + 1] == "_":
        place += 1
    lead = text[start:place]
    while found := CLUSTER.match(text, place):
        letters.append(unicodedata.normalize("NFC", found[0]))
        places.append(place)
        place = found.end()
    if not letters:
        return None
    letters[0] = lead + letters[0]
    places[0] = start
    return Piece(tuple(letters), tuple(places), *tail(text, place))


def tail(text: str, place: int) -> tuple[str, int]:
    """What belongs to the letter before ``place``: digits, a subscript, a layer number ``⁽¹⁾``, primes; and its end."""
    digits = _DIGITS.match(text, place)
    assert digits is not None
    ending, place = digits[0], digits.end()
    if found := _SUBSCRIPT.match(text, place):
        ending, place = ending + _subscript(found), found.end()
    if found := _LAYER.match(text, place):
        number = found[1] or "".join(SUPERSCRIPTS[digit] for digit in found[2])
        ending, place = f"{ending}⁽{number.translate(_RAISED)}⁾", found.end()
    while text[place : place + 1] in ("'", "′"):
        ending, place = ending + "′", place + 1
    return ending, place


def _subscript(found: re.Match[str]) -> str:
    upright, braced, digits, greek, underscored, low = found.groups()
    if low is not None or underscored is not None:
        return low or underscored
    inside = re.sub(r"[\s,]", "", digits or upright or braced or "")
    inside = LETTER_COMMANDS.get(greek or inside.removeprefix("\\"), inside)
    if not inside or not all(character.isalnum() or character == "_" for character in inside):
        raise ReadError("subscript", Span(*found.span()))
    return f"_{inside}"
