"""Names that look alike and are not the same: a Cyrillic ``а`` beside a Latin ``a``."""

from __future__ import annotations

import unicodedata

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


def confusable(names: Names, places: Places) -> tuple[Note, ...]:
    """A note for each name that looks like an earlier one."""
    first: dict[str, str] = {}
    notes: list[Note] = []
    for name, node in sorted(names.all.items(), key=lambda item: (item[1].lineno, item[1].col_offset)):
        other = first.setdefault(skeleton(name), name)
        if other != name:
            letter = next(a for a, b in zip(name, other, strict=True) if a != b)
            facts = {"name": name, "letter": f"U+{ord(letter):04X} {unicodedata.name(letter, '')}"}
            notes.append(Note("confusable-names", places.span(node), facts))
    return tuple(notes)
