"""The letters of a word as units of a product, and which words are one name by their look."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.operations.notation import GREEK
from app.program.tokens import Piece


@dataclass(frozen=True, slots=True)
class Unit:
    """One letter of a word with all that belongs to it, or several joined."""

    text: str
    start: int
    end: int


def units(pieces: tuple[Piece, ...]) -> Iterator[Unit]:
    """Every letter of a word on its own."""
    for piece in pieces:
        last = len(piece.letters) - 1
        for place, letter in enumerate(piece.letters):
            end = piece.end if place == last else piece.places[place + 1]
            yield Unit(letter + piece.tail if place == last else letter, piece.places[place], end)


def joined(parts: list[Unit]) -> Unit:
    """Several letters as one."""
    return Unit("".join(unit.text for unit in parts), parts[0].start, parts[-1].end)


def greek_joined(pieces: tuple[Piece, ...], letters: list[Unit]) -> list[Unit]:
    """The units, with a Greek letter that is spelled out (``mu``, ``theta0``) as one."""
    parts: list[Unit] = []
    place = 0
    for piece in pieces:
        own = letters[place : place + len(piece.letters)]
        parts.extend([joined(own)] if is_greek(piece) else own)
        place += len(piece.letters)
    return parts


def splits(letter: str) -> bool:
    """Whether a letter may stand for itself in a run of letters: Latin and Greek do, Hangul does not."""
    base = unicodedata.normalize("NFD", letter)[0]
    return (base.isascii() and base.isalpha()) or is_greek_letter(base)


def is_greek_letter(letter: str) -> bool:
    """Whether it begins with a Greek letter."""
    return letter[:1] in GREEK.values()


def is_greek(piece: Piece) -> bool:
    """Whether it is the name of a Greek letter, spelled out."""
    return "".join(piece.letters) in GREEK


def is_one_by_look(pieces: tuple[Piece, ...]) -> bool:
    """Snake case (``learning_rate``, ``dl_dw``), letters that never stand alone, and Δx are one name."""
    for piece in pieces:
        if piece.letters[0] in ("Δ", "_") or piece.letters[0].startswith("_"):
            return True
        if not all(splits(letter) for letter in piece.letters):
            return True
        if len(piece.letters) > 1 and re.match(r"_\D{2}|_\Z", piece.tail):
            return True
    return len(pieces) == 1 and is_greek(pieces[0])
