"""The log of hostile requests holds nothing of them: not a word, not a control character, not whose they were."""

import asyncio
import io
import json
import logging
import socket

import pytest

from app.errors import LimitError, OwnError, RunError
from app.logs import LINE_BYTES, Lines
from app.web.answers.evaluations import Evaluations
from tests.scenes import play
from tests.web.conftest import wait_until

SECRET = "HUNTER2"
STEERING = "\x1b]0;HUNTER2\x07\x9b31m\r\n"
FIELDS = {
    "*": {"time", "level", "event"},
    "request": {"request_id", "method", "route", "status", "milliseconds", "worker_milliseconds"},
}


@pytest.fixture
def log():
    """What is written to the log, as ``write_to_standard_error`` would."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    handler.addFilter(lambda record: not record.name.startswith("http"))  # the client's own
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def send(client, *requests):
    for request in requests:
        with socket.create_connection((client.base_url.host, client.base_url.port), timeout=60) as stream:
            stream.sendall(request)
            while stream.recv(65536):
                pass


def hostile():
    """Requests with the secret in each part that a visitor writes."""
    end = b"Host: localhost\r\nConnection: close\r\n\r\n"
    yield b"HUNTER2 / HTTP/1.1\r\n" + end
    yield b"GET /HUNTER2/%1b%5d0%0d%0aHUNTER2 HTTP/1.1\r\n" + end
    yield b"GET /?lang=HUNTER2&HUNTER2=%0aHUNTER2 HTTP/1.1\r\n" + end
    yield b"GET /api/v1/traces/HUNTER2 HTTP/1.1\r\n" + end
    yield b"GET / HTTP/1.1\r\nHost: hunter2.example\r\nConnection: close\r\n\r\n"
    yield b"GET / HTTP/1.1\r\nHost: HUNTER2 \x1b\r\nConnection: close\r\n\r\n"
    for name in (
        "user-agent",
        "referer",
        "cookie",
        "x-forwarded-for",
        "x-request-id",
        "traceparent",
        "accept-language",
    ):
        yield b"GET / HTTP/1.1\r\n%b: HUNTER2\xff\x9b31m\r\n" % name.encode() + end
    yield b"GET / HTTP/1.1\r\nHUNTER2: 1\r\n" + end
    yield b"GET / HTTP/1.1\r\nHUNTER2 : 1\r\n" + end


BODIES = [
    f"{{{SECRET}",
    json.dumps({SECRET: SECRET}),
    json.dumps({"source": f"{SECRET} = "}),
    json.dumps({"source": f"print('{SECRET}')\n{SECRET}", "language": "torch"}),
    json.dumps({"source": f"raise ValueError('{SECRET}')", "language": "torch", "setup": f"{SECRET} = 1"}),
    json.dumps({"source": f"{SECRET} = a", "inputs": {"a": 1, f"a{SECRET}": 2}, "frozen": [SECRET]}),
    json.dumps({"source": f"a {STEERING} b"}),
]


def lines_of(log):
    text = log.getvalue()
    assert SECRET.lower() not in text.lower()
    assert "127.0.0.1" not in text
    assert text.isascii()
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(len(line) <= LINE_BYTES for line in text.splitlines())
    assert not any(sign in text for sign in "\x1b\x7f\r\x00")
    return lines


def test_hostile_requests_leave_nothing_of_themselves(client, log):
    send(client, *hostile())
    for body in BODIES:
        for accept in ("application/json", "application/jsonl"):
            client.post("/api/v1/traces", content=body, headers={"content-type": "application/json", "accept": accept})
    sent = len([*hostile()]) + 2 * len(BODIES)
    wait_until(lambda: log.getvalue().count('"request"') >= sent)  # a line is written after its answer
    requests = [line for line in lines_of(log) if line["event"] == "request"]
    assert len(requests) == sent
    for line in requests:
        assert set(line) == FIELDS["*"] | FIELDS["request"]
        assert line["method"] in ("GET", "POST")
        assert line["route"] in ("-", "playground", "get_trace", "post_trace")
    assert any(line["worker_milliseconds"] > 0 for line in requests)


@pytest.mark.parametrize(
    "error", [OwnError(STEERING), ValueError(SECRET), LimitError("limit-time", facts={"seconds": SECRET})]
)
@pytest.mark.parametrize("accept", ["application/json", "application/jsonl"])
def test_an_exception_is_told_by_its_kind_and_place_alone(client, monkeypatch, log, error, accept):
    async def broken(*_):
        raise error

    monkeypatch.setattr(Evaluations, "answer", broken)
    client.post("/api/v1/traces", json={"source": "y = x"}, headers={"accept": accept})
    told = [line for line in lines_of(log) if "exception" in line]
    assert [line["exception"] for line in told] == ([] if isinstance(error, LimitError) else [type(error).__name__])
    assert all("test_logs.py" in line["at"][-1] for line in told)


def formatted(message, *given, error=None):
    record = logging.LogRecord("x", logging.ERROR, "x", 1, message, given, error and (type(error), error, None))
    return Lines().format(record)


def test_a_line_is_one_line_short_and_plain():
    assert json.loads(formatted("a\x1b\x7f\u2028\x9b한")) == json.loads(formatted("a\x1b\x7f\u2028\x9b한"))
    assert formatted("a\x1b\x7f\u2028\x9b한").isprintable()
    assert len(formatted("x" * 10_000)) <= LINE_BYTES


def test_what_asyncio_tells_of_a_lost_exception_is_not_repeated(log):
    async def scene():
        async def fail():
            raise RunError(SECRET, facts={"torch": SECRET})

        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task

    play(scene())
    assert "Task exception was never retrieved" in log.getvalue()
    lines_of(log)


def test_a_deep_exception_fits_into_a_line():
    def deep(depth):
        return deep(depth - 1) if depth else 1 / 0

    try:
        deep(200)
    except ZeroDivisionError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "x" * 400, (), (type(error), error, error.__traceback__))
    line = Lines().format(record)
    assert len(line) <= LINE_BYTES
    assert json.loads(line)["at"][-1].endswith(" deep")
