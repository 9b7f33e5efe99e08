"""Which language a reader gets: what the address asks for, else what the browser prefers, else English."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["ko", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
FALLBACK: Language = "en"
READ_AT_MOST = 200  # characters of Accept-Language; browsers send a few dozen


def known(name: str | None) -> Language | None:
    """``ko`` for ``ko``, ``ko-KR`` and ``KO_kr``; ``None`` for a language we do not speak."""
    if name is None:
        return None
    primary = name.strip().replace("_", "-").split("-", 1)[0].lower()
    return next((language for language in LANGUAGES if language == primary), None)


def negotiate(accept_language: str | None, wanted: str | None = None) -> Language:
    """The language of an answer: ``wanted`` (a ``lang`` parameter) first, then ``Accept-Language`` by its weights.

    A language we do not speak and a header that cannot be read count as not given. RFC 9110 § 12.5.4.
    """
    if asked := known(wanted):
        return asked
    best: tuple[float, Language] = (0.0, FALLBACK)
    for part in (accept_language or "")[:READ_AT_MOST].split(","):
        name, _, parameter = part.partition(";")
        language, weight = known(name), _weight(parameter)
        if language and weight > best[0]:
            best = (weight, language)
    return best[1]


def _weight(parameter: str) -> float:
    """``q=0.8`` → 0.8; no parameter → 1; anything that is not a weight → 0."""
    if not parameter.strip():
        return 1.0
    name, _, figure = parameter.partition("=")
    try:
        weight = float(figure)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0 <= weight <= 1 else 0.0
