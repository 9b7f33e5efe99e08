"""Every code that reading can end in has its sentence in every language, and the facts to fill it."""

import ast
from pathlib import Path

import pytest

import app.program
from app.errors import AuthorError
from app.program.read import Request, read
from app.words import has, languages, say

ROOM = Path(app.program.__file__).parent
RAISED = {
    "ReadError": "error",
    "InputError": "error",
    "LimitError": "error",
    "_refuse": "error",
    "_do_not_fit": "error",
}
SAID = {"Note": "note", "_note": "note", "Related": "error"}


def keys():
    found = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                kind = (RAISED | SAID).get(called)
                for constant in (n for argument in node.args[:2] for n in ast.walk(argument)) if kind else ():
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and "-" in constant.value:
                        found.add(f"{kind}.{constant.value}")
    return sorted(found)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("key", [key for key in keys() if not key.endswith("-")])
def test_every_code_has_its_sentence(lang, key):
    assert has(lang, key)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    "source",
    [
        "3a −", "(a", "(a]", "a)", "sin()", "sin(1,2)", "pow(x)", "foo_bar(x)", "sigmoyd(x)", "f(1,2)", "1e999", "x 2", "a==b",
        "x\ny", "a=1\na=2", "b=a\na=1", "‖x‖_3", "\\foo", "\\hat{2}", "€", "[1,2]", "sin2x", "f(x)=x\nf'(1)",
        "f(x,x)=1", "Q =", "\\sum_i i", "sin^T x", "·x", "A @ 2", "tr(2)", "det(2)", "dot(2,3)", "outer(2,3)", "(" * 200,
        "x" * 65, "9" * 101, "x+" * 300 + "x", "x" * 10_001, "f(1)=2=3", "y=f(1)\nf(x)=x",
        "|x", "{", "x.y", "x;y", "1_0", "1..2", "", "()", "2½", "e^T", "∂x", "x_{}", "'", "x if y", "1,2", "|x ᵀ_2",
    ],
)  # fmt: skip
def test_the_facts_fill_the_sentence_and_its_hint(lang, source):
    with pytest.raises(AuthorError) as caught:
        read(Request(source))
    error = caught.value
    assert "{" not in say(lang, f"error.{error.code}", **error.facts).replace(str(error.facts.get("opener")), "")
    if has(lang, f"hint.{error.code}"):
        assert say(lang, f"hint.{error.code}", **error.facts)
    for related in error.related:
        assert say(lang, f"error.{related.code}", **error.facts)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("source", "inputs"),
    [
        ("“xy a/bc + a/b(x) e–x abc sin⁻¹ x”", {"q": 1}), ("A x + A·A + A² + \tΣᵢ x", {"A": [[1, 2], [3, 4]], "x": [1, 2]}),
        ("f(x) = x²\nf(2)", {"x": 1, "f": 2}),
    ],
)  # fmt: skip
def test_the_facts_fill_every_note(lang, source, inputs):
    notes = read(Request(source, inputs=inputs)).reading.notes
    assert len(notes) > 1
    for note in notes:
        assert "{" not in say(lang, f"note.{note.code}", **note.facts)
