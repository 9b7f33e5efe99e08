"""The outermost layer of the app: who asks whom, an id, headers by route, preflights, one log line, no stray exception."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import CallerError
from app.settings import Settings
from app.web.clients import ACCOUNT, Account, Clients
from app.web.context import REFUSED, REQUEST_ID, UNREAD
from app.web.edge.hosts import Hosts
from app.web.problems import Problems

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
    "Access-Control-Expose-Headers": "Content-Location, ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}  # where the world reaches us by https
CLOSING = (b"connection", b"close")  # said by an answer that comes before the body is whole: nobody reads the rest
METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"))
BY_PREFIX = {"/api/": API, "/static/": ASSET, "/embed/": EMBED, "": PAGE}

log = logging.getLogger("tapedeck.web")


class Observed(NamedTuple):
    """A request that was answered: by which function, with which status (0: not at all), in how many seconds."""

    route: str
    status: int
    seconds: float


Observe: TypeAlias = Callable[[Observed], None]


class Edge:
    """Wraps the app. ``problems`` answers what is refused here and what went wrong; ``observe`` is told of each request."""

    def __init__(self, app: ASGIApp, problems: Problems, settings: Settings, observe: Observe = lambda _: None) -> None:
        self._app = app
        self._problems = problems
        self._hosts = Hosts(settings)
        self._clients = Clients(settings)
        everywhere = EVERYWHERE | (OVER_TLS if (settings.public_url or "").startswith("https:") else {})
        self._headers = [(prefix, _raw(everywhere | headers)) for prefix, headers in BY_PREFIX.items()]
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        scope[REQUEST_ID] = request_id = str(uuid4())
        account = Account(self._clients.of(scope))
        ACCOUNT.set(account)
        added = next(headers for prefix, headers in self._headers if scope["path"].startswith(prefix))
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope  # the server leaves out the body
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = [*added, (b"x-request-id", request_id.encode()), *_raw(account.headers)]
                if UNREAD in scope and scope[UNREAD]():
                    own.append(CLOSING)
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in own if pair[0] not in given)]
            await send(message)

        try:
            await self._answering(inner)(inner, receive, send_with_headers)
        except Exception as error:
            if status:
                log.exception("unexpected", extra={"request_id": request_id})
                raise
            await self._problems.of(Request(scope), error)(scope, receive, send_with_headers)
        finally:
            observed = Observed(route_of(inner), status, time.perf_counter() - began)
            self._observe(observed)
            fields = {
                "request_id": request_id,
                "method": scope["method"] if scope["method"] in METHODS else "-",
                "route": observed.route,
                "status": status,
                "milliseconds": round(1000 * observed.seconds, 1),
                "worker_milliseconds": round(1000 * account.seconds, 1),
            }
            log.info("request", extra=fields)

    def _answering(self, scope: Scope) -> ASGIApp:
        """The app, where nothing keeps the request from it; raises ``CallerError``."""
        if REFUSED in scope:
            raise CallerError(*scope[REFUSED])
        self._hosts.check(scope)
        return Response(status_code=204, headers=PREFLIGHT) if _is_preflight(scope) else self._app


def route_of(scope: Scope) -> str:
    """The name of the function that answered: what a visitor wrote into the address is not logged."""
    return getattr(scope.get("endpoint"), "__name__", "-")


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """As ASGI wants them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _is_preflight(scope: Scope) -> bool:
    return (
        scope["method"] == "OPTIONS"
        and scope["path"].startswith("/api/")
        and "access-control-request-method" in Headers(scope=scope)
    )
