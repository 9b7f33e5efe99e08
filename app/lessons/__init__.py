"""Lessons: programs worth looking at, each with a title, a text and a question in both languages. One TOML file a lesson."""

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
class Question:
    """What to answer before playing: one of several choices is right, and there is a reason."""

    texts: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    answer: int
    because: Mapping[str, str]

    def described(self, lang: Language) -> dict[str, Any]:
        """The question as JSON in one language; ``answer`` counts the choices from 0."""
        return {
            "text": self.texts[lang],
            "choices": list(self.choices[lang]),
            "answer": self.answer,
            "because": self.because[lang],
        }


@dataclass(frozen=True)
class Lesson:
    """A program with its settings (``request``, as the API takes it), and its words in each language."""

    slug: str
    group: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    question: Question
    request: Mapping[str, Any]

    def described(self, lang: Language) -> dict[str, Any]:
        """The lesson as JSON in one language."""
        return {
            "slug": self.slug,
            "group": self.group,
            "title": self.titles[lang],
            "text": self.texts[lang],
            "question": self.question.described(lang),
            "request": dict(self.request),
        }


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in the order of their numbers; the first one greets whoever opens the playground."""
    return tuple(_read(path) for path in sorted(HERE.glob("*.toml")))


def lesson_of(slug: str) -> Lesson | None:
    """The lesson of that name, if there is one."""
    return next((lesson for lesson in lessons() if lesson.slug == slug), None)


def _read(path: Path) -> Lesson:
    """``01-power-and-square.toml`` → the lesson ``power-and-square``."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    asked = content["question"]
    return Lesson(
        slug=path.stem.split("-", 1)[1],
        group=content["group"],
        titles={lang: content["title"][lang] for lang in languages()},
        texts={lang: content["text"][lang].strip() for lang in languages()},
        question=Question(
            texts={lang: asked[lang] for lang in languages()},
            choices={lang: tuple(asked["choices"][lang]) for lang in languages()},
            answer=asked["answer"],
            because={lang: asked["because"][lang] for lang in languages()},
        ),
        request=content["request"],
    )
