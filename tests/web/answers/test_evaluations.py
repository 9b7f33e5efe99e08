import asyncio
import time

import pytest

from app.errors import LimitError
from app.runner.frames import Answer
from app.trace.fold import FOLDED_HEAD
from app.web.answers.evaluations import Evaluations, key_of
from app.web.answers.store import Memory
from tests.scenes import play

REQUEST = {"source": "y = x", "inputs": {"x": 1}}


class CountingPool:
    """Answers once it is let go, and counts how often it is asked."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = 0
        self.let_go = asyncio.Event()

    async def run(self, *_):
        self.asked += 1
        await self.let_go.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def ask(answer, times):
    """The answers to the same request asked at once, and once more afterwards; and how often the pool was asked."""

    async def scene():
        pool = CountingPool(answer)
        evaluations = Evaluations(pool, Memory(1000))
        together = [asyncio.create_task(evaluations.answer("trace", REQUEST, "en")) for _ in range(times)]
        await asyncio.sleep(0)
        pool.let_go.set()
        answers = await asyncio.gather(*together, return_exceptions=True)
        answers += await asyncio.gather(evaluations.answer("trace", REQUEST, "en"), return_exceptions=True)
        return answers, pool.asked

    return play(scene())


def test_two_hundred_requests_for_the_same_are_one_run():
    answers, asked = ask(Answer(200, b"{}"), 200)
    assert asked == 1
    assert set(answers) == {(key_of("trace", REQUEST, "en"), Answer(200, b"{}"))}


class Far(Memory):
    """A store that looks and keeps when it is let, and counts how often it is asked."""

    def __init__(self, limit):
        super().__init__(limit)
        self.asked = 0
        self.looks, self.keeps = asyncio.Event(), asyncio.Event()

    def at_hand(self, _):
        return None

    async def get(self, key):
        self.asked += 1
        await self.looks.wait()
        return super().at_hand(key)

    async def put(self, key, body):
        await self.keeps.wait()
        await super().put(key, body)


def test_requests_for_the_same_at_once_are_one_look_into_a_far_store_and_one_run():
    async def scene():
        pool, store = CountingPool(Answer(200, b"{}")), Far(1000)
        evaluations = Evaluations(pool, store)
        asked = []
        for goes_on in (store.looks, pool.let_go, store.keeps):  # some ask while each of the three is waited for
            asked += [asyncio.create_task(evaluations.answer("trace", REQUEST, "en")) for _ in range(70)]
            for _ in range(9):
                await asyncio.sleep(0)
            goes_on.set()
        answers = await asyncio.gather(*asked)
        assert (pool.asked, store.asked) == (1, 1)
        answers.append(await evaluations.answer("trace", REQUEST, "en"))
        assert (pool.asked, store.asked) == (1, 2)
        return {answer for _, answer in answers}

    assert play(scene()) == {Answer(200, b"{}")}


@pytest.mark.parametrize("answer", [Answer(422, b"{}"), Answer(500, b"")])
def test_a_refusal_is_not_kept(answer):
    assert ask(answer, 3)[1] == 2


def test_an_error_reaches_everybody_who_asked_and_is_not_kept():
    answers, asked = ask(LimitError("limit-time"), 3)
    assert [error.code for error in answers] == ["limit-time"] * 4
    assert asked == 2


def test_one_who_leaves_does_not_take_the_answer_from_the_others():
    async def scene():
        pool = CountingPool(Answer(200, b"{}"))
        evaluations = Evaluations(pool, Memory(1000))
        leaves, stays = (asyncio.create_task(evaluations.answer("trace", REQUEST, "en")) for _ in range(2))
        await asyncio.sleep(0)
        leaves.cancel()
        pool.let_go.set()
        return (await stays)[1], pool.asked

    assert play(scene()) == (Answer(200, b"{}"), 1)


def test_the_key_is_of_everything_that_the_answer_depends_on():
    keys = {
        key_of("trace", REQUEST, "en"),
        key_of("trace", REQUEST, "ko"),
        key_of("certificate", REQUEST, "en"),
        key_of("trace", REQUEST | {"inputs": {"x": 2}}, "en"),
    }
    assert len(keys) == 4
    assert key_of("trace", dict(reversed(REQUEST.items())), "en") in keys


def test_a_folded_trace_is_written_out_once(monkeypatch):
    written = []
    monkeypatch.setattr("app.web.answers.evaluations.written_out", lambda body: written.append(body) or b"flat")

    async def scene():
        evaluations = Evaluations(None, Memory(1000))
        return [await evaluations.flat("k", body) for body in (FOLDED_HEAD + b"}", b"{}", FOLDED_HEAD + b"}")]

    assert play(scene()) == [b"flat", b"{}", b"flat"]
    assert len(written) == 1


def test_one_folded_trace_is_written_out_at_a_time_and_the_same_one_once(monkeypatch):
    at_once, written = [], []

    def writing(body):
        at_once.append(body)
        time.sleep(0.01)  # others would begin now
        written.append(len(at_once))
        at_once.clear()
        return b"flat"

    monkeypatch.setattr("app.web.answers.evaluations.written_out", writing)

    async def scene():
        evaluations = Evaluations(CountingPool(None), Memory(1000))
        return await asyncio.gather(*(evaluations.flat(f"k{number % 3}", FOLDED_HEAD + b"}") for number in range(12)))

    assert play(scene()) == [b"flat"] * 12
    assert written == [1, 1, 1]
