"""The answer as lines: progress while the program runs, the trace or the problem at the end, nothing for who has left."""

import asyncio
import json
import socket
import time
import zlib

import pytest
import zstandard
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from app.errors import CallerError, LimitError
from app.places import TEMPLATES
from app.runner.frames import Answer
from app.settings import Settings
from app.trace.fold import unfold
from app.web.answers.evaluations import Evaluations
from app.web.answers.store import Memory
from app.web.edge.compression import Compression
from app.web.edge.edge import Edge
from app.web.lines import Lines, Newest, wants_lines, while_read
from app.web.problems import Problems
from app.web.render import Pages
from tests.scenes import play
from tests.web.conftest import serving

LINES = {"accept": "application/jsonl"}
TRAINING = """
w = torch.tensor(0.0, requires_grad=True)
for epoch in range({epochs}):
    loss = (w * 2 - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
    w.grad.zero_()
print(epoch)
"""
ENDLESS = "n = 0\nwhile True:\n    n = n + 1\n"
SHORT = "x = torch.ones(2)\nprint(x.sum())"


def lines_of(answer):
    return [json.loads(line) for line in answer.text.splitlines()]


# -- on a real server -------------------------------------------------------------------------------------------------


def test_a_program_is_answered_with_its_trace_as_the_last_line(client):
    sent = {"source": TRAINING.format(epochs=30)}
    answer = client.post("/api/v1/traces", json=sent, headers=LINES)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jsonl")
    *progress, last = lines_of(answer)
    assert {line["kind"] for line in progress} <= {"progress", "partial"}
    assert last["kind"] == "trace"
    assert last["trace"]["format"] == "tapedeck/trace-folded"
    plain = client.post("/api/v1/traces", json=sent)
    assert plain.headers["etag"].startswith(f'"{last["key"]}')
    assert plain.content == client.get(f"/api/v1/traces/{last['key']}").content
    assert json.dumps(unfold(last["trace"])) == json.dumps(plain.json())


def test_a_long_run_tells_how_far_it_has_come(dist):
    sent = {"source": TRAINING.format(epochs=2500)}
    with serving(dist, run_seconds=60) as client:
        told = lines_of(client.post("/api/v1/traces", json=sent, headers=LINES))
    assert told[-1]["kind"] == "trace"
    told = [line for line in told if line["kind"] != "partial"]
    shares = [line["share"] for line in told[:-1] if line["share"] is not None]
    assert len(shares) >= 2
    assert shares == sorted(shares)
    assert {line["total"] for line in told[:-1]} <= {None, 2500}
    assert all(set(line) == {"kind", "line", "iteration", "total", "operations", "share"} for line in told[:-1])


def test_a_run_that_takes_long_tells_what_it_has_done_so_far(dist):
    sent = {"source": f"w = torch.tensor(0.0, requires_grad=True)\nprint('begun')\n{ENDLESS}", "language": "torch"}
    with serving(dist, run_seconds=3) as client:
        with client.stream("POST", "/api/v1/traces", json=sent, headers=LINES) as answer:
            told = [json.loads(line) for line in answer.iter_lines()]
        partial = next(line for line in told if line["kind"] == "partial")
        assert set(partial) == {"kind", "trace"}
        assert (partial["trace"]["partial"], partial["trace"]["stdout"]) == (True, "begun\n")
        assert (told[-1]["kind"], told[-1]["trace"]["error"]["code"]) == ("trace", "limit-time")
        assert "partial" not in told[-1]["trace"]


def test_a_kept_answer_is_one_line(client):
    sent = {"source": "y = x²", "inputs": {"x": 3}}
    client.post("/api/v1/traces", json=sent)
    (line,) = lines_of(client.post("/api/v1/traces", json=sent, headers=LINES))
    assert line["trace"]["format"] == "tapedeck/trace"


