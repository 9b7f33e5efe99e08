"""Names that look alike and are not the same: a Cyrillic ``а`` beside a Latin ``a``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.errors import Fact
from app.program.program import Note
from app.program.script.names import Names
from app.program.script.places import Places

_LATIN = str.maketrans(
    "аеорсухіјѕԁԛԝһАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "aeopcyxijsdqwhABEKMHOPCTYXIJSABEZHIKMNOPTYXo",
)


def skeleton(name: str) -> str:
    """``name`` with every letter of another script that looks like a Latin one replaced by it."""
    return name.translate(_LATIN)


def alike(names: Iterable[str]) -> dict[str, dict[str, Fact]]:
    """Each of ``names`` that looks like an earlier one and is another, with the facts of its note."""
    first: dict[str, str] = {}
    found: dict[str, dict[str, Fact]] = {}
    for name in names:
        other = first.setdefault(skeleton(name), name)
        if other != name:
            letter = next(a for a, b in zip(name, other, strict=True) if a != b)
            found[name] = {"name": name, "letter": f"U+{ord(letter):04X} {unicodedata.name(letter, '')}"}
    return found


def confusable(names: Names, places: Places) -> tuple[Note, ...]:
    """A note for each name of a program that looks like an earlier one."""
    nodes = sorted(names.all.items(), key=lambda item: (item[1].lineno, item[1].col_offset))
    found = alike(name for name, _ in nodes)
    return tuple(Note("confusable-names", places.span(names.all[name]), facts) for name, facts in found.items())
