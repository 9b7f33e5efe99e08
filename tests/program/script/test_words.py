"""Every error and note of reading PyTorch code is said in both languages, with its facts filled in."""

import re
from pathlib import Path

import pytest

import app.program.script as room
from app.errors import AuthorError
from app.program.script.checks import REFUSED
from app.trace.error import error_of
from app.words import catalogue, has, languages

SOURCES = [
    "“a”", "a（1）", "x\u00a0=1", "?", "……", "```", ">>> 1", "1 a\n2 b", "!pip x", "if x:\n\ty\n        z", "a\n  b", "if x:\n  a\n b",
    "if x:\na", "'a", "a++", "print 1", "if a: b\nelse if c: d", "if a = 1: b", "try: a\nexcept A, b: c", "if a\n  b", "else: a",
    "3a", "f(a b)", "f(x) = 1", "1 = a", "lambda = 1", "x = 5 if y", "x =", "(", ")", "(]", "x" * 20_001, "(" * 60, "x=1;" * 1_700,
    "9" * 4_301, "# nothing", "class A(b=1): pass", "@a\ndef f(): pass", "class A:\n def __del__(s): pass", "a.__x__", "__x__",
    "class A:\n def __intit__(s): pass", "from a import *", "from . import a", "return", "break", "del a.b", "nonlocal a",
    "f(a=1, a=1)", "a, *b, *c = d", "'{0.a}'.format", "def f(a, a): pass", "class A(*b): pass",
]  # fmt: skip


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("source", SOURCES, ids=range(len(SOURCES)))
def test_the_facts_fill_the_sentence_and_its_hint(unread, source, lang):
    error: AuthorError = unread(source)
    told = error_of(error, source, lang)
    assert told["message"]
    assert "{" not in told["message"].replace("중괄호", "").replace(str(error.facts.get("opener")), "")


@pytest.mark.parametrize("lang", languages())
def test_every_code_in_the_room_has_a_sentence(lang):
    text = "".join(path.read_text(encoding="utf-8") for path in Path(room.__path__[0]).rglob("*.py"))
    codes = (
        set(re.findall(r'Mistake\(\s*"([a-z-]+)"', text))
        | set(re.findall(r'refuse\("([a-z-]+)"', text))
        | set(REFUSED.values())
    )
    assert len(codes) > 40
    assert {code for code in codes if not has(lang, f"error.{code}")} == set()


def test_no_sentence_is_left_over():
    text = "".join(path.read_text(encoding="utf-8") for path in Path(room.__path__[0]).parent.rglob("*.py"))
    for key in catalogue("en", ["script"]):
        assert f'"{key.split(".")[1]}"' in text, key
