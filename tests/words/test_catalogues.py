"""Both languages say everything, with the same facts; and whatever the code asks for exists."""

import re
from pathlib import Path

import pytest

from app.words import catalogue, languages
from app.words.catalogue import HERE
from app.words.particle import PAIRS
from app.words.sentence import PLACEHOLDER

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = sorted(path.stem for path in (HERE / "en").glob("*.po"))
HANGUL = re.compile("[가-힣]")

# How code names a sentence: by its whole key, or as the code of an error or note.
QUOTED = re.compile(r"""["'`]((?:ui|page|cli|title|error|hint|note)\.[a-z0-9.-]*[a-z0-9])(?<!\.html)["'`]""")
CODE = re.compile(
    r"""\b(?P<kind>ReadError|InputError|LimitError|RunError|CallerError|Note|Related)\(\s*"(?P<code>[a-z0-9-]+)\""""
)
GAP = re.compile(r"\$?\{[^{}]*\}")
PYTHON = [path for path in (ROOT / "app").rglob("*.py") if "setup" not in path.parts]
BROWSER = [path for kind in ("*.ts", "*.tsx") for path in (ROOT / "static/src").rglob(kind)]
TEMPLATES = list((ROOT / "templates").glob("*.html"))


def facts_of(text):
    return {name for name, _ in PLACEHOLDER.findall(text)}


def test_both_languages_have_the_same_domains():
    assert {path.stem for path in (HERE / "ko").glob("*.po")} == set(DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_say_the_same_with_the_same_facts(domain):
    korean, english = catalogue("ko", [domain]), catalogue("en", [domain])
    plural = re.compile(r"\.(one|other)$")
    assert {plural.sub("", key) for key in korean} == {plural.sub("", key) for key in english}
    for key, text in english.items():
        other = korean.get(key) or korean.get(plural.sub("", key)) or korean[plural.sub(".other", key)]
        assert text.strip()
        assert other.strip()
        if key.endswith(".one"):
            assert facts_of(text) <= facts_of(other), key  # one need not be written as a number
        else:
            assert facts_of(text) == facts_of(other), key


@pytest.mark.parametrize("lang", languages())
def test_no_key_stands_in_two_catalogues(lang):
    keys = [key for domain in DOMAINS for key in catalogue(lang, [domain])]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_particle_asked_for_exists(domain):
    for lang in languages():
        for key, text in catalogue(lang, [domain]).items():
            for _, particle in PLACEHOLDER.findall(text):
                assert particle in ("", *PAIRS), key
                assert not particle or lang == "ko", key


def known(lang="en"):
    return set(catalogue(lang, DOMAINS))


def spoken(files):
    return {(key, path.name) for path in files for key in QUOTED.findall(path.read_text(encoding="utf-8"))}


def said(key, keys):
    return key in keys or any(f"{key}.{plural}" in keys for plural in ("one", "other"))


@pytest.mark.parametrize("files", [PYTHON, BROWSER, TEMPLATES], ids=["python", "browser", "templates"])
def test_every_sentence_that_is_asked_for_exists(files):
    keys = known()
    assert {(key, name) for key, name in spoken(files) if not said(key, keys)} == set()


def test_every_error_and_note_has_its_sentence():
    keys = known()
    missing = set()
    for path in PYTHON:
        for match in CODE.finditer(path.read_text(encoding="utf-8")):
            key = f"{'note' if match['kind'] == 'Note' else 'error'}.{match['code']}"
            if key not in keys:
                missing.add((key, path.name))
    assert missing == set()


def test_no_sentence_is_left_over():
    """A key stands in the code, whole or as a text with gaps; of an error, a hint or a note its code does."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*PYTHON, *BROWSER, *TEMPLATES])
    quoted = set(re.findall(r"""["'`]([a-z][^"'`\s]+)["'`]""", code))
    forms = [
        re.compile(r"[\w-]+".join(map(re.escape, GAP.split(text))))
        for text in quoted
        if GAP.search(text) and not re.fullmatch(r"(error|hint|note)\.\{[^{}]*\}", text)
    ]

    def is_said(key):
        bare = re.sub(r"\.(one|other)$", "", key)
        kind, second, *_ = bare.split(".")
        wanted = {bare, second} if kind in ("error", "hint", "note") else {bare}
        return bool(wanted & quoted) or any(form.fullmatch(one) for form in forms for one in wanted)

    assert {key for key in known() if not is_said(key)} == set()


def test_korean_is_korean():
    korean = catalogue("ko", DOMAINS)
    alike = {key for key, text in catalogue("en", DOMAINS).items() if korean.get(key) == text and len(text.split()) > 3}
    assert alike == set()
    assert all(not HANGUL.search(text) for key, text in catalogue("en", DOMAINS).items() if "language" not in key)
