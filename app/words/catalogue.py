"""The gettext catalogues ``<language>/<domain>.po``: a stable key as msgid, the sentence as msgstr."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

from app.words.language import LANGUAGES, Language

HERE = Path(__file__).parent


def languages() -> tuple[Language, ...]:
    """Every language that has catalogues."""
    return LANGUAGES


def catalogue(lang: Language, domains: Iterable[str]) -> dict[str, str]:
    """Key → sentence of the named domains together, placeholders left as they are, for a front end that fills them."""
    return {key: text for domain in domains for key, text in domain_of(lang, domain).items()}


def has(lang: Language, key: str) -> bool:
    """Whether there is a sentence ``key``."""
    return key in sentences(lang)


@cache
def sentences(lang: Language) -> Mapping[str, str]:
    """All sentences of a language, whatever their domain."""
    domains = sorted(path.stem for path in (HERE / lang).glob("*.po"))
    return MappingProxyType(catalogue(lang, domains))


@cache
def domain_of(lang: Language, domain: str) -> Mapping[str, str]:
    """One catalogue file as key → sentence."""
    with (HERE / lang / f"{domain}.po").open(encoding="utf-8") as file:
        messages = read_po(file, locale=lang, abort_invalid=True)
    return MappingProxyType({str(message.id): str(message.string) for message in messages if message.id})
