"""One connection of the HTTP server: patient only as long as it is told to, and leaving no answer unread."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LINGER_SECONDS = 2  # for a caller to read why the rest of its request is not wanted


class Lingering:
    """A transport that ends its answer before it closes, and meanwhile lets the rest of the request come and go.

    A socket that is closed while bytes arrive resets the connection, and the answer is lost on its way. (RFC 9112 § 9.6)
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self.expecting = False  # whether a request is not whole yet
        self.lingers = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether no more will be answered."""
        return self.lingers or self._transport.is_closing()

    def close(self) -> None:
        """Close at once where nothing more can arrive, else when the other side does or after ``LINGER_SECONDS``."""
        if self.is_closing():
            return
        if not (self.expecting and self._transport.can_write_eof()):
            self._transport.close()
            return
        self.lingers = True
        self._transport.write_eof()
        self._transport.resume_reading()
        self._loop.call_later(LINGER_SECONDS, self._transport.abort)


class Patient(HttpToolsProtocol):
    """Closes a connection whose request head is not whole in so many seconds: uvicorn itself would wait for ever."""

    transport: Lingering  # type: ignore[assignment]

    def __init__(self, *, header_seconds: float, **given: Any) -> None:
        super().__init__(**given)
        self._header_seconds = header_seconds
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first head is awaited."""
        super().connection_made(Lingering(transport, self.loop))  # type: ignore[arg-type]
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """What comes after the last answer is thrown away."""
        if not self.transport.lingers:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins; its head is awaited."""
        super().on_message_begin()
        self.transport.expecting = True
        self._expect_head()

    def on_message_complete(self) -> None:
        """The request is whole."""
        super().on_message_complete()
        self.transport.expecting = False

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._forget()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._forget()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._forget()
        self._late = self.loop.call_later(self._header_seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._late:
            self._late.cancel()
