"""Programs that are too large or too deep, and texts that drive parsers mad: each ends in an error of ours, and at once."""

import pytest

from app.errors import AuthorError, LimitError
from app.program.script.limits import SCRIPT_LIMITS as LIMITS

HOSTILE = {
    "braces": "{" * 5000 + "1" + "}" * 5000,
    "signs": "-" * 19_999 + "1",
    "too many signs": "-" * 100_000 + "1",
    "not": "not " * 4_999 + "1",
    "powers": "2**" * 6_600 + "2",
    "conditions": "1 if 1 else " * 1_660 + "1",
    "lambdas": "lambda:" * 2_800 + "1",
    "subscripts": "x=1\n" + "x[" * 6_000 + "0" + "]" * 6_000,
    "calls": "f" + "()" * 9_990,
    "attributes": "a" + ".a" * 9_990,
    "sums": "1" + "+1" * 9_990,
    "elif": "if 1:\n pass\n" + "elif 1:\n pass\n" * 1_300,
    "f-strings": "f'{" * 200 + "1" + "}'" * 200,
    "yields": "(yield " * 500 + "1" + ")" * 500,
    "digits": "9" * 4_301,
    "many digits": "x = " + "9" * 19_000,
    "long string": "'" + "a" * 1_000_000 + "'",
    "long comment": "#" * 1_000_000,
    "many statements": "x=1;" * 4_999,
    "stars": "print(" + "*" * 1_000 + "[1])",
    "open brackets": "(" * 51,
    "quotes": "'" * 19_999,
    "back slashes": "\\" * 19_999,
    "dots": "." * 19_999,
    "colons": ":" * 19_999,
    "fences": "```\n" * 4_000,
    "smart quotes": "“" * 19_999,
    "spaces": "\u00a0" * 19_999,
    "prompts": ">>> \n" * 3_000,
    "tabs": "if x:\n\ty\n        z\n" * 900,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_ends_in_an_error_of_ours(unread, source):
    error = unread(source)
    assert isinstance(error, AuthorError)
    assert error.span is None or 0 <= error.span.start <= error.span.end <= len(source)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x" * (LIMITS.characters + 1), "limit-characters"),
        ("(" * (LIMITS.depth + 1) + "1" + ")" * (LIMITS.depth + 1), "limit-program-depth"),
        ("x = 1" + " + 1" * LIMITS.depth, "limit-program-depth"),
        ("x=1;" * (LIMITS.nodes // 3 + 1), "limit-program-nodes"),
        ("x = " + "1" * (LIMITS.digits + 1), "limit-digits"),
    ],
)
def test_each_limit_has_its_name(unread, source, code):
    error = unread(source)
    assert isinstance(error, LimitError)
    assert error.code == code


def test_what_is_just_within_the_limits_is_read(script):
    assert script("x=1" + "#" * (LIMITS.characters - 3)).tree.body
    assert script("x=1;" * (LIMITS.nodes // 3 - 1)).tree.body
    assert script("x = " + "1" * LIMITS.digits).tree.body
    assert script("x = " + "(" * (LIMITS.depth - 1) + "1" + ")" * (LIMITS.depth - 1)).tree.body


def test_the_set_up_has_the_same_limits_and_no_place(unread):
    error = unread("x = 1", setup="(" * 60)
    assert (error.code, error.span) == ("setup-too-large", None)


def test_what_is_wrong_with_the_set_up_is_told_by_its_line(unread):
    error = unread("x = 1", setup="a = 1\nfor i in a\n    pass")
    assert (error.code, error.span, error.facts) == ("setup-refused", None, {"line": 2, "text": "for i in a"})


@pytest.mark.parametrize("source", ["", "\n\n", "# only a remark", "\ufeff"])
def test_a_text_without_code_is_told_so(unread, source):
    assert unread(source).code == "empty-program"
