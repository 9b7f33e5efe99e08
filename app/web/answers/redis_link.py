"""The way to Redis: an answer within a moment or none, and no asking for a while where it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

PAUSE_SECONDS = 1.0  # after a failure nobody waits for Redis at all; then one request tries again
TELLING_SECONDS = 60.0  # between two lines of the log that say it is away
CONNECTIONS = 32  # each carries one question at a time; more wait for one of them
AT_ONCE = 1  # a connection that Redis closed meanwhile is made anew and asked once more

Result = TypeVar("Result")

log = logging.getLogger("tapedeck.redis")


class RedisAway(Exception):  # noqa: N818 (nothing is wrong: whoever asks goes on without)
    """Redis did not answer, or has not a moment ago."""


class RedisLink:
    """One server's connections to Redis, shared by all that keep something there. Used in one event loop.

    ``seconds``: for one answer, connecting included.
    """

    def __init__(self, url: str, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        pool = BlockingConnectionPool.from_url(url, max_connections=CONNECTIONS, retry=Retry(NoBackoff(), AT_ONCE))
        self._redis = Redis(connection_pool=pool)
        self._seconds = seconds
        self._clock = clock
        self._ask_again = self._tell_again = clock()
        self.up = True  # as far as the last question tells
        self.failures = 0

    async def ask(self, question: Callable[[Redis], Awaitable[Result]]) -> Result:
        """What ``question`` returns; ``RedisAway`` where that takes too long or fails."""
        now = self._clock()
        if now < self._ask_again:
            raise RedisAway
        if not self.up:
            self._ask_again = now + PAUSE_SECONDS
        try:
            async with asyncio.timeout(self._seconds):
                answer = await question(self._redis)
        except (RedisError, OSError, TimeoutError) as error:
            self._lost(error)
            raise RedisAway from None
        self._found()
        return answer

    async def close(self) -> None:
        """Close every connection."""
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()

    def _lost(self, error: Exception) -> None:
        now = self._clock()
        self.failures += 1
        self.up = False
        self._ask_again = now + PAUSE_SECONDS
        if now >= self._tell_again:
            self._tell_again = now + TELLING_SECONDS
            log.warning("redis away: %s", type(error).__name__)

    def _found(self) -> None:
        if not self.up:
            self.up = True
            self._ask_again = self._clock()
            log.info("redis back")
