"""Connections that are slow, many or gone: the others do not notice."""

import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from app.settings import Settings
from tests.web.conftest import serving, wait_until

HALF = [
    b"POST /api/v1/traces HTT",
    b"POST /api/v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-ty",
    b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\nGET /healthz HT",
]
HALF_BODY = (
    b"POST /api/v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"
)


def connect(client):
    return socket.create_connection((client.base_url.host, client.base_url.port), timeout=60)


def everything(stream):
    """What the server says until it closes the connection."""
    said = b""
    while chunk := stream.recv(65536):
        said += chunk
    return said


@pytest.fixture(scope="module")
def impatient(dist):
    with serving(dist, header_seconds=0.3, body_seconds=0.3) as client:
        yield client


@pytest.mark.parametrize("half", HALF)
def test_a_half_sent_head_is_cut(impatient, half):
    with connect(impatient) as stream:
        stream.sendall(half)
        try:
            everything(stream)
        except ConnectionResetError:
            return


def test_a_half_sent_body_is_answered(impatient):
    with connect(impatient) as stream:
        stream.sendall(HALF_BODY)
        said = everything(stream)
    assert said.startswith(b"HTTP/1.1 408")
    assert b'"code":"body-late"' in said


def test_two_hundred_half_sent_requests_do_not_delay_a_whole_one(client):
    with ExitStack() as stack:
        for _ in range(200):
            stream = stack.enter_context(connect(client))
            stream.sendall(HALF_BODY)
        assert client.post("/api/v1/traces", json={"source": "y = x"}).status_code == 200


@pytest.mark.parametrize("framing", [b"content-length: 10000000", b"transfer-encoding: chunked"])
def test_who_sends_far_too_much_can_still_read_why_it_is_not_wanted(client, framing):
    head = (
        b"POST /api/v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" + framing + b"\r\n\r\n"
    )
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with connect(client) as stream:
        stream.sendall(head)
        for _ in range(150):
            stream.sendall(chunk)
        said = everything(stream)
    assert said.startswith(b"HTTP/1.1 413")
    assert said.count(b"HTTP/1.1 ") == 1
    assert b'"code":"body-too-large"' in said


def test_a_client_that_leaves_does_no_harm(client):
    for _ in range(20):
        with connect(client) as stream:
            stream.sendall(HALF_BODY)
    assert client.post("/api/v1/traces", json={"source": "y = x"}).status_code == 200


def test_whoever_comes_before_the_first_worker_waits_for_nothing_but_the_trace(dist):
    with serving(dist) as early:
        assert early.get("/healthz").status_code == 200
        assert early.get("/embed/v1").status_code == 200
        assert early.get("/readyz").status_code in (200, 503)
        assert '"trace":{"format":"tapedeck/trace"' in early.get("/").text
        wait_until(lambda: early.get("/readyz").status_code == 200)


def test_the_web_process_never_loads_torch():
    script = """
import sys
import tests.web.conftest as c
from pathlib import Path
with c.serving(Path("/nowhere")) as client:
    assert client.post("/api/v1/traces", json={"source": "y = x"}).status_code == 200
    assert client.post("/api/v1/certificates", json={"source": "y = x"}).status_code == 200
    assert client.get("/api/v1/operations").status_code == 200
print(*{"torch", "sympy", "numpy"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_limit_can_be_set_from_outside(monkeypatch):
    monkeypatch.setenv("TAPEDECK_RUN_SECONDS", "2.5")
    assert Settings().run_seconds == 2.5


@pytest.mark.parametrize("name", ["RUN_SECONDS", "HEADER_SECONDS", "CLIENT_SECONDS"])
@pytest.mark.parametrize("endless", ["inf", "nan", "1e999"])
def test_a_limit_without_end_is_none(monkeypatch, name, endless):
    monkeypatch.setenv(f"TAPEDECK_{name}", endless)
    with pytest.raises(ValueError, match="finite"):
        Settings()
