"""Worker time is counted for each client; cached and shared answers are free; one client never takes all places."""

import asyncio

import pytest

from app.errors import CallerError, LimitError
from app.runner.frames import Answer
from app.settings import Settings
from app.web.answers.evaluations import Evaluations
from app.web.answers.metered import Metered
from app.web.answers.quota import Quota
from app.web.answers.store import Memory
from app.web.clients import ACCOUNT, Account
from tests.scenes import play
from tests.web.conftest import serving

LIMITS = {"client_seconds": 2, "client_window_seconds": 60, "workers": 2, "queue_length": 6}  # two at once


class Costly:
    """Answers with a time that it took, or raises; where told to, only when it is let go."""

    def __init__(self, end=None, seconds=1.5):
        self.end = end or Answer(200, b"{}", seconds=seconds)
        self.asked = 0
        self.begun = asyncio.Queue()
        self.let_go = asyncio.Event()
        self.let_go.set()

    async def run(self, *_):
        self.asked += 1
        self.begun.put_nowait(None)
        await self.let_go.wait()
        if isinstance(self.end, Exception):
            raise self.end
        return self.end


def server(costly, **limits):
    settings = Settings(**LIMITS | limits)
    return Evaluations(Metered(costly, Quota(settings), settings.run_seconds), Memory(10_000))


async def ask(evaluations, client, source):
    """The account after the answer, and the code of the refusal."""
    account = Account(client)
    ACCOUNT.set(account)
    try:
        await evaluations.answer("trace", {"source": source}, "en")
    except (CallerError, LimitError) as error:
        return account, error.code
    return account, None


def asking(evaluations, client, source):
    return asyncio.create_task(ask(evaluations, client, source))


def test_a_client_that_has_used_its_time_is_refused_and_the_others_are_not():
    async def scene():
        evaluations = server(Costly())
        return [(await ask(evaluations, *which))[1] for which in [("a", "1"), ("a", "2"), ("a", "3"), ("b", "3")]]

    assert play(scene()) == [None, None, "too-much", None]


def test_what_is_kept_is_free():
    async def scene():
        costly = Costly()
        evaluations = server(costly)
        codes = [(await ask(evaluations, "a", "1"))[1] for _ in range(9)]
        account, _ = await ask(evaluations, "a", "1")
        return codes, costly.asked, account.seconds

    assert play(scene()) == ([None] * 9, 1, 0)


@pytest.mark.parametrize("end", [LimitError("limit-time"), Answer(422, b"{}", seconds=3)])
def test_runs_that_fail_are_paid_for(end):
    if isinstance(end, Exception):
        end.seconds = 3.0

    async def scene():
        evaluations = server(Costly(end))
        first, _ = await ask(evaluations, "a", "1")
        return first.seconds, (await ask(evaluations, "a", "2"))[1]

    assert play(scene()) == (3, "too-much")


def test_a_run_that_is_left_is_paid_for_by_the_clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("app.web.answers.metered.time.monotonic", lambda: now[0])

    async def scene():
        costly = Costly()
        costly.let_go.clear()
        evaluations = server(costly)
        leaves = asking(evaluations, "a", "1")
        await costly.begun.get()
        now[0] = 100.0  # no more than a run may last at all
        leaves.cancel()
        await asyncio.wait([leaves])
        for _ in range(20):
            await asyncio.sleep(0)
        return await ask(evaluations, "a", "2")

    account, code = play(scene())
    assert code == "too-much"
    assert account.headers["RateLimit"].startswith('"worker-time";r=0;t=')


def test_a_shared_run_is_paid_for_by_whoever_began_it():
    async def scene():
        costly = Costly()
        costly.let_go.clear()
        evaluations = server(costly)
        began, joined = asking(evaluations, "a", "1"), asking(evaluations, "b", "1")
        await costly.begun.get()
        costly.let_go.set()
        return (await began)[0].seconds, (await joined)[0].seconds, costly.asked

    assert play(scene()) == (1.5, 0, 1)


def test_a_refusal_of_the_one_who_began_is_not_told_to_those_who_joined():
    async def scene():
        evaluations = server(Costly())
        for source in "12":
            await ask(evaluations, "a", source)
        together = [asking(evaluations, client, "same") for client in ("a", "b", "a", "c")]
        return [(await one)[1] for one in together]

    codes = play(scene())
    assert codes[0] == "too-much"
    assert (codes[1], codes[3]) == (None, None)


def test_one_client_never_fills_the_queue():
    async def scene():
        costly = Costly(seconds=0.001)
        costly.let_go.clear()
        evaluations = server(costly)
        greedy = [asking(evaluations, "a", str(number)) for number in range(5)]
        other = asking(evaluations, "b", "other")
        for _ in range(3):
            await costly.begun.get()
        refused = [await one for one in greedy[2:]]
        same = asking(evaluations, "a", "0")  # waits for a run of its own: takes no place
        await asyncio.sleep(0)
        costly.let_go.set()
        served = [(await one)[1] for one in [*greedy[:2], other, same]]
        return refused, served, (await ask(evaluations, "a", "later"))[1]

    refused, served, later = play(scene())
    assert [code for _, code in refused] == ["too-many-at-once"] * 3
    assert all(account.headers["RateLimit"] == '"at-once";r=0' for account, _ in refused)
    assert served == [None] * 4
    assert later is None


def test_without_a_limit_there_is_none():
    async def scene():
        evaluations = server(Costly(seconds=50), client_seconds=0)
        together = [asking(evaluations, "a", str(number)) for number in range(50)]
        return [await one for one in together]

    for account, code in play(scene()):
        assert (code, account.headers) == (None, {})


def test_what_the_server_asks_itself_is_free():
    async def scene():
        evaluations = server(Costly(seconds=50))
        return [(await evaluations.answer("trace", {"source": str(n)}, "en"))[1].status for n in range(3)]

    assert play(scene()) == [200] * 3


def test_the_limits_are_told_with_every_answer_that_ran(dist):
    with serving(dist, client_seconds=0.001, queue_length=31) as limited:
        first = limited.post("/api/v1/traces", json={"source": "y = x"})
        refused = limited.post("/api/v1/traces?lang=ko", json={"source": "y = x + 1"})
        lines = limited.post("/api/v1/traces", json={"source": "y = x + 2"}, headers={"accept": "application/jsonl"})
        kept = limited.post("/api/v1/traces", json={"source": "y = x"})
    policy = '"worker-time";q=1;w=60;tapedeck-unit="milliseconds", "at-once";q=8;qu="concurrent-requests"'
    assert (first.status_code, first.headers["ratelimit-policy"]) == (200, policy)
    assert first.headers["ratelimit"].startswith('"worker-time";r=0;t=')
    assert first.headers["ratelimit"].endswith(', "at-once";r=8')
    assert kept.status_code == 200
    assert "ratelimit" not in kept.headers
    for answer in (refused, lines):
        assert answer.status_code == 429
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["ratelimit-policy"] == policy
        assert f";t={answer.headers['retry-after']}," in answer.headers["ratelimit"]
        assert answer.json()["code"] == "too-much"
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "다시 해 보세요" in refused.json()["hint"]
