"""Every lesson runs to its end, and what it claims of itself is so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.lessons import Lesson, lessons
from app.runner.evaluate import answer
from app.trace.check import check
from app.trace.fold import unfold
from app.words import languages


def trace_of(lesson: Lesson) -> dict[str, Any]:
    answered = json.loads(answer("trace", dict(lesson.request), "en").body)
    return unfold(answered) if answered["format"].endswith("folded") else answered


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.slug)
def test_a_lesson_runs_and_every_claim_of_its_trace_holds(lesson: Lesson):
    trace = trace_of(lesson)
    assert trace["error"] is None
    assert check(trace) == []
    for lang in languages():
        told = lesson.described(lang)
        assert told["title"]
        assert told["text"]


def test_the_gradient_written_by_hand_is_autograds():
    (lesson,) = (lesson for lesson in lessons() if lesson.slug == "logistic-regression-by-hand")
    lines = trace_of(lesson)["stdout"].splitlines()
    assert len(lines) == 20
    assert all(line.endswith(" True") for line in lines)
