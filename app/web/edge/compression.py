"""Sends every answer in the coding its reader wants, and none that the reader has already: strong validators, 304."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.answers.store import Memory
from app.web.coding import SMALLEST, Coding, Pieces, coded, is_compressible, pieces, tag_of, wanted

LARGE = 128 * 1024  # bytes; hashing and coding more would let others wait for milliseconds
DIGEST_CHARACTERS = 32  # of a SHA-256
OF_THE_BODY = ("content-length", "content-type", "content-encoding", "content-language")  # not told with a 304

Result = TypeVar("Result")


class Compression:
    """Wraps the app. Coded bodies are kept in at most ``limit`` bytes, so that what is asked for often is coded once."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._kept = Memory(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._app(scope, receive, Outgoing(scope, send, self._kept) if scope["type"] == "http" else send)


class Outgoing:
    """One answer on its way out. Its head waits for the first piece of its body."""

    def __init__(self, scope: Scope, send: Send, kept: Memory) -> None:
        self._asked = Headers(scope=scope)
        self._method = scope["method"]
        self._send = send
        self._kept = kept
        self._head: Message | None = None
        self._pieces: Pieces | None = None

    async def __call__(self, message: Message) -> None:
        """Take a message of the app's."""
        if message["type"] == "http.response.start":
            self._head = message
        elif self._head is None:
            await self._piece(message)
        else:
            head, self._head = self._head, None
            coding = self._coding(MutableHeaders(raw=head["headers"]), head["status"])
            if message.get("more_body", False):
                await self._begin(head, message, coding)
            else:
                await self._whole(head, message.get("body", b""), coding)

    def _coding(self, headers: MutableHeaders, status: int) -> Coding | None:
        """What the body should be sent in; says on whose wish that depends."""
        empty = status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        if empty or "content-encoding" in headers or not is_compressible(headers.get("content-type", "")):
            return None
        headers.add_vary_header("Accept-Encoding")
        return wanted(self._wish("accept-encoding"))

    def _wish(self, name: str) -> str:
        """A header of the request; several lines are one list."""
        return ",".join(self._asked.getlist(name))

    async def _whole(self, head: Message, body: bytes, coding: Coding | None) -> None:
        headers = MutableHeaders(raw=head["headers"])
        coding = coding if len(body) >= SMALLEST else None
        fixed = self._method == "GET" and head["status"] == HTTPStatus.OK and "no-store" not in _cached(headers)
        if coding or (fixed and "etag" not in headers):
            digest = await _aside(body, _digest)
            if fixed:
                headers.setdefault("ETag", f'"{digest}"')
        if coding:
            if "etag" in headers:
                headers["ETag"] = tag_of(headers["etag"], coding)
            headers["Content-Encoding"] = coding
            body = await self._coded(digest, body, coding)
            headers["Content-Length"] = str(len(body))
        if fixed and has(self._wish("if-none-match"), headers["etag"]):
            head["status"], body = int(HTTPStatus.NOT_MODIFIED), b""
            for name in OF_THE_BODY:
                del headers[name]
        await self._send(head)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def _coded(self, digest: str, body: bytes, coding: Coding) -> bytes:
        key = f"{coding} {digest}"
        kept = await self._kept.get(key)
        if kept is None:
            kept = await _aside(body, coded, coding)
            await self._kept.put(key, kept)
        return kept

    async def _begin(self, head: Message, message: Message, coding: Coding | None) -> None:
        if coding:
            self._pieces = pieces(coding)
            headers = MutableHeaders(raw=head["headers"])
            headers["Content-Encoding"] = coding
            del headers["content-length"]
        await self._send(head)
        await self._piece(message)

    async def _piece(self, message: Message) -> None:
        if self._pieces:
            add = self._pieces.add
            last = not message.get("more_body", False)
            piece = await _aside(message.get("body", b""), lambda body: add(body, last=last))
            message = {**message, "body": piece}
        await self._send(message)


def has(known: str, etag: str) -> bool:
    """Whether an If-None-Match header names ``etag``; weakly, as proxies that code themselves weaken it."""
    return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))


def _cached(headers: Headers) -> str:
    return headers.get("cache-control", "")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:DIGEST_CHARACTERS]


async def _aside(body: bytes, work: Callable[..., Result], *given: object) -> Result:
    """``work(body, …)``; of a large body in a thread, while others are answered."""
    return await asyncio.to_thread(work, body, *given) if len(body) > LARGE else work(body, *given)
