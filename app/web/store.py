"""Answers kept in memory under their key, the least recently asked for dropped first."""

from __future__ import annotations

from collections import OrderedDict


class Store:
    """At most ``limit`` bytes of bodies. One event loop uses it, so nothing is locked."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """The body kept under ``key``; asking for it keeps it longer."""
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    def put(self, key: str, body: bytes) -> None:
        """Keep ``body``; one that is larger than the whole store is not kept."""
        if len(body) > self._limit:
            return
        self._size += len(body) - len(self._bodies.pop(key, b""))
        self._bodies[key] = body
        while self._size > self._limit:
            _, dropped = self._bodies.popitem(last=False)
            self._size -= len(dropped)
