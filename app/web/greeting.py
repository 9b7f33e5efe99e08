"""The trace that greets a visitor: the first lesson, evaluated in every language when the server starts."""

from __future__ import annotations

import asyncio

from app.lessons import Lesson
from app.web.evaluations import OK, Evaluations
from app.web.schema import EvaluationRequest
from app.words import Language, languages

WAIT_SECONDS = 0.3  # a page that comes before the first worker goes without the trace and asks for it like any other


class Greeting:
    """Holds the first lesson's trace in each language."""

    def __init__(self, evaluations: Evaluations, lesson: Lesson) -> None:
        self._evaluations = evaluations
        self._request = EvaluationRequest.model_validate(lesson.request).filled()
        self._traces: dict[Language, bytes] = {}
        self.prepared = asyncio.Event()

    async def prepare(self) -> None:
        """Evaluate the lesson; returns when its traces are there."""
        for lang in languages():
            _, answer = await self._evaluations.answer("trace", self._request, lang)
            assert answer.status == OK, answer.body
            self._traces[lang] = answer.body
        self.prepared.set()

    async def trace(self, lang: Language) -> bytes | None:
        """The trace as JSON; ``None`` only in the first moments of the server."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.prepared.wait()
        except TimeoutError:
            return None
        return self._traces[lang]
