"""How much worker time a client may use, and how many runs it may have at once, so that nobody starves the others."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis

from app.errors import CallerError
from app.settings import Settings
from app.web.answers.redis_link import RedisAway, RedisLink
from app.web.clients import Account

SHARE = 4  # so many clients that ask for all they may at once fill workers and queue; one alone never does
SOON_SECONDS = 1  # until one of a client's own runs has probably ended
PREFIX = "tapedeck"  # of every key on Redis

Result = TypeVar("Result")


class Left(NamedTuple):
    """What a client may still use: milliseconds of worker time, in the so many seconds before it has all of it again."""

    milliseconds: int
    seconds: int


class Quota:
    """The accounts of all clients: kept on Redis where there is one, else here. Away, it is as if there were none.

    Headers follow draft-ietf-httpapi-ratelimit-headers-11. It has no unit for worker time, so ours is named beside.
    """

    def __init__(self, settings: Settings, link: RedisLink | None = None) -> None:
        self._limited = settings.client_seconds > 0
        self._window = settings.client_window_seconds
        self._all = max(1, round(1000 * settings.client_seconds))
        self._item = RateLimitItemPerSecond(self._all, self._window, PREFIX)
        self._at_once = max(1, (settings.workers + settings.queue_length) // SHARE)
        self._under_way: Counter[str] = Counter()
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._there: FixedWindowRateLimiter | None = None
        self._link = link
        self.policy = (
            f'"worker-time";q={self._all};w={self._window};tapedeck-unit="milliseconds", '
            f'"at-once";q={self._at_once};qu="concurrent-requests"'
        )

    async def begin(self, account: Account) -> None:
        """Let the client of ``account`` begin a run, which ``end`` must end; else ``CallerError`` 429."""
        if not self._limited:
            return
        client = account.client
        if self._under_way[client] >= self._at_once:
            account.headers = {"RateLimit-Policy": self.policy, "RateLimit": '"at-once";r=0'}
            raise CallerError("too-many-at-once", 429, {"seconds": SOON_SECONDS, "count": self._at_once})
        self._under_way[client] += 1
        try:
            left = await self._tell(account)
        except BaseException:  # who leaves has begun nothing
            self._forget(client)
            raise
        if left.milliseconds <= 0:
            self._forget(client)
            allowed = self._all / 1000
            raise CallerError("too-much", 429, {"seconds": left.seconds, "allowed": allowed, "window": self._window})

    async def end(self, account: Account, seconds: float) -> None:
        """A run has ended and took so many seconds of worker time, which its client may not have had any more."""
        account.seconds += seconds
        if not self._limited:
            return
        self._forget(account.client)
        if cost := math.ceil(1000 * seconds):
            await self._ask(lambda limiter: limiter.hit(self._item, account.client, cost=cost))
        await self._tell(account)

    async def _tell(self, account: Account) -> Left:
        reset, remaining = await self._ask(lambda limiter: limiter.get_window_stats(self._item, account.client))
        unused = remaining >= self._all  # its window begins with its first run
        left = Left(remaining, self._window if unused else max(1, math.ceil(reset - time.time())))
        free = max(0, self._at_once - self._under_way[account.client])
        account.headers = {
            "RateLimit-Policy": self.policy,
            "RateLimit": f'"worker-time";r={left.milliseconds};t={left.seconds}, "at-once";r={free}',
        }
        return left

    async def _ask(self, question: Callable[[FixedWindowRateLimiter], Awaitable[Result]]) -> Result:
        if self._link:
            try:
                return await self._link.ask(lambda redis: question(self._on(redis)))
            except RedisAway:
                pass  # the link has logged it; a limit that is counted here alone is still a limit
        return await question(self._here)

    def _on(self, redis: Redis) -> FixedWindowRateLimiter:
        if self._there is None:
            options: dict[str, Any] = {"connection_pool": redis.connection_pool, "key_prefix": PREFIX}
            self._there = FixedWindowRateLimiter(RedisStorage("async+redis://", implementation="redispy", **options))
        return self._there

    def _forget(self, client: str) -> None:
        self._under_way[client] -= 1
        if not self._under_way[client]:
            del self._under_way[client]
