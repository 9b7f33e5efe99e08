"""What holds of every evaluator: the same answers, the same ends, the same refusals, and nobody else pays for a loss."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress

import pytest

from app.errors import CallerError, LimitError
from app.runner.warm import DESCENT
from tests.conformance.conftest import ALL, SECONDS
from tests.conformance.requests import COUNT, requests
from tests.web.conftest import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked, and looked at, on Linux only")

Q = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}
ENDLESS = {"source": "while True: pass", "language": "torch"}
GREEDY = {"source": "a = []\nwhile True: a.append(torch.ones(1000, 1000))", "language": "torch"}
TRAINS = {"source": DESCENT, "language": "torch"}
FAILS = {"source": "x = torch.ones(2)\nx @ torch.ones(3)", "language": "torch"}


async def answers(evaluator, given, lang="en"):
    """The answers to all of ``given``, in their order; as many are under way as may be. An error stands for itself."""
    room = asyncio.Semaphore(ALL)

    async def one(request):
        async with room:
            return await evaluator.run("trace", request, lang)

    return await asyncio.gather(*map(one, given), return_exceptions=True)


def said(answer):
    """What a caller gets; how long it took is another matter."""
    return answer.status, answer.body, answer.last


@pytest.fixture(scope="session")
def expected(local):
    """What workers of this machine answer."""
    return [said(answer) for answer in local.play(answers(local.evaluator, requests()))]


def test_answers_are_equal_byte_for_byte(subject, expected):
    given = requests()
    found = subject.play(answers(subject.evaluator, given))
    assert len(found) == COUNT
    assert [
        request["source"]
        for request, answer, right in zip(given, found, expected, strict=True)
        if said(answer) != right
    ] == []
    assert {status for status, *_ in expected} == {200, 422}


@pytest.mark.parametrize("task", ["certificate", "landscape"])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_task_is_answered_alike_in_both_languages(subject, local, task, lang):
    for request in (Q, TRAINS, FAILS):
        one, other = (each.play(each.evaluator.run(task, request, lang)) for each in (subject, local))
        assert said(one) == said(other)


def test_limits_end_alike(subject):
    endless = subject.play(subject.evaluator.run("trace", ENDLESS, "en"))
    trace = json.loads(endless.body)
    assert (endless.status, trace["error"]["code"], trace["error"]["where"]["line"]) == (200, "limit-time", 1)
    assert endless.seconds >= SECONDS
    greedy = subject.play(subject.evaluator.run("trace", GREEDY, "en"))
    assert (greedy.status, json.loads(greedy.body)["error"]["code"]) == (200, "limit-memory")


def test_who_does_not_hear_is_killed(subject):
    stopped = subject.workers()
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    with pytest.raises(LimitError) as raised:
        subject.play(subject.evaluator.run("trace", Q, "en"))
    for pid in stopped:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    assert (raised.value.code, raised.value.facts, raised.value.span) == ("limit-time", {"seconds": SECONDS}, None)
    assert raised.value.seconds >= SECONDS
    wait_until(lambda: set(stopped) - set(subject.workers()))
    assert subject.play(subject.evaluator.run("trace", Q, "en")).status == 200


def test_progress_is_told_while_a_program_runs(subject):
    lines = []
    subject.play(subject.evaluator.run("trace", ENDLESS, "en", lines.append))
    told = [json.loads(line) for line in lines]
    progress = [line for line in told if line["kind"] == "progress"]
    assert progress
    assert {"line", "iteration", "operations", "share"} <= progress[0].keys()


def test_who_leaves_frees_the_worker(subject):
    async def scene():
        began = [asyncio.Event() for _ in range(2)]
        running = [
            asyncio.create_task(subject.evaluator.run("trace", ENDLESS, "en", lambda _, event=event: event.set()))
            for event in began
        ]
        before = subject.evaluator.counts.killed
        for event in began:
            await event.wait()
        for run in running:
            run.cancel()
        ends = await asyncio.gather(*running, return_exceptions=True)
        while subject.evaluator.counts.killed < before + 2:  # what was not killed would end as a run that is answered
            assert (await subject.evaluator.run("trace", Q, "en")).status == 200
        return ends, subject.evaluator.counts

    ends, counts = subject.play(scene())
    assert [type(end) for end in ends] == [asyncio.CancelledError] * 2
    assert (counts.busy, counts.waiting) == (0, 0)


def test_who_finds_no_room_is_sent_away(subject):
    async def scene():
        asked = [asyncio.create_task(subject.evaluator.run("trace", ENDLESS, "en")) for _ in range(ALL + 3)]
        sent_away, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        counts = subject.evaluator.counts
        for run in asked:
            run.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return [asked.index(run) for run in sent_away], [run.exception() for run in sent_away], counts

    which, errors, counts = subject.play(scene())
    assert sorted(which) == [ALL, ALL + 1, ALL + 2]
    assert {(type(error), error.code, error.status, error.facts["seconds"]) for error in errors} == {
        (CallerError, "queue-full", 503, 1)
    }
    assert counts.busy + counts.waiting == ALL
    assert subject.play(subject.evaluator.run("trace", Q, "en")).status == 200


def test_whoever_is_killed_costs_nobody_an_answer(subject):
    """The process that runs a program is killed under load: what it ran is run again elsewhere, all else goes on."""
    given = [Q | {"seed": number} for number in range(10 * ALL)]
    right = [said(answer) for answer in subject.play(answers(subject.evaluator, given))]
    victims = subject.victims()
    assert len(victims) >= 2

    async def scene():
        asking = asyncio.create_task(answers(subject.evaluator, given))
        before = subject.evaluator.counts.runs
        while subject.evaluator.counts.runs < before + ALL:  # noqa: ASYNC110 (what it waits for happens elsewhere)
            await asyncio.sleep(0.001)
        os.kill(victims[0], signal.SIGKILL)
        return await asking

    found = subject.play(scene())
    assert [error for error in found if isinstance(error, Exception)] == []
    assert [said(answer) for answer in found] == right
    wait_until(lambda: victims[0] not in subject.victims())


def test_what_prints_is_pythons_own(subject):
    assert subject.evaluator.ready
    assert print.__module__ == "builtins"
