"""The names by which this server may be asked: a page elsewhere that points a name of its own at us is told nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

from app.errors import CallerError
from app.settings import Settings

HOST = re.compile(rb"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,254}))(?::([0-9]{0,5}))?")
LAST_PORT = 65535


class Hosts:
    """Addresses and ``localhost`` are always known: rebinding needs a name. Other names are known where settings say so."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url or "").hostname
        named = ("localhost", settings.host, public or "", *settings.hosts)
        self._names = frozenset(_plain(name) for name in named if name)
        self._is_ours = lru_cache(maxsize=128)(self._is_known)  # nearly all requests name one of two hosts

    def check(self, scope: Scope) -> None:
        """``CallerError`` 400 for no host, several or none that could be one; 421 for one that is not ours."""
        given = [value for name, value in scope["headers"] if name == b"host"]
        ours = self._is_ours(given[0]) if len(given) == 1 else None
        if ours is None:
            raise CallerError("bad-host", 400)
        if not ours:
            raise CallerError("unknown-host", 421)

    def _is_known(self, given: bytes) -> bool | None:
        """Whether a Host header names us; ``None`` where it can name nobody."""
        match = HOST.fullmatch(given)
        if match is None or int(match[3] or 0) > LAST_PORT:
            return None
        if match[1]:
            return _is_address(match[1].decode()) or None
        name = _plain(match[2].decode())
        return name in self._names or _is_address(name)


def _plain(name: str) -> str:
    """``Example.ORG.`` → ``example.org``: the dot ends the name for the resolver, case means nothing."""
    return name.lower().removesuffix(".")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
