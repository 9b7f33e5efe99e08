"""The reference in ``docs`` says what is so: its notations are read, its functions exist, its limits are the limits."""

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from app.program.functions import FUNCTIONS
from app.program.limits import LIMITS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "expressions.md", DOCS / "expressions.ko.md"]
PART_OF_A_NOTATION = {*"×·⋅*÷⁄/−-$", r"\sum_{i=1}^{n}", r"\left( \right)", "f(2, 3)"}


def section(page, number):
    return page.read_text(encoding="utf-8").split("\n## ")[number]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_notation_is_read(understood, page):
    rows = [line for line in section(page, 2).splitlines() if line.startswith("| `")]
    assert len(rows) > 15
    for row in rows:
        first = re.split(r"(?<!\\)\|", row)[1].replace(r"\|", "|")
        for notation in set(re.findall(r"`([^`]+)`", first)) - PART_OF_A_NOTATION:
            assert understood(notation).tree


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_function_exists_and_every_operation_is_named(page):
    named = set(re.findall(r"`(\w+)`", section(page, 3)))
    assert named <= set(FUNCTIONS)
    keys = {FUNCTIONS[word].key for word in named}
    implied = {"neg", "maximum", "minimum", "amax", "amin"}  # written as a sign, or as max and min
    assert keys | implied == {function.key for function in FUNCTIONS.values()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_limit_is_told(page):
    told = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", section(page, 9))}
    assert told == set(astuple(LIMITS)) - {LIMITS.input_nesting}
