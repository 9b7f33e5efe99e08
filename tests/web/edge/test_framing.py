"""What comes on a connection: whatever is no request is refused once, in the shape of all errors, and nothing after it."""

import json
import re
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from app.settings import Settings
from app.web.server import server_of
from tests.web.conftest import serving, wait_until

HOST = b"Host: localhost\r\n"
POST = b"POST /api/v1/traces HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\n" + HOST
SECOND = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

UNREADABLE = {
    "two lengths": POST + b'Content-Length: 15\r\nContent-Length: 5\r\n\r\n{"source": "x"}',
    "a length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "a length with a sign": POST + b"Content-Length: +4\r\n\r\nabcd",
    "a length that overflows": POST + b"Content-Length: 99999999999999999999\r\n\r\n",
    "space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer coding": POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "a folded field": HEALTH + b"X: a\r\n b\r\n\r\n",
    "a field without a name": HEALTH + b": a\r\n\r\n",
    "a NUL in a field": HEALTH + b"X: a\x00b\r\n\r\n",
    "bare line feeds": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "a bare carriage return": HEALTH + b"X: a\rb\r\n\r\n",
    "the address of another server": b"GET http://evil.example/healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "our own address as a proxy's": b"GET http://localhost/healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method that does not exist": b"HACK / HTTP/1.1\r\n" + HOST + b"\r\n",
    "no address": b"GET HTTP/1.1\r\n" + HOST + b"\r\n",
    "an address that is none": b"GET healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "another version": b"GET / HTTP/3.7\r\n" + HOST + b"\r\n",
    "HTTP/0.9": b"GET /healthz\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "no Host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two Hosts": HEALTH + HOST + b"\r\n",
    "a chunk that is none": POST + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"sou\r\nzz\r\n',
    "a chunk that overflows": POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "a chunk longer than it says": POST + b'Transfer-Encoding: chunked\r\n\r\n1\r\n{"source":"x"}\r\n0\r\n\r\n',
}
TOO_LONG = {
    "a field": (HEALTH + b"X: " + b"a" * 40_000 + b"\r\n\r\n", 431, "head-too-large"),
    "a field without an end": (HEALTH + b"X: " + b"a" * 400_000, 431, "head-too-large"),
    "many fields": (HEALTH + b"X: 1\r\n" * 101 + b"\r\n", 431, "head-too-large"),
    "blank lines": (b"\r\n" * 200_000, 431, "head-too-large"),
    "an address": (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "address-too-long"),
}


def connect(client):
    return socket.create_connection((client.base_url.host, client.base_url.port), timeout=60)


def said(client, sent):
    """Everything that the server answers until it closes the connection."""
    with connect(client) as stream:
        with suppress(ConnectionError):  # it may have closed already; what it said can be read
            stream.sendall(sent)
        return everything(stream)


def everything(stream):
    parts = []
    while part := stream.recv(65536):
        parts.append(part)
    return b"".join(parts)


