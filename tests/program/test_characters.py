"""Pasted characters are repaired one by one, and each repair is said."""

import pytest

from app.program.characters import repaired


@pytest.mark.parametrize(
    ("source", "plain", "codes"),
    [
        ("（a＋b）", "(a+b)", ["repaired-character"] * 3),
        ("3a\u00a0–\tb", "3a − b", ["repaired-space", "repaired-character", "repaired-space"]),
        ("“Q = a”", " Q = a ", ["quotes-dropped"]),
        ("y’ + 1", "y′ + 1", ["repaired-character"]),
        ("ｘ２", "x2", ["repaired-character"] * 2),
        ("𝑥𝜎𝐖", "xσW", ["repaired-character"] * 3),
        ("\ufeffx", " x", ["repaired-space"]),
        ("a\r\nb\rc", "a \nb\nc", []),
        ("3a³ − b²", "3a³ − b²", []),
    ],
)
def test_repairs(source, plain, codes):
    text, notes = repaired(source)
    assert text == plain
    assert len(text) == len(source)
    assert [note.code for note in notes] == codes


def test_a_repair_is_noted_once_with_its_first_place_and_count(understood):
    (note,) = understood("a–b–c").program.reading.notes
    assert (note.span, note.facts["found"], note.facts["put"], note.facts["count"]) == ((1, 2), "–", "−", 2)


def test_repaired_texts_are_read(understood):
    assert understood("“Q\u00a0= 3a³ – b²”").tree == "Q = sub(mul(3, pow(a, 3)), pow(b, 2))"
