"""Answers that several servers share, on Redis. What is damaged, or was written for another key, is as good as absent."""

from __future__ import annotations

import asyncio
import hashlib

import zstandard

from app.web.answers.redis_link import RedisAway, RedisLink
from app.web.answers.store import Store

PREFIX = "tapedeck:1:"  # the number changes with the form of what stands under it
KEPT_SECONDS = 30 * 86_400  # what nobody shares any more goes by itself; Redis' own policy drops what has no room
MOST_BYTES = 32 * 1024 * 1024  # of a body; the longest trace takes a third
MOST_PACKED_BYTES = 2 * 1024 * 1024  # of a body as it travels: it has to come in a moment
PACKED_FROM_BYTES = 1024  # less is not worth compressing
ASIDE_FROM_BYTES = 64 * 1024  # from here packing takes longer than handing it to a thread
LEVEL = 3  # zstd's own default: 10 MB in 40 ms
DIGEST_BYTES = 16
PLAIN, ZSTD = b"p", b"z"


class OnRedis(Store):
    """Never raises, never waits longer than ``RedisLink`` does: where Redis is away, nothing is kept and nothing found."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    async def get(self, key: str) -> bytes | None:
        """The body that a server has put under ``key``."""
        try:
            packed = await self._link.ask(lambda redis: redis.get(PREFIX + key))
        except RedisAway:
            return None
        if not isinstance(packed, bytes):
            return None
        return unpack(key, packed) if len(packed) < ASIDE_FROM_BYTES else await asyncio.to_thread(unpack, key, packed)

    async def put(self, key: str, body: bytes) -> None:
        """Keep ``body`` for all servers; one that is too large to come in a moment is not kept."""
        if len(body) > MOST_BYTES:
            return
        packed = pack(key, body) if len(body) < ASIDE_FROM_BYTES else await asyncio.to_thread(pack, key, body)
        if len(packed) > MOST_PACKED_BYTES:
            return
        try:
            await self._link.ask(lambda redis: redis.set(PREFIX + key, packed, ex=KEPT_SECONDS))
        except RedisAway:
            return

    async def close(self) -> None:
        """The link is closed by whoever made it."""


def pack(key: str, body: bytes) -> bytes:
    """``body`` as it stands on Redis: a digest of the key and of all that follows, how it is packed, the rest."""
    small = len(body) < PACKED_FROM_BYTES
    rest = PLAIN + body if small else ZSTD + zstandard.ZstdCompressor(LEVEL).compress(body)
    return _digest(key, rest) + rest


def unpack(key: str, packed: bytes) -> bytes | None:
    """The reverse of ``pack``; ``None`` for whatever ``pack`` has not written for ``key``."""
    digest, rest = packed[:DIGEST_BYTES], packed[DIGEST_BYTES:]
    if digest != _digest(key, rest):
        return None
    how, body = rest[:1], rest[1:]
    if how == PLAIN:
        return body
    try:
        if how == ZSTD and 0 <= zstandard.frame_content_size(body) <= MOST_BYTES:
            return zstandard.ZstdDecompressor().decompress(body)
    except zstandard.ZstdError:
        pass
    return None


def _digest(key: str, rest: bytes) -> bytes:
    digest = hashlib.blake2b(key.encode(), digest_size=DIGEST_BYTES)
    digest.update(b"\0")
    digest.update(rest)
    return digest.digest()
