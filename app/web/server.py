"""The HTTP server: uvicorn, which waits for a request's head no longer than it is told to."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.settings import Settings

IDLE_SECONDS = 15  # between two requests on one connection
LAST_SECONDS = 5  # for answers that are under way when the server is told to stop


def server_of(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """A server for ``app`` that is not yet running."""

    class Patient(HttpToolsProtocol):
        """Closes a connection whose request head is not whole in time: uvicorn itself would wait for ever."""

        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._expect_head()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._expect_head()

        def on_headers_complete(self) -> None:
            self._forget()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._forget()
            super().connection_lost(exc)

        def _expect_head(self) -> None:
            self._forget()
            self._late = self.loop.call_later(settings.header_seconds, self.transport.abort)

        def _forget(self) -> None:
            if self._late:
                self._late.cancel()

    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "http": Patient,
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": IDLE_SECONDS,
        "timeout_graceful_shutdown": LAST_SECONDS,
    }
    return uvicorn.Server(uvicorn.Config(app, **options))
