"""A transport that lets an answer arrive: it waits for a slow reader as long as that reads, and hangs up without haste."""

from __future__ import annotations

import asyncio
from typing import Any

LINGER_SECONDS = 2  # for a caller to read why the rest of its request is not wanted
WATCH_SECONDS = 10  # between two looks at how much has been read
LEAST_BYTES = 20 * 1024  # to be read in that time: slower than any telephone line, and an answer ends some day


class Lingering:
    """A transport that ends its answer before it closes, and meanwhile lets the rest of the request come and go.

    A socket that is closed while bytes arrive resets the connection, and the answer is lost on its way. (RFC 9112 § 9.6)
    What waits to be read stands in our memory: a reader that takes next to nothing of it is hung up on.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._watching: asyncio.TimerHandle | None = None
        self._written = 0
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
            self.watch()
            return
        self.lingers = True
        self._transport.write_eof()
        self._transport.resume_reading()
        self._loop.call_later(LINGER_SECONDS, self._transport.abort)

    def write(self, data: bytes) -> None:
        """Send ``data`` when what was written before has been read."""
        self._written += len(data)
        self._transport.write(data)

    def watch(self) -> None:
        """Abort as soon as less than ``LEAST_BYTES`` are read in ``WATCH_SECONDS`` while more is there to read."""
        if self._watching is None and self._transport.get_write_buffer_size():
            self._watching = self._loop.call_later(WATCH_SECONDS, self._look, self._read())

    def _look(self, before: int) -> None:
        self._watching = None
        if self._transport.get_write_buffer_size() and self._read() - before < LEAST_BYTES:
            self._transport.abort()
        else:
            self.watch()

    def _read(self) -> int:
        """Bytes that have left our memory."""
        return self._written - self._transport.get_write_buffer_size()

    def lost(self) -> None:
        """There is nothing to watch any more."""
        if self._watching:
            self._watching.cancel()