def test_what_cannot_be_read_is_a_problem_with_its_own_status(client):
    for sent, status in (({"source": "Q = 3a + ("}, 422), ({"source": 7}, 422), ({"source": "for x in"}, 422)):
        answer = client.post("/api/v1/traces", json=sent, headers=LINES)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["code"]


def test_closing_the_connection_frees_the_worker(dist):
    """An endless program would keep the only worker for ten minutes, ten times as long as the client waits."""
    with serving(dist, run_seconds=600) as client:
        for accept in ("application/json", "application/jsonl"):
            head = f"Host: x\r\nContent-Type: application/json\r\nAccept: {accept}\r\nContent-Length: {{}}\r\n\r\n"
            body = json.dumps({"source": f"{ENDLESS}# {accept}"})
            with socket.create_connection((client.base_url.host, client.base_url.port)) as stream:
                stream.sendall(f"POST /api/v1/traces HTTP/1.1\r\n{head.format(len(body))}{body}".encode())
                time.sleep(0.5)
            assert client.post("/api/v1/traces", json={"source": f"{SHORT}  # {accept}"}).status_code == 200


# -- with a pool that does as a test says -------------------------------------------------------------------------------


class Scripted:
    """Tells two lines of progress, the second one when it is let go, and ends as it was made to."""

    ready = True

    def __init__(self, end, progress=(b'{"kind":"progress","line":1}', b'{"kind":"progress","line":2}')):
        self.end, self.progress = end, progress
        self.let_go, self.begun, self.killed = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.asked = 0

    async def run(self, _task, _request, _lang, told):
        self.asked += 1
        self.begun.set()
        try:
            for line in self.progress[:1]:
                told(line)
            await self.let_go.wait()
            for line in self.progress[1:]:
                told(line)
        except asyncio.CancelledError:
            self.killed.set()
            raise
        if isinstance(self.end, Exception):
            raise self.end
        return self.end


TRACE = Answer(200, b'{"format":"tapedeck/trace"}')


def app_of(pool):
    """A server of one route, without a network."""
    evaluations, problems = Evaluations(pool, Memory(1000)), Problems(Pages(TEMPLATES, None))

    async def post(request: Request):
        return Lines(request, {"source": "x"}, evaluations, problems)

    app = Starlette(routes=[Route("/api/v1/traces", post, methods=["POST"])])
    problems.install(app)
    return Edge(Compression(app, 1000), problems, Settings())


class Caller:
    """One request, spoken to the app directly, so that a test sees each chunk when it is sent."""

    def __init__(self, app, **headers):
        self.leave = asyncio.Event()
        self.sent = asyncio.Queue()
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/traces",
            "query_string": b"",
            "headers": [
                (name.replace("_", "-").encode(), value.encode())
                for name, value in {"host": "localhost", **headers}.items()
            ],
        }
        self.task = asyncio.create_task(app(scope, self._receive, self.sent.put))

    async def _receive(self):
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def next(self):
        async with asyncio.timeout(20):
            return await self.sent.get()

    async def rest(self):
        """Status and whole body."""
        async with asyncio.timeout(20):
            await self.task
        messages = [self.sent.get_nowait() for _ in range(self.sent.qsize())]
        return b"".join(message.get("body", b"") for message in messages)


def test_each_line_is_sent_when_it_is_told_compressed_or_not():
    async def scene(encoding):
        pool = Scripted(TRACE)
        caller = Caller(app_of(pool), accept_encoding=encoding)
        start, first = await caller.next(), await caller.next()
        pool.let_go.set()
        return dict(start["headers"]), first["body"], await caller.rest()

    headers, first, rest = play(scene("br"))
    assert b"content-encoding" not in headers
    assert first == b'{"kind":"progress","line":1}\n'
    assert json.loads(rest.splitlines()[-1])["trace"] == {"format": "tapedeck/trace"}

    readers = {"gzip": zlib.decompressobj(wbits=31), "zstd": zstandard.ZstdDecompressor().decompressobj()}
    for coding, reader in readers.items():
        headers, first, rest = play(scene(f"{coding}, br"))
        assert headers[b"content-encoding"] == coding.encode()
        assert b"content-length" not in headers
        assert reader.decompress(first) == b'{"kind":"progress","line":1}\n'
        assert json.loads(reader.decompress(rest).splitlines()[-1])["kind"] == "trace"
        assert reader.eof


