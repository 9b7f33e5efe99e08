"""Hostile requests, byte for byte, to a server that a person started: each is answered as its entry says, and nobody notices.

``sent`` is what goes over the wire, the first as it was recorded, the others the same idea in the words of our API.
``status`` are the answers allowed, ``code`` is the problem's, ``has`` are headers, ``never`` is what no answer may hold.
"""

import json
import sys
from pathlib import Path

import httpx
import pytest

from tests.attacks.wire import answers, connect, everything, exchange, written
from tests.promises.invariants import assert_healthy, assert_right
from tests.promises.served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

HERE = Path(__file__).parent
ATTACKS = [attack for name in ("http", "json") for attack in json.loads((HERE / f"{name}.json").read_text("utf-8"))]
SYMBOLS = {
    "{EVAL}": "/api/v1/traces",
    "{PAGE}": "/",
    "{EMBED}": "/embed/v1",
    "{LINK}": "/embed/v1",
    "{OEMBED}": "/oembed",
}
CLOSED_SECONDS = 8  # a connection that is kept for the next request stands for 15
GROWTH_MEGABYTES = 10
HEAD = b"POST /api/v1/traces HTTP/1.1\r\nhost: %b\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def symbols(server):
    key = server.client.post("/api/v1/traces", json={"source": "y = 2x"}).headers["content-location"]
    host = server.client.base_url.netloc.decode()
    return SYMBOLS | {"{GET}": key, "{STATIC}": "/static/assets", "{HOST}": host, "{PUBLIC}": server.address}


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack["id"] for attack in ATTACKS])
def test_attack(attack, server, symbols, kept):
    for request in attack["sent"]:
        answered = exchange(server.address, written(request, symbols), CLOSED_SECONDS)
        assert len(answered) == 1, "what is hidden behind a request is a second one"
        answer = answered[0]
        assert answer.status in request["status"], (request, answer)
        assert answer.status < 500 or answer.status == 501
        told = str(answer.headers) + answer.body.decode()
        assert not [word for word in attack.get("never", ()) if word in told]
        assert not {"set-cookie", "location", "access-control-allow-credentials"} & set(answer.headers)
        assert request.get("has", {}).items() <= answer.headers.items()
        assert answer.body.decode() == request.get("exactly", answer.body.decode())
        if "code" in request or (attack["id"].startswith("JS-") and answer.status >= 400):
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == request.get("code", answer.json()["code"])
        if answer.status == 405:
            assert answer.headers["allow"]
        if "raw" in request:
            assert answer.headers["connection"] == "close"
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "accept-language" in answer.headers["vary"].lower()
    kept.check()


@pytest.mark.parametrize("framing", [b"content-length: 10000000\r\n\r\n", b"transfer-encoding: chunked\r\n\r\n"])
def test_a_body_that_is_too_large_is_refused_before_it_is_whole_and_never_held(server, symbols, framing):
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    before = server.processes()[0].megabytes
    for _ in range(20):
        with connect(server.address) as stream:
            stream.sendall(HEAD % symbols["{HOST}"].encode() + framing + chunk + chunk)
            (answer,) = answers(everything(stream))  # the other nine tenths are never sent
        assert (answer.status, answer.json()["code"]) == (413, "body-too-large")
    assert server.processes()[0].megabytes - before < GROWTH_MEGABYTES
    assert_right(server)


@pytest.mark.parametrize(
    ("line", "status"), [("POST /api/v1/traces", 415), ("POST /nothing", 404), ("POST /healthz", 405)]
)
def test_an_answer_before_the_body_is_whole_says_that_it_is_the_last(server, symbols, line, status):
    head = f"{line} HTTP/1.1\r\nhost: {symbols['{HOST}']}\r\ncontent-length: 60000\r\n\r\n"
    (answer,) = exchange(server.address, head.encode() + b" " * 100)
    assert answer.status == status
    assert answer.headers.get("connection") == "close", "else the next request on it is lost"


def test_a_client_refuses_to_send_a_header_with_a_line_break(server):
    with pytest.raises(httpx.LocalProtocolError):
        server.client.post(
            "/api/v1/traces", headers={"content-type": "application/json\r\nX-Injected: 1"}, content="{}"
        )
    assert_healthy(server)


def test_nobody_has_more_time_by_calling_himself_somebody_else():
    source = "x = torch.zeros(1)\nfor i in range({}):\n    x = x + 1"
    names = ("x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip")
    with serving(client_seconds=0.1, client_window_seconds=600) as server:
        for number in range(60):
            named = dict.fromkeys(names, f"198.51.100.{number}")
            answer = server.client.post("/api/v1/traces", json={"source": source.format(200 + number)}, headers=named)
            if answer.status_code == 429:
                break
            assert answer.status_code == 200
        assert answer.status_code == 429
        assert answer.headers["retry-after"].isdecimal()
        assert_healthy(server)
