"""One connection of the HTTP server: what is no request is refused once, and who is slow is waited for so long only."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.settings import Settings
from app.web.context import REFUSED, UNREAD
from app.web.edge.crowd import Crowd
from app.web.edge.lingering import Lingering

HEAD_BYTES = 32 * 1024  # of a request's line and fields: several times what browsers send
HEAD_FIELDS = 100
ADDRESS_BYTES = 8 * 1024  # what proxies pass on; the longest program goes into the body
RETRY_SECONDS = 1
OFFER = re.compile(rb"\r\nupgrade:", re.IGNORECASE)  # of another protocol; the parser would leave the body unread
NOT_TAKEN = b"\r\nnot-taken:"

Refusal = tuple[Any, ...]  # code, status, facts

UNREADABLE: Refusal = ("bad-request", 400)
LONG_HEAD: Refusal = ("head-too-large", 431, {"bytes": HEAD_BYTES, "count": HEAD_FIELDS})
LONG_ADDRESS: Refusal = ("address-too-long", 414, {"bytes": ADDRESS_BYTES})
CROWDED: Refusal = ("too-many-connections", 503, {"seconds": RETRY_SECONDS})


class Patient(HttpToolsProtocol):
    """uvicorn's protocol with limits of its own.

    A refusal is answered by the app like any other request, after those before it: it has an id, a log line and the one
    shape of all errors. Whatever comes after it on the connection is thrown away.
    """

    transport: Lingering  # type: ignore[assignment]

    def __init__(self, *, settings: Settings, crowd: Crowd, **given: Any) -> None:
        super().__init__(**given)
        self._header_seconds = settings.header_seconds
        self._crowd = crowd
        self._late: asyncio.TimerHandle | None = None
        self._head_bytes = 0  # of the head that is under way
        self._fault = UNREADABLE
        self._refused = False
        self._awaiting_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first head is awaited, unless there are too many connections already."""
        super().connection_made(Lingering(transport, self.loop))  # type: ignore[arg-type]
        self._expect_head()
        if not self._crowd.enter(self.client):
            self._fault = CROWDED
            self._refuse()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._forget()
        self.transport.lost()
        self._crowd.leave(self.client)
        self._crowd.go_on(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What comes after the last request that is answered is thrown away."""
        if self._refused or self.transport.lingers:
            return
        if self._awaiting_head and not self._head_bytes:
            head, end, rest = data.partition(b"\r\n\r\n")
            data = OFFER.sub(NOT_TAKEN, head) + end + rest
        self._head_bytes += len(data)
        super().data_received(data)
        if self._refused or not self._awaiting_head:
            return
        if self._head_bytes > HEAD_BYTES:
            self._fault = LONG_HEAD
            self._refuse()
        elif self._late is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()  # blank lines before a request are no reason to wait longer

    def on_message_begin(self) -> None:
        """A request begins; its head is awaited."""
        super().on_message_begin()
        self._fields = self._fields_bytes = 0
        self._awaiting_head = self.transport.expecting = True
        self._expect_head()

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        super().on_url(url)
        if len(self.url) > ADDRESS_BYTES:
            self._raise(LONG_ADDRESS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole field."""
        super().on_header(name, value)
        self._fields_bytes += len(name) + len(value)
        if self._fields_bytes > HEAD_BYTES or len(self.headers) > HEAD_FIELDS:
            self._raise(LONG_HEAD)

    def on_headers_complete(self) -> None:
        """The head is whole. Only addresses on this server are answered: it is nobody's proxy."""
        self._forget()
        self._awaiting_head = False
        self._head_bytes = 0
        if not self.url.startswith(b"/") and self.url != b"*":
            self._raise(UNREADABLE)
        super().on_headers_complete()
        cycle = self.cycle
        cycle.scope[UNREAD] = lambda: cycle.more_body  # type: ignore[literal-required] # ASGI leaves room for more

    def on_message_complete(self) -> None:
        """The request is whole."""
        super().on_message_complete()
        self.transport.expecting = False
        self._awaiting_head = True
        self._head_bytes = 0

    def on_response_complete(self) -> None:
        """Who was answered before its body was whole need not send the rest."""
        if self.transport.expecting and self.cycle.response_complete:
            self.transport.close()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The other side does not read as fast as it is answered."""
        super().pause_writing()
        self.transport.watch()
        self._crowd.wait(self.transport)

    def resume_writing(self) -> None:
        """It has read nearly all."""
        super().resume_writing()
        self._crowd.go_on(self.transport)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (the same for every fault)
        """The parser can make nothing of what came, or was stopped by one of the limits above."""
        self._refuse()

    def _unsupported_upgrade_warning(self) -> None:
        """Another protocol is offered in pieces. We stay with this one; what follows the parser takes for the other's."""
        self._refused = True
        self.cycle.keep_alive = False

    def _raise(self, fault: Refusal) -> None:
        """Stop the parser, which calls ``send_400_response``."""
        self._fault = fault
        raise ValueError(fault[0])

    def _refuse(self) -> None:
        self._refused = self.transport.expecting = True
        self._forget()
        self._unset_keepalive_if_required()
        broken = self.cycle if self.cycle and self.cycle.more_body and not self.cycle.response_complete else None
        busy = bool(self.pipeline) or not (broken or self.cycle is None or self.cycle.response_complete)
        if broken:  # a request whose body cannot be read: its answer is the refusal, unless it has begun to get one
            broken.disconnected = True
            broken.message_event.set()
            if broken.response_started:
                self.transport.close()
                return
            self.pipeline = type(self.pipeline)(entry for entry in self.pipeline if entry[0] is not broken)
        self.cycle = self._refusing()
        if busy:
            self.pipeline.appendleft((self.cycle, self.app))
        else:
            self._start_asgi_task(self.cycle, self.app)

    def _refusing(self) -> RequestResponseCycle:
        """A request that stands for what could not be one: nothing of that is in it."""
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": self.scheme,
            "path": "/",
            "raw_path": b"/",
            "root_path": "",
            "query_string": b"",
            "headers": [pair for pair in self.headers or [] if pair[0] == b"accept-language"][:1],
            "client": self.client,
            "server": self.server,
            "state": self.app_state.copy(),
            REFUSED: self._fault,
        }
        cycle = RequestResponseCycle(
            scope=scope,  # type: ignore[arg-type]
            transport=self.transport,  # type: ignore[arg-type]
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        return cycle

    def _expect_head(self) -> None:
        self._forget()
        self._late = self.loop.call_later(self._header_seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None
