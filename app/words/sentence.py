"""A sentence with its facts put in: placeholders, plurals by the language's rule, Korean particles by the word before.

The same notation as in the browser (``static/src/words``): ``{name}`` stands for a fact, ``{name:은}`` for a fact and
the particle it takes; where a fact ``count`` is given, ``key.one``, ``key.other`` … are preferred to ``key``.
"""

from __future__ import annotations

import re

from babel import Locale

from app.errors import Fact, OwnError
from app.words.catalogue import sentences
from app.words.language import Language
from app.words.particle import particle

PLACEHOLDER = re.compile(r"\{([^\W\d]\w*)(?::([가-힣]+))?\}")


def say(lang: Language, key: str, /, **facts: Fact) -> str:
    """The sentence ``key`` in ``lang``. An unknown key or a missing fact is our own mistake: ``OwnError``."""
    text = _find(lang, key, facts)

    def fill(match: re.Match[str]) -> str:
        name, wanted = match.groups()
        if name not in facts:
            raise OwnError(f"{key} needs the fact {name}")
        written = _written(facts[name])
        return written + particle(written, wanted) if wanted else written

    return PLACEHOLDER.sub(fill, text)


def _find(lang: Language, key: str, facts: dict[str, Fact]) -> str:
    texts = sentences(lang)
    count = facts.get("count")
    if isinstance(count, int) and (plural := texts.get(f"{key}.{Locale(lang).plural_form(count)}")) is not None:
        return plural
    if key not in texts:
        raise OwnError(f"no sentence {key} in {lang}")
    return texts[key]


def _written(fact: Fact) -> str:
    """Whole floats without their point; everything else as Python writes it."""
    return str(fact).removesuffix(".0") if isinstance(fact, float) else str(fact)
