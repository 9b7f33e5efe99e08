"""How many connections are open, in all and from one peer, and how much waits on them to be read."""

from __future__ import annotations

import time
from collections import Counter

from app.settings import Settings
from app.web.clients import Clients, Peer
from app.web.edge.lingering import Lingering

MOST_WAITING_BYTES = 256 * 1024 * 1024  # of answers that wait for slow readers, in all; the longest is a tenth of it


class Crowd:
    """At most ``settings.connections``, half of them from one peer: only a proxy of ours may hold them all."""

    def __init__(self, settings: Settings) -> None:
        self._limit = settings.connections
        self._clients = Clients(settings)
        self._from: Counter[str] = Counter()
        self._waiting: dict[Lingering, float] = {}  # since when, in the order in which they began to wait

    def enter(self, peer: Peer | None) -> bool:
        """Count one more; whether it may be answered."""
        name = self._clients.named(peer)
        self._from[name] += 1
        if self._from.total() > self._limit:
            return False
        return 2 * self._from[name] <= self._limit or self._clients.is_proxy(peer)

    def leave(self, peer: Peer | None) -> None:
        """Count one less."""
        name = self._clients.named(peer)
        self._from[name] -= 1
        if not self._from[name]:
            del self._from[name]

    def wait(self, transport: Lingering) -> None:
        """An answer waits for its reader. Where too much waits in all, what has held most for longest is given up."""
        now = time.monotonic()
        self._waiting.setdefault(transport, now)
        sizes = {one: one.get_write_buffer_size() for one in self._waiting}
        total = sum(sizes.values())
        while total > MOST_WAITING_BYTES:
            dearest = max(sizes, key=lambda one: sizes[one] * (now - self._waiting[one]))
            total -= sizes.pop(dearest)
            del self._waiting[dearest]
            dearest.abort()

    def go_on(self, transport: Lingering) -> None:
        """It has been read."""
        self._waiting.pop(transport, None)