def problem(answer):
    """Status and code of the one answer, which is a problem like all others."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"content-type: application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head
    assert b"x-request-id: " in head
    assert b"connection: close" in head
    found = json.loads(body)
    assert int(head.split()[1]) == found["status"]
    return found["status"], found["code"]


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_request_is_refused_and_nothing_after_it_is_answered(client, sent):
    status, code = problem(said(client, sent + SECOND))
    assert status == 400
    assert code in ("bad-request", "bad-host")


@pytest.mark.parametrize(("sent", "status", "code"), TOO_LONG.values(), ids=TOO_LONG)
def test_what_is_too_long_is_refused(client, sent, status, code):
    assert problem(said(client, sent)) == (status, code)


def test_an_upgrade_is_not_taken_and_the_request_is_answered_all_the_same(client):
    body = b'{"source": "y = x"}'
    offered = b"Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    answer = said(client, POST + offered + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"format":"tapedeck/trace"' in answer
    assert said(client, HEALTH + b"Connection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n").startswith(
        b"HTTP/1.1 200"
    )


def test_a_hundred_requests_in_one_piece_are_answered_in_their_order(client):
    paths = ["/healthz" if number % 2 else f"/nothing-{number}" for number in range(99)]
    sent = b"".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths)
    answer = said(client, sent + HEALTH + b"Connection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"404", b"200"] * 50


def test_a_refusal_waits_for_the_answers_before_it(client):
    answer = said(client, HEALTH + b"\r\n" + HEALTH + b"\r\nGARBAGE GARBAGE\r\n\r\n" + SECOND)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"200", b"400"]
    assert answer.endswith(b"}")


def test_a_refusal_speaks_the_language_that_was_asked_for(client):
    answer = said(client, HEALTH + b"Accept-Language: ko\r\nA: b\r\nX : 1\r\n\r\n")
    assert "요청" in json.loads(answer.partition(b"\r\n\r\n")[2])["title"]


def send_until_hung_up(stream, piece):
    """Ends when the server no longer takes anything."""
    end = time.monotonic() + 60
    with suppress(ConnectionError):
        while True:
            assert time.monotonic() < end, "it still listens"
            stream.sendall(piece)
            time.sleep(0.02)


def test_a_head_that_comes_byte_by_byte_has_no_more_time_than_another(dist):
    with serving(dist, header_seconds=0.5) as impatient, connect(impatient) as stream:
        send_until_hung_up(stream, b"X")


@pytest.mark.parametrize("before", [b"", SECOND])
def test_blank_lines_buy_no_time(dist, before):
    with serving(dist, header_seconds=0.5) as impatient, connect(impatient) as stream:
        stream.sendall(before)
        if before:
            assert stream.recv(65536).startswith(b"HTTP/1.1 200")
        send_until_hung_up(stream, b"\r\n")


def test_a_body_that_comes_byte_by_byte_has_no_more_time_than_another(dist):
    with serving(dist, body_seconds=0.5) as impatient, connect(impatient) as stream:
        stream.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        send_until_hung_up(stream, b"1\r\n \r\n")


@pytest.mark.parametrize(("path", "host"), [("/nothing", "localhost"), ("/", "localhost"), ("/", "evil.example")])
def test_a_body_that_nobody_reads_does_not_go_on_for_ever(client, path, host):
    with connect(client) as stream:
        stream.sendall(f"POST {path} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        send_until_hung_up(stream, b"1\r\n \r\n")


def test_who_has_its_share_of_connections_is_told_so_and_the_others_are_served(dist):
    with serving(dist, connections=8) as small:
        small.get("/healthz")  # keeps one of its four open
        held = [connect(small) for _ in range(3)]
        assert problem(said(small, b"")) == (503, "too-many-connections")
        source = ("127.0.0.2", 0)
        with socket.create_connection((small.base_url.host, small.base_url.port), 60, source) as other:
            other.sendall(HEALTH + b"Connection: close\r\n\r\n")
            assert everything(other).startswith(b"HTTP/1.1 200")
        for stream in held:
            stream.close()
        assert small.get("/healthz").status_code == 200


LARGE = bytes(64 * 1024 * 1024)  # more than the buffers of a system hold


async def generous(scope, receive, send):
    """An app that sends much, as a whole."""
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": LARGE})


@contextmanager
def sending(app):
    """A server for ``app``, and where it listens."""
    server = server_of(app, Settings(port=0))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield server, server.servers[0].sockets[0].getsockname()
    finally:
        server.should_exit = True
        thread.join()


def test_where_too_much_waits_for_slow_readers_the_first_of_them_gives_way(monkeypatch):
    monkeypatch.setattr("app.web.edge.crowd.MOST_WAITING_BYTES", 3 * len(LARGE) // 2)
    with sending(generous) as (server, address), socket.create_connection(address, 60) as first:
        first.sendall(HEALTH + b"\r\n")
        first.recv(1)
        with socket.create_connection(address, 60) as second:
            second.sendall(HEALTH + b"Connection: close\r\n\r\n")
            second.recv(1)
            wait_until(lambda: len(server.server_state.connections) == 1)
            assert len(everything(second)) > len(LARGE)
        assert len(everything(first)) < len(LARGE)


@pytest.mark.parametrize("reads", [False, True])
def test_who_reads_gets_everything_and_who_does_not_is_hung_up_on(monkeypatch, reads):
    monkeypatch.setattr("app.web.edge.lingering.WATCH_SECONDS", 0.5)
    monkeypatch.setattr("app.web.edge.lingering.LEAST_BYTES", 1)
    with sending(generous) as (server, address), socket.create_connection(address, 60) as stream:
        stream.sendall(HEALTH + b"Connection: close\r\n\r\n")
        if not reads:
            wait_until(lambda: server.server_state.connections)
            wait_until(lambda: not server.server_state.connections)
        else:
            assert len(everything(stream)) > len(LARGE)
