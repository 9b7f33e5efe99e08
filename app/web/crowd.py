"""How many connections are open, in all and from one peer."""

from __future__ import annotations

from collections import Counter

from app.settings import Settings
from app.web.clients import Clients, Peer


class Crowd:
    """At most ``settings.connections``, half of them from one peer: only a proxy of ours may hold them all."""

    def __init__(self, settings: Settings) -> None:
        self._limit = settings.connections
        self._clients = Clients(settings)
        self._from: Counter[str] = Counter()

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
