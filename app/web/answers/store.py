"""Where answers are kept under their key: in this process, and behind it in a store that others share."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol


class Store(Protocol):
    """Keeps bodies. Nobody may rely on finding one again."""

    def at_hand(self, key: str) -> bytes | None:  # noqa: ARG002 (a store far away has nothing at hand)
        """The body kept under ``key`` where nobody has to wait for it: None says nothing of what ``get`` finds."""
        return None

    async def get(self, key: str) -> bytes | None:
        """The body kept under ``key``; asking for it keeps it longer."""

    async def put(self, key: str, body: bytes) -> None:
        """Keep ``body``."""

    async def close(self) -> None:
        """Free what the store itself holds."""


class Memory(Store):
    """At most ``limit`` bytes of bodies, the least recently asked for dropped first. One event loop uses it, so nothing is locked."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        """The body kept under ``key``; asking for it keeps it longer."""
        return self.at_hand(key)

    def at_hand(self, key: str) -> bytes | None:
        """The same: everything here is at hand."""
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    async def put(self, key: str, body: bytes) -> None:
        """Keep ``body``; one that is larger than the whole store is not kept."""
        if len(body) > self._limit:
            return
        self._size += len(body) - len(self._bodies.pop(key, b""))
        self._bodies[key] = body
        while self._size > self._limit:
            _, dropped = self._bodies.popitem(last=False)
            self._size -= len(dropped)

    async def close(self) -> None:
        """Nothing is held but the bodies."""


class Levels(Store):
    """A near store before a far one: what is found far away is near from then on, what is kept is kept in both."""

    def __init__(self, near: Store, far: Store) -> None:
        self._near = near
        self._far = far

    def at_hand(self, key: str) -> bytes | None:
        """What is near, where that is at hand."""
        return self._near.at_hand(key)

    async def get(self, key: str) -> bytes | None:
        """The body from the nearest store that has it."""
        body = await self._near.get(key)
        if body is None:
            body = await self._far.get(key)
            if body is not None:
                await self._near.put(key, body)
        return body

    async def put(self, key: str, body: bytes) -> None:
        """Keep ``body``. When this returns, all who share the far store can find it."""
        await self._near.put(key, body)
        await self._far.put(key, body)

    async def close(self) -> None:
        """Close both."""
        await self._near.close()
        await self._far.close()
