"""Who asks: an address, as far as it can be known, and what was spent on its behalf while one request was answered."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

from starlette.types import Scope

from app.settings import Settings

Address: TypeAlias = IPv4Address | IPv6Address
Peer: TypeAlias = tuple[str, int]  # address and port, as ASGI gives them

NOBODY = "-"  # the peer of a Unix socket
HOUSEHOLD_BITS = 64  # of an IPv6 address: what a provider gives to one customer, who may use any address in it


@dataclass
class Account:
    """One request's: the client that pays, the worker time of the runs that it began, and what is told of the limits."""

    client: str
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


ACCOUNT: ContextVar[Account | None] = ContextVar("account", default=None)  # none: the server asks itself


class Clients:
    """Finds the client of a request. A proxy is believed only where settings name its address."""

    def __init__(self, settings: Settings) -> None:
        self._proxies = [ip_network(proxy, strict=False) for proxy in settings.proxies]

    def of(self, scope: Scope) -> str:
        """The client's name: an IPv4 address or an IPv6 network of one household.

        From the right, each entry of X-Forwarded-For was written by the one after it: the first that is no proxy of
        ours is the client, and what stands left of it is only what the client says.
        """
        address = _peer(scope.get("client"))
        if address is None:
            return NOBODY
        forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        while forwarded and self._believes(address):
            forwarded, _, last = forwarded.rpartition(b",")
            before = _address(last.decode("latin-1").strip())
            if before is None:
                break
            address = before
        return _household(address)

    def named(self, peer: Peer | None) -> str:
        """The name of whoever holds the other end of a connection, proxy or not."""
        address = _peer(peer)
        return NOBODY if address is None else _household(address)

    def is_proxy(self, peer: Peer | None) -> bool:
        """Whether ``peer`` asks for others."""
        address = _peer(peer)
        return address is not None and self._believes(address)

    def _believes(self, address: Address) -> bool:
        return any(address in proxy for proxy in self._proxies)


def _peer(peer: Peer | None) -> Address | None:
    return _address(peer[0]) if peer else None


@lru_cache(maxsize=1024)
def _address(text: str) -> Address | None:
    """An address as proxies write it: plain, ``1.2.3.4:5678`` or ``[::1]:5678``."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _household(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ip_network((int(address), HOUSEHOLD_BITS), strict=False))
