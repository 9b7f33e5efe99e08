"""Abuse of a server by clients of one address, 127.0.0.2, while somebody at another goes on asking and counts what comes.

Each abuse returns when the server has dealt with it; what it returns is what the abuser got.
"""

from __future__ import annotations

import asyncio
import json
import select
import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack
from typing import Self
from urllib.parse import urlsplit

import httpx

from tests.attacks.wire import HEAD_END, Answer, answers, everything
from tests.promises.invariants import expected, gradients, question
from tests.promises.served import Served
from tests.scenes import play

ABUSER = "127.0.0.2"
SLOW_CONNECTIONS = 50
PIPELINED = 100
BURST, AT_ONCE = 2000, 200
CHUNK = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
SECONDS = 60


class Healthy(threading.Thread):
    """Somebody who asks one thing after another: what was never asked before, the operations, and whether the server lives.

    Questions are numbered from ``first``, below 3·10⁷: above it 9a² is no longer exact.
    """

    def __init__(self, server: Served, first: int) -> None:
        super().__init__(daemon=True)
        self.seconds: list[float] = []  # that each answer took
        self.wrong: list[str] = []
        self._client = httpx.Client(base_url=server.address, timeout=SECONDS, trust_env=False)
        self._numbers = iter(range(first, 3 * 10**7))
        self._enough = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        self.answered(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self.join()
        self._client.close()

    def answered(self, more: int) -> None:
        """Wait until so many more answers have come."""
        goal, end = len(self.seconds) + more, time.monotonic() + SECONDS
        while len(self.seconds) < goal:
            assert self.is_alive(), "nobody asks any more"
            assert time.monotonic() < end, "nobody is answered any more"
            time.sleep(0.01)

    def run(self) -> None:
        while not self._enough.is_set():
            for ask in (self._new, self._alive, self._operations):
                began = time.perf_counter()
                try:
                    wrong = ask()
                except httpx.HTTPError as error:
                    wrong = repr(error)
                self.seconds.append(time.perf_counter() - began)
                if wrong:
                    self.wrong.append(wrong)

    def _new(self) -> str | None:
        asked = question(next(self._numbers))
        answer = self._client.post("/api/v1/traces", json=asked)
        right = answer.status_code == 200 and gradients(answer.json()) == expected(asked)
        return None if right else answer.text

    def _alive(self) -> str | None:
        answer = self._client.get("/healthz")
        return None if answer.text == '{"status":"ok"}' else answer.text

    def _operations(self) -> str | None:
        answer = self._client.get("/api/v1/operations")
        return None if answer.status_code == 200 else answer.text


def connect(server: Served) -> socket.socket:
    """A connection of the abuser's."""
    parts = urlsplit(server.address)
    return socket.create_connection((parts.hostname, parts.port), timeout=SECONDS, source_address=(ABUSER, 0))


def posted(server: Served, number: int, last: str = "") -> bytes:
    """A program that only ``number`` has, as it goes over the wire."""
    body = json.dumps(question(number)).encode()
    lines = (
        "POST /api/v1/traces HTTP/1.1",
        f"host: {urlsplit(server.address).netloc}",
        "content-type: application/json",
    )
    return "\r\n".join((*lines, f"{last}content-length: {len(body)}")).encode() + HEAD_END + body


def slow_heads(server: Served, healthy: Healthy) -> bytes:
    """Many heads, each a byte a second, until the server has closed every connection; what it said meanwhile."""
    head = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: "
    said = b""
    with ExitStack() as stack:
        left = [stack.enter_context(connect(server)) for _ in range(SLOW_CONNECTIONS)]
        for stream in left:
            stream.settimeout(0)
        for second in range(SECONDS):
            healthy.answered(3)
            for stream in [*left]:
                try:
                    stream.send(head[second : second + 1] or b"x")
                    said += (heard := stream.recv(65536))
                    closed = not heard
                except BlockingIOError:
                    closed = False
                except (BrokenPipeError, ConnectionResetError):
                    closed = True
                if closed:
                    left.remove(stream)
            if not left:
                return said
            time.sleep(1)
    raise AssertionError(f"{len(left)} slow connections are still open")


def pipeline(server: Served, first: int) -> list[Answer]:
    """The answers to many requests that are sent at once on one connection."""
    sent = [posted(server, first + n) for n in range(PIPELINED - 1)]
    sent.append(posted(server, first + PIPELINED - 1, "connection: close\r\n"))
    with connect(server) as stream:
        stream.sendall(b"".join(sent))
        return answers(everything(stream))


def endless_body(server: Served) -> tuple[int, list[Answer]]:
    """How many bytes of an endless body had left when its answer came, which is read; sending ends when the server cuts it."""
    host = urlsplit(server.address).netloc
    head = (
        f"POST /api/v1/traces HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked"
    )
    sent = answered_at = 0
    said = b""
    end = time.monotonic() + SECONDS
    with connect(server) as stream:
        stream.sendall(head.encode() + HEAD_END)
        while time.monotonic() < end:
            try:
                stream.sendall(CHUNK)
                sent += len(CHUNK)
                if select.select([stream], [], [], 0)[0]:
                    said += stream.recv(65536)
                    answered_at = answered_at or sent
            except (BrokenPipeError, ConnectionResetError):
                return answered_at, answers(said)
    raise AssertionError("an endless body is taken for ever")


def burst(server: Served, first: int) -> tuple[Counter[int], list[str]]:
    """How often each status came back to a burst, and which answers are wrong."""
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    numbers = iter(range(first, first + BURST))

    async def one() -> None:
        parts = urlsplit(server.address)
        for number in numbers:
            reading, writing = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(ABUSER, 0))
            writing.write(posted(server, number, "connection: close\r\n"))
            (answer,) = answers(await asyncio.wait_for(reading.read(-1), SECONDS))
            writing.close()
            statuses[answer.status] += 1
            if answer.status == 200 and gradients(answer.json()) != expected(question(number)):
                wrong.append(answer.body.decode())

    async def all_at_once() -> None:
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))

    play(all_at_once())
    return statuses, wrong
