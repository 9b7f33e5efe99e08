"""Lessons: programs worth looking at, each with a title and a text in both languages. One TOML file a lesson."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.words import Language, languages

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Lesson:
    """A program with its settings (``request``, as the API takes it), a title and a text in each language."""

    slug: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    request: Mapping[str, Any]

    def described(self, lang: Language) -> dict[str, Any]:
        """The lesson as JSON in one language."""
        return {
            "slug": self.slug,
            "title": self.titles[lang],
            "text": self.texts[lang],
            "request": dict(self.request),
        }


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in the order of their numbers; the first one greets whoever opens the playground."""
    return tuple(_read(path) for path in sorted(HERE.glob("*.toml")))


def _read(path: Path) -> Lesson:
    """``01-power-and-square.toml`` → the lesson ``power-and-square``."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return Lesson(
        slug=path.stem.split("-", 1)[1],
        titles={lang: content["title"][lang] for lang in languages()},
        texts={lang: content["text"][lang].strip() for lang in languages()},
        request=content["request"],
    )
