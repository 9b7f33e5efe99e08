"""Answers on Redis: shared by all who know it, never a wrong one, and nobody waits where it is away."""

import asyncio
import hashlib
import logging
import socket
import time
from contextlib import asynccontextmanager

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.web.answers import redis_store
from app.web.answers.redis_link import PAUSE_SECONDS, RedisAway, RedisLink
from app.web.answers.redis_store import PREFIX, OnRedis, pack, unpack
from app.web.answers.store import Levels, Memory
from tests.hosting.parts import free_port
from tests.scenes import play

BODY = b'{"format":"tapedeck/trace"}' * 5000


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self):
        return self.now


@asynccontextmanager
async def link_to(port, clock=time.monotonic, seconds=30):
    """A link that waits for a slow machine."""
    link = RedisLink(f"redis://127.0.0.1:{port}/0", seconds, clock)
    try:
        yield link
    finally:
        await link.close()


@given(st.text(max_size=8), st.binary(max_size=3000))
def test_what_was_packed_is_unpacked(key, body):
    assert unpack(key, pack(key, body)) == body


@given(st.binary(max_size=3000), st.data())
def test_what_is_damaged_cut_or_of_another_key_is_as_good_as_absent(body, data):
    packed = pack("trace 1", body)
    at, bit = data.draw(st.integers(0, len(packed) - 1)), data.draw(st.integers(0, 7))
    damaged = packed[:at] + bytes([packed[at] ^ 1 << bit]) + packed[at + 1 :]
    for wrong in (damaged, packed[:at], packed + b"x", b""):
        assert unpack("trace 1", wrong) is None
    assert unpack("trace 2", packed) is None


@pytest.mark.parametrize("rest", [b"", b"?body", b"zbody", b"z", b"z" + zstandard.compress(b"long" * 1000)[:-3]])
def test_what_is_signed_but_of_no_known_form_is_as_good_as_absent(rest):
    digest = hashlib.blake2b(b"k\0" + rest, digest_size=16).digest()
    assert unpack("k", digest + rest) is None


def test_what_would_unpack_to_more_than_any_answer_is_as_good_as_absent(monkeypatch):
    packed = pack("k", BODY)
    assert len(packed) < len(BODY) / 20
    monkeypatch.setattr(redis_store, "MOST_BYTES", len(BODY) - 1)
    assert unpack("k", packed) is None


def test_what_one_server_keeps_another_finds_and_then_has_near(redis):
    async def scene():
        async with link_to(redis.port) as one, link_to(redis.port) as other:
            near = Memory(10**6)
            first, second = (Levels(memory, OnRedis(link)) for memory, link in ((Memory(10**6), one), (near, other)))
            found = [await second.get("trace k")]
            await first.put("trace k", BODY)
            found += [await near.get("trace k"), await second.get("trace k"), await near.get("trace k")]
            expires = await other.ask(lambda redis: redis.ttl(PREFIX + "trace k"))
            return found, expires

    found, expires = play(scene())
    assert found == [None, None, BODY, BODY]
    assert 0 < expires <= redis_store.KEPT_SECONDS


def test_what_stands_under_a_key_and_is_not_ours_is_not_given(redis):
    async def scene():
        async with link_to(redis.port) as link:
            store = OnRedis(link)
            await store.put("trace k", BODY)
            await link.ask(lambda redis: redis.rename(PREFIX + "trace k", PREFIX + "trace l"))
            await link.ask(lambda redis: redis.set(PREFIX + "trace m", b"{}"))
            await link.ask(lambda redis: redis.set(PREFIX + "trace n", b""))
            found = [await store.get(f"trace {key}") for key in "klmn"]
            await link.ask(lambda redis: redis.lpush(PREFIX + "trace o", b"a list"))
            return found, await store.get("trace o")

    assert play(scene()) == ([None] * 4, None)


def test_what_is_too_large_stays_near(redis, monkeypatch):
    monkeypatch.setattr(redis_store, "MOST_PACKED_BYTES", 40)

    async def scene():
        async with link_to(redis.port) as link:
            store = Levels(Memory(10**6), OnRedis(link))
            await store.put("trace k", BODY)
            return await store.get("trace k"), await OnRedis(link).get("trace k"), link.failures

    assert play(scene()) == (BODY, None, 0)


def test_without_redis_a_server_keeps_its_own_answers_and_says_so_once_a_minute(caplog):
    caplog.set_level(logging.INFO, "tapedeck.redis")
    clock = Clock()

    async def scene():
        async with link_to(free_port(), clock) as link:
            store = Levels(Memory(10**6), OnRedis(link))
            await store.put("trace k", b"kept")
            for _ in range(180):
                assert await store.get("trace k") == b"kept"
                assert await store.get("trace l") is None
                clock.now += 1
            assert not link.up
            return link.failures

    failures = play(scene())
    assert 100 < failures <= 181
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["redis away"] * 3


def test_a_redis_that_is_away_is_asked_by_one_request_a_second():
    clock = Clock()

    async def scene():
        async with link_to(free_port(), clock) as link:
            store, failures = OnRedis(link), []
            for _ in range(3):
                await asyncio.gather(*(store.get("trace k") for _ in range(20)))
                failures.append(link.failures)
                clock.now += PAUSE_SECONDS
            return failures

    first, second, third = play(scene())
    assert (second - first, third - second) == (1, 1)


def test_a_redis_that_hangs_is_not_waited_for():
    async def scene():
        with socket.create_server(("127.0.0.1", 0)) as silent:  # the system connects, nobody answers
            async with link_to(silent.getsockname()[1], seconds=0.1) as link:
                with pytest.raises(RedisAway):
                    await asyncio.wait_for(link.ask(lambda redis: redis.get("k")), 30)
        return link.up

    assert play(scene()) is False


def test_redis_is_used_again_when_it_is_back(redis, caplog):
    caplog.set_level(logging.INFO, "tapedeck.redis")
    clock = Clock()

    async def scene():
        async with link_to(redis.port, clock) as link:
            store = OnRedis(link)
            await store.put("trace k", b"1")
            redis.kill()
            gone = await store.get("trace k"), link.up
            redis.start()
            paused = link.up
            clock.now += PAUSE_SECONDS
            await store.put("trace k", b"2")
            return gone, paused, await store.get("trace k"), link.up

    assert play(scene()) == ((None, False), False, b"2", True)
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["redis away", "redis back"]
