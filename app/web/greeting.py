"""The trace that greets a visitor: the first lesson's, evaluated in every language when the server starts."""

from __future__ import annotations

from app.lessons import Lesson
from app.runner.frames import OK
from app.trace.fold import written_out
from app.web.evaluations import Evaluations
from app.web.schema import EvaluationRequest
from app.words import Language, languages


class Greeting:
    """Holds the first lesson's trace in each language."""

    def __init__(self, evaluations: Evaluations, lesson: Lesson) -> None:
        self._evaluations = evaluations
        self._request = EvaluationRequest.model_validate(lesson.request).filled()
        self._traces: dict[Language, bytes] = {}

    async def prepare(self) -> None:
        """Evaluate the lesson; returns when its traces are there."""
        for lang in languages():
            await self.trace(lang)

    async def trace(self, lang: Language) -> bytes:
        """The trace as JSON. Whoever comes before the first worker waits for it; errors as for ``Evaluations.answer``."""
        if lang not in self._traces:
            _, answer = await self._evaluations.answer("trace", self._request, lang)
            assert answer.status == OK, answer.body
            self._traces[lang] = written_out(answer.body)
        return self._traces[lang]