def test_a_slow_reader_gets_the_newest_line_of_each_kind():
    async def scene():
        lines = Newest()
        lines.put(b'{"kind":"partial","trace":1}')
        for number in range(3):
            lines.put(b'{"kind":"progress","line":%d}' % number)
        first = await lines.next()
        lines.put(b'{"kind":"partial","trace":2}')
        lines.end()
        return [first, await lines.next(), await lines.next(), await lines.next()]

    assert play(scene()) == [
        b'{"kind":"partial","trace":1}',
        b'{"kind":"progress","line":2}',
        b'{"kind":"partial","trace":2}',
        None,
    ]


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (LimitError("limit-time", facts={"seconds": 5}), "limit-time"),
        (CallerError("queue-full", 503, {"seconds": 1}), "queue-full"),
        (Answer(422, b'{"code":"empty","message":"m"}'), "empty"),
        (Answer(500, b""), "own-error"),
        (ZeroDivisionError(), "own-error"),
    ],
)
def test_a_problem_is_the_last_line_or_where_nothing_was_sent_the_whole_answer(end, code):
    async def scene(progress):
        pool = Scripted(end, progress)
        pool.let_go.set()
        caller = Caller(app_of(pool))
        start = await caller.next()
        return start["status"], dict(start["headers"]), await caller.rest()

    status, _, body = play(scene((b"{}", b"{}")))
    last = json.loads(body.splitlines()[-1])
    assert (status, last["kind"], last["problem"]["code"]) == (200, "problem", code)
    status, headers, body = play(scene(()))
    assert status == json.loads(body)["status"] == last["problem"]["status"]
    assert headers[b"content-type"] == b"application/problem+json"
    assert (b"retry-after" in headers) == (status == 503)


def test_the_run_ends_when_the_last_of_those_who_wait_has_left():
    async def scene():
        pool = Scripted(TRACE)
        app = app_of(pool)
        first, second = Caller(app), Caller(app)
        assert [(await caller.next())["status"] for caller in (first, second)] == [200, 200]
        first.leave.set()
        await first.task
        alone = not pool.killed.is_set() and not second.task.done()
        second.leave.set()
        await asyncio.wait_for(pool.killed.wait(), 20)
        await second.task
        third = Caller(app)
        pool.let_go.set()
        await third.task
        return alone, pool.asked

    assert play(scene()) == (True, 2)


def test_who_leaves_before_the_first_line_ends_the_run_too():
    async def scene():
        pool = Scripted(TRACE, ())
        caller = Caller(app_of(pool))
        await pool.begun.wait()
        caller.leave.set()
        await asyncio.wait_for(pool.killed.wait(), 20)
        await caller.task
        return caller.sent.qsize()

    assert play(scene()) == 0


def test_work_is_done_while_its_reader_stays():
    async def scene():
        left = asyncio.Event()

        async def receive():
            await left.wait()
            return {"type": "http.disconnect"}

        request = Request({"type": "http", "headers": []}, receive)
        done = await while_read(request, asyncio.sleep(0.01, "done"))
        never = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, left.set)
        return done, await while_read(request, never.wait())

    assert play(scene()) == ("done", None)


@pytest.mark.parametrize(
    ("accept", "lines"),
    [
        ("application/jsonl", True),
        ("application/json;q=0.5, Application/JSONL;q=1", True),
        ("application/json", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_lines_are_sent_to_those_who_ask_for_them(accept, lines):
    headers = [(b"accept", accept.encode())] if accept else []
    assert wants_lines(Request({"type": "http", "headers": headers})) is lines
