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
        self._refusal = lru_cache(maxsize=128)(self._refused)  # nearly all requests name one of two hosts

    def check(self, scope: Scope) -> None:
        """``CallerError`` 400 for no host, several or none that could be one; 421 for one that is not ours."""
        given = [value for name, value in scope["headers"] if name == b"host"]
        if refusal := self._refusal(given[0]) if len(given) == 1 else ("bad-host", 400):
            raise CallerError(*refusal)

    def _refused(self, given: bytes) -> tuple[str, int] | None:
        """Code and status of the refusal of one Host header, if it is one."""
        match = HOST.fullmatch(given)
        if match is None or int(match[3] or 0) > LAST_PORT:
            return "bad-host", 400
        if match[1]:
            return None if _is_address(match[1].decode()) else ("bad-host", 400)
        name = _plain(match[2].decode())
        return None if name in self._names or _is_address(name) else ("unknown-host", 421)


def _plain(name: str) -> str:
    """``Example.ORG.`` → ``example.org``: the dot ends the name for the resolver, case means nothing."""
    return name.lower().removesuffix(".")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
