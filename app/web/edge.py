"""The outermost layer of the app: an id for every request, headers by route, preflights, one log line, no stray exception."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.context import REQUEST_ID

OWN_FILES_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
PAGE = {
    "Content-Security-Policy": OWN_FILES_ONLY + "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
EMBED = {
    "Content-Security-Policy": OWN_FILES_ONLY + "frame-ancestors *",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
ASSET = {
    "Content-Security-Policy": OWN_FILES_ONLY + "frame-ancestors 'none'",  # a worker obeys its own script's policy
    "Cross-Origin-Embedder-Policy": "require-corp",  # asked of a worker's script by a page that asks it of others
    "Cross-Origin-Resource-Policy": "cross-origin",
}
API = {
    "Content-Security-Policy": OWN_FILES_ONLY + "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",  # anybody may ask, nobody is known: there are no cookies and no accounts
    "Access-Control-Expose-Headers": "Content-Location, ETag, Retry-After, X-Request-ID",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
BY_PREFIX = {"/api/": API, "/static/": ASSET, "/embed/": EMBED}

log = logging.getLogger("tapedeck.web")


class Observed(NamedTuple):
    """A request that was answered: by which function, with which status (0: not at all), in how many seconds."""

    route: str
    status: int
    seconds: float


Observe: TypeAlias = Callable[[Observed], None]


def headers_of(path: str) -> dict[str, str]:
    """The headers that every answer under ``path`` carries."""
    return EVERYWHERE | next((headers for prefix, headers in BY_PREFIX.items() if path.startswith(prefix)), PAGE)


class Edge:
    """Wraps the app. ``unexpected`` answers a request during which an exception escaped; ``observe`` is told of each."""

    def __init__(
        self, app: ASGIApp, unexpected: Callable[[Request], Response], observe: Observe = lambda _: None
    ) -> None:
        self._app = app
        self._unexpected = unexpected
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        scope[REQUEST_ID] = request_id = str(uuid4())
        added = headers_of(scope["path"]) | {"X-Request-ID": request_id}
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add(added, MutableHeaders(scope=message))
            await send(message)

        try:
            app = Response(status_code=204, headers=PREFLIGHT) if _is_preflight(scope) else self._app
            await app(scope, receive, send_with_headers)
        except Exception:
            log.exception("unexpected", extra={"request_id": request_id})
            if status:
                raise
            await self._unexpected(Request(scope))(scope, receive, send_with_headers)
        finally:
            observed = Observed(route_of(scope), status, time.perf_counter() - began)
            self._observe(observed)
            fields = {"method": scope["method"], "route": observed.route, "status": status}
            taken = {"milliseconds": round(1000 * observed.seconds, 1)}
            log.info("request", extra=fields | taken | {"request_id": request_id})


def route_of(scope: Scope) -> str:
    """The name of the function that answered: what a visitor wrote into the address is not logged."""
    return getattr(scope.get("endpoint"), "__name__", "-")


def _is_preflight(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return (
        scope["method"] == "OPTIONS"
        and scope["path"].startswith("/api/")
        and "access-control-request-method" in headers
    )


def _add(added: Mapping[str, str], headers: MutableHeaders) -> None:
    for name, value in added.items():
        headers.setdefault(name, value)
