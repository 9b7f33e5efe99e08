"""Every program of ``docs/errors.md`` stops with the words that stand below it, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.runner.evaluate import answer
from app.words import Language

DOCS = Path(__file__).parents[3] / "docs"
PAGES: dict[Language, str] = {"en": "errors.md", "ko": "errors.ko.md"}
ENTRY = re.compile(
    r"```python\n(?P<program>(?:(?!```)[\s\S])*)```\n\n"
    r"- \*\*[^*\n]+:\*\* (?P<message>[^\n]*)\n"
    r"- \*\*[^*\n]+:\*\* `(?P<torch>[^\n]*)`\n"
    r"(?:- \*\*[^*\n]+:\*\* (?P<hint>[^\n]*)\n)?"
)


def entries(lang: Language) -> list[re.Match[str]]:
    return list(ENTRY.finditer((DOCS / PAGES[lang]).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lang", PAGES)
def test_it_says_what_the_page_says(lang: Language):
    found = entries(lang)
    assert len(found) == (DOCS / PAGES[lang]).read_text(encoding="utf-8").count("```python") > 50
    for entry in found:
        told = json.loads(answer("trace", {"source": entry["program"], "language": "torch"}, lang).body)["error"]
        assert told is not None, entry["program"]
        assert told["message"] == entry["message"]
        assert told["hint"] == entry["hint"]
        assert told["torch"].startswith(entry["torch"])


def test_both_pages_show_the_same_programs():
    assert [entry["program"] for entry in entries("en")] == [entry["program"] for entry in entries("ko")]
