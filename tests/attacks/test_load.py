"""Abuse by load: the abuser is refused, and somebody at another address is answered all the while, and rightly."""

import sys

import pytest

from tests.attacks.abuse import BURST, Healthy, burst, endless_body, pipeline, slow_heads
from tests.attacks.covers import covers
from tests.promises.invariants import Invariants, expected, gradients, question
from tests.promises.served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there are all of 127.0.0.0/8 this machine")


MOST_SENT = 64 * 2**20  # bytes on their way when the answer comes: what the sockets hold, not what the server takes


@pytest.fixture(scope="module")
def server():
    with serving(header_seconds=2, client_seconds=120) as server:
        yield server


@pytest.fixture(scope="module")
def kept(server):
    return Invariants(server)


@covers("LD-ABUSE-001")
def test_heads_that_come_at_a_byte_a_second_are_cut_off(server, kept):
    with Healthy(server, 1_000_000) as healthy:
        said = slow_heads(server, healthy)
    assert b" 200 " not in said
    assert healthy.wrong == []
    kept.check()


@covers("LD-ABUSE-007")
def test_a_hundred_requests_at_once_on_one_connection_are_answered_in_their_order(server, kept):
    with Healthy(server, 2_000_000) as healthy:
        answered = pipeline(server, first := 3_000_000)
        healthy.answered(3)
    assert answered
    assert {answer.status for answer in answered} <= {200, 429, 503}
    for number, answer in enumerate(answered, first):
        assert answer.status != 200 or gradients(answer.json()) == expected(question(number))
    assert healthy.wrong == []
    kept.check()


@covers("LD-ABUSE-013")
def test_a_body_without_end_is_refused_where_it_passes_the_limit(server, kept):
    with Healthy(server, 4_000_000) as healthy:
        sent, answered = endless_body(server)
        healthy.answered(3)
    assert 0 < sent < MOST_SENT
    assert [answer.status for answer in answered] == [413]
    assert healthy.wrong == []
    kept.check()


@covers("LD-ABUSE-014")
def test_a_burst_costs_nobody_else_an_answer(server, kept):
    with Healthy(server, 5_000_000) as healthy:
        statuses, wrong = burst(server, 6_000_000)
        healthy.answered(3)
    assert sum(statuses.values()) == BURST
    assert set(statuses) <= {200, 429, 503}
    assert wrong == []
    assert healthy.wrong == []
    kept.check()
