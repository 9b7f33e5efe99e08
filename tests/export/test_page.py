"""What is filled into the page that Vite has built."""

import base64
import hashlib
import html
import json
import re

import pytest

from app import places
from app.export import NotBuiltError, page

TRACE = json.dumps({"format": "tapedeck/trace", "nodes": [{"operation": "mul_"}], "source": "</script><!-- &"}).encode()
BUILT = '<html lang="%tapedeck-lang%"><title>%tapedeck-title%</title>%tapedeck-noscript%<p>%tapedeck-boot%</p>'


@pytest.fixture
def built(tmp_path, monkeypatch):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/export-1.txt").write_text(BUILT)
    monkeypatch.setattr(places, "DIST", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("built")
def test_nothing_that_is_filled_in_becomes_markup():
    text = page(TRACE, "ko", title='</title>%tapedeck-boot%"', step=3)
    assert text.startswith('<html lang="ko"><title>&lt;/title&gt;%tapedeck-boot%&quot;</title>')
    boot = re.search("<p>(.*)</p>", text)[1]
    assert not set("<>&") & set(boot)
    told = json.loads(boot)
    assert told["trace"] == json.loads(TRACE)
    assert (told["lang"], told["title"], told["step"]) == ("ko", '</title>%tapedeck-boot%"', 3)


@pytest.mark.usefixtures("built")
def test_it_brings_the_rows_of_the_operations_that_the_trace_has():
    told = json.loads(re.search("<p>(.*)</p>", page(TRACE, "en"))[1])
    assert {row["key"] for row in told["operations"]} == {"mul", "function"}


def test_without_the_built_page_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "DIST", tmp_path)
    with pytest.raises(NotBuiltError, match="python3 -m app"):
        page(TRACE, "en")


def test_its_policy_allows_its_own_script_and_style_alone():
    text = page(TRACE, "en")
    policy = html.unescape(re.search('Content-Security-Policy" content="([^"]*)"', text)[1])
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for rule, element in (("script-src", '<script type="module">(.*)</script>'), ("style-src", "<style>(.*)</style>")):
        inlined = re.search(element, text, re.DOTALL)[1]
        assert rules[rule] == f"'sha256-{base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()}'"
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules
    assert re.findall(r"(?:src|href)=\"(?!data:)", text) == []
