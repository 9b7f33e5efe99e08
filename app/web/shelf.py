"""The traces of the lessons, evaluated once a language and then kept as long as the server runs: viewing one computes nothing."""

from __future__ import annotations

from app.lessons import Lesson
from app.runner.frames import OK
from app.web.answers.evaluations import Evaluations
from app.web.schema import EvaluationRequest
from app.words import Language, languages


class Shelf:
    """Holds a trace for each lesson and language."""

    def __init__(self, evaluations: Evaluations, lessons: tuple[Lesson, ...]) -> None:
        self.lessons = lessons
        self.evaluations = evaluations
        self._traces: dict[tuple[str, Language], bytes] = {}

    async def prepare(self, count: int | None = None) -> None:
        """Evaluate the first ``count`` lessons, or all; returns when their traces are there."""
        for lesson in self.lessons[:count]:
            for lang in languages():
                await self.trace(lesson, lang)

    async def trace(self, lesson: Lesson, lang: Language) -> bytes:
        """The trace as JSON, folded where it can be. Whoever comes before the first worker waits for it.

        Errors as for ``Evaluations.answer``.
        """
        place = (lesson.slug, lang)
        if place not in self._traces:
            request = EvaluationRequest.model_validate(dict(lesson.request)).filled()
            _, answer = await self.evaluations.answer("trace", request, lang)
            assert answer.status == OK, answer.body
            self._traces[place] = answer.body
        return self._traces[place]
