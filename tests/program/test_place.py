"""Places for people: lines and columns from 1, and carets that stand under what they mean."""

import pytest

from app.errors import Span
from app.program.place import Where, columns, line_of, pointed, where


@pytest.mark.parametrize(
    ("source", "span", "place"),
    [
        ("abc", (1, 2), (1, 2, 1, 3)),
        ("ab\ncd", (3, 5), (2, 1, 2, 3)),
        ("ab\r\ncd", (4, 5), (2, 1, 2, 2)),
        ("a\rb", (2, 3), (2, 1, 2, 2)),
        ("ab\ncd", (1, 4), (1, 2, 2, 2)),
        ("가나 + x̂", (5, 7), (1, 6, 1, 8)),
        ("", (0, 0), (1, 1, 1, 1)),
        ("a", (5, 9), (1, 2, 1, 2)),
    ],
)
def test_lines_and_columns(source, span, place):
    assert where(source, Span(*span)) == Where(*place)


def test_the_line_of_an_offset():
    assert [line_of("a\n\nb", offset) for offset in range(4)] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("source", "span", "picture"),
    [
        ("a + * b", (4, 5), "1 | a + * b\n  |     ^"),
        ("가나 = 3 +", (7, 8), "1 | 가나 = 3 +\n  |          ^"),
        ("변수 + 오차", (5, 7), "1 | 변수 + 오차\n  |        ^^^^"),
        ("x̂ + ? y", (5, 6), "1 | x̂ + ? y\n  |     ^"),
        ("a\nbc", (2, 4), "2 | bc\n  | ^^"),
        ("a +", (3, 3), "1 | a +\n  |    ^"),
        ("a\x1b[31mb", (1, 2), "1 | a�[31mb\n  |  ^"),
        ("a\tb", (2, 3), "1 | a b\n  |   ^"),
        ("", (0, 0), "1 | \n  | ^"),
    ],
)
def test_carets(source, span, picture):
    assert pointed(source, Span(*span)) == picture


def test_a_long_line_is_cut_around_the_place():
    source = "x+" * 400 + "?" + "+x" * 400
    line, carets = pointed(source, Span(800, 801)).splitlines()
    assert line[carets.index("^")] == "?"
    assert columns(line) < 120


def test_wide_and_combining_characters():
    assert [columns(text) for text in ("a", "가", "x̂", "（", "³")] == [1, 2, 1, 2, 1]
