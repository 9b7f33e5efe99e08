"""Requests as bytes on a socket, as no HTTP library would send them, and all that comes back until the connection closes."""

from __future__ import annotations

import base64
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SECONDS = 60
PATIENCE_SECONDS = (
    5  # within which a server that refuses ends the connection; one that waits for more lets it stand for 10
)
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """One response. Names of headers are in lower case; of a repeated one all values are kept, joined by a comma."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


def built(text: Any) -> str:
    """A text as it stands, or one made by repetition: ``pre``, n times ``unit``, ``post``, n times ``close``."""
    if isinstance(text, str):
        return text
    return text.get("pre", "") + text["unit"] * text["n"] + text.get("post", "") + text.get("close", "") * text["n"]


def written(request: dict[str, Any], symbols: dict[str, str]) -> bytes:
    """The bytes of ``request``: ``raw``, or method, path, headers and body; a symbol like {EVAL} becomes an address."""

    def placed(text: Any) -> str:
        whole = built(text)
        for symbol, address in symbols.items():
            whole = whole.replace(symbol, address)
        return whole

    if "raw" in request:
        return placed(request["raw"]).encode("latin-1")
    body = base64.b64decode(request["base64"]) if "base64" in request else built(request.get("body", "")).encode()
    headers = {"host": "{HOST}", "connection": "close"} | request.get("headers", {})
    if body:
        headers["content-length"] = str(len(body))
    lines = [f"{request['method']} {placed(request['path'])} HTTP/1.1"]
    lines += [f"{name}: {placed(value)}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + HEAD_END + body


def connect(address: str, seconds: float = SECONDS) -> socket.socket:
    """A connection to the server at ``address``."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=seconds)


def exchange(address: str, sent: bytes, seconds: float = SECONDS) -> list[Answer]:
    """Everything that is answered to ``sent`` until the server closes; ``TimeoutError`` where it does not."""
    with connect(address, seconds) as stream:
        stream.sendall(sent)
        return answers(everything(stream))


def everything(stream: socket.socket) -> bytes:
    """What the server says until it closes the connection."""
    said = b""
    while chunk := stream.recv(65536):
        said += chunk
    return said


def answers(said: bytes) -> list[Answer]:
    """The responses in ``said``, one after another; interim ones (100 Continue) are left out."""
    found = []
    while said:
        head, _, rest = said.partition(HEAD_END)
        first, *lines = head.decode("latin-1").split("\r\n")
        assert first.startswith("HTTP/1.1 "), said[:200]
        status = int(first.split()[1])
        if status < 200:
            said = rest
            continue
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            known = headers.get(name.lower())
            headers[name.lower()] = value.strip() if known is None else f"{known}, {value.strip()}"
        body, said = _body(headers, rest)
        found.append(Answer(status, headers, body))
    return found


def _body(headers: dict[str, str], rest: bytes) -> tuple[bytes, bytes]:
    """The body that ``rest`` begins with, and what follows it."""
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while True:
            size, _, rest = rest.partition(b"\r\n")
            length = int(size, 16)
            body, rest = body + rest[:length], rest[length + 2 :]
            if length == 0:
                return body, rest
    length = int(headers.get("content-length", len(rest)))
    assert len(rest) >= length, "the connection closed within a body"
    return rest[:length], rest[length:]
