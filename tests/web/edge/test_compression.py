"""The coding that its reader wants, validators that fit the bytes, and nothing coded twice."""

import asyncio
import gzip
import json
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.web.coding import LONGEST_WISH, coded, pieces, wanted
from app.web.edge import compression
from app.web.edge.compression import Compression, has
from tests.scenes import play

SMALL, MIDDLE, LARGE = b"{}", json.dumps([*range(2000)]).encode(), json.dumps([*range(60_000)]).encode()


def plain(body, coding):
    return {"zstd": zstandard.decompress, "gzip": gzip.decompress, None: bytes}[coding](body)


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", None),
        ("br", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("*", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0.5, zstd ; q=0.5", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("zstd;q=0, gzip;q=0.000", None),
        ("gzip;q=0, *;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0", None),
        ("gzip;q=2", None),
        ("gzip;q=nan", None),
        ("gzip;q=", None),
        ("gzip;level=9", "gzip"),
        ("gzip" + " " * LONGEST_WISH, None),
    ],
)
def test_weights_decide(accept, coding):
    assert wanted(accept) == coding


@given(st.text(max_size=60))
def test_any_wish_is_understood_somehow(accept):
    assert wanted(accept) in ("zstd", "gzip", None)


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
@given(parts=st.lists(st.binary(max_size=50), min_size=1, max_size=8))
def test_each_piece_can_be_read_without_the_next(coding, parts):
    coder = pieces(coding)
    reader = zstandard.ZstdDecompressor().decompressobj() if coding == "zstd" else gzip.zlib.decompressobj(wbits=31)
    for number, part in enumerate(parts):
        assert reader.decompress(coder.add(part, last=number == len(parts) - 1)) == part
    assert reader.eof


class Sent:
    """What an app sent through the compression: status, headers, body."""

    def __init__(self, messages):
        self.status = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])
        self.coding = self.headers.get("content-encoding")


def through(*answers, kept=100_000, method="GET"):
    """Each of ``answers`` is (request headers, status, response headers, body); all pass the same compression."""

    async def scene():
        pending = iter(answers)
        current = None

        async def app(_scope, _receive, send):
            _, status, headers, body = current
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": status, "headers": raw})
            await send({"type": "http.response.body", "body": body})

        compressing, found = Compression(app, kept), []
        for current in pending:
            asked = [(name.encode(), value.encode()) for name, value in current[0].items()]
            messages = []

            async def send(message, messages=messages):
                messages.append(message)

            await compressing({"type": "http", "method": method, "path": "/", "headers": asked}, None, send)
            found.append(Sent(messages))
        return found

    return play(scene())


JSON = {"content-type": "application/json", "content-length": "0"}


@pytest.mark.parametrize("body", [MIDDLE, LARGE], ids=["middle", "large"])
@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_a_coded_answer_says_so_and_has_a_validator_of_its_own(body, coding):
    headers = JSON | {"etag": '"key"', "vary": "Accept"}
    one, two = through(*[({"accept-encoding": accept}, 200, headers, body) for accept in (coding, "identity")])
    assert (one.coding, plain(one.body, coding)) == (coding, body)
    assert one.headers["content-length"] == str(len(one.body))
    assert (one.headers["etag"], two.headers["etag"]) == (f'"key-{coding}"', '"key"')
    assert (two.coding, two.body) == (None, body)
    assert one.headers["vary"] == two.headers["vary"] == "Accept, Accept-Encoding"


def test_several_lines_of_a_header_are_one_list():
    compressing, sent = Compression(answering, 100), []

    async def keep(message):
        sent.append(message)

    asked = [(b"accept-encoding", b"br"), (b"accept-encoding", b"gzip")]
    play(compressing({"type": "http", "method": "GET", "path": "/", "headers": asked}, None, keep))
    assert (b"content-encoding", b"gzip") in sent[0]["headers"]


async def answering(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": MIDDLE})


def test_small_ready_and_foreign_bodies_stay_as_they_are():
    zipped = coded(MIDDLE, "gzip")
    small, ready, picture = through(
        ({"accept-encoding": "zstd, gzip"}, 200, JSON, SMALL),
        ({"accept-encoding": "zstd, gzip"}, 200, JSON | {"content-encoding": "gzip"}, zipped),
        ({"accept-encoding": "zstd, gzip"}, 200, {"content-type": "image/png"}, MIDDLE),
    )
    assert (small.coding, small.body, small.headers["vary"]) == (None, SMALL, "Accept-Encoding")
    assert (ready.coding, ready.body) == ("gzip", zipped)
    assert (picture.coding, picture.body) == (None, MIDDLE)
    assert "vary" not in picture.headers


def test_whoever_has_the_very_bytes_is_told_so():
    wishes = {"accept-encoding": "gzip"}
    first, *others = through(
        (wishes, 200, JSON | {"cache-control": "no-cache"}, MIDDLE),
        *[
            (wishes | {"if-none-match": known.replace("#", own)}, 200, JSON | {"cache-control": "no-cache"}, MIDDLE)
            for own in [through((wishes, 200, JSON, MIDDLE))[0].headers["etag"]]
            for known in ("#", 'W/#, "other"', "*", '"other"', own.replace("-gzip", ""), own.replace("gzip", "zstd"))
        ],
    )
    assert [answer.status for answer in others] == [304, 304, 304, 200, 200, 200]
    assert others[0].body == b""
    assert others[0].headers == {
        "cache-control": "no-cache",
        "vary": "Accept-Encoding",
        "etag": first.headers["etag"],
    }


def test_only_what_get_gives_is_validated():
    known = {"if-none-match": "*"}
    (posted,) = through((known, 200, JSON, MIDDLE), method="POST")
    missing, private = through((known, 404, JSON, MIDDLE), (known, 200, JSON | {"cache-control": "no-store"}, MIDDLE))
    assert (posted.status, missing.status, private.status) == (200, 404, 200)
    assert all("etag" not in answer.headers for answer in (posted, missing, private))


def test_the_same_body_is_coded_once_however_it_is_asked_for(monkeypatch):
    calls = []
    monkeypatch.setattr(compression, "coded", lambda body, coding: calls.append(coding) or coded(body, coding))
    wish = {"accept-encoding": "zstd"}
    answers = through(*[(wish, 200, JSON | {"etag": tag}, MIDDLE) for tag in ('"a"', '"a"', '"b"')])
    assert calls == ["zstd"]
    assert len({answer.body for answer in answers}) == 1
    through(*[(wish, 200, JSON, MIDDLE)] * 2, kept=10)  # where there is no room, each time
    assert len(calls) == 3


def test_the_same_validator_of_other_bytes_gives_those_bytes():
    one, two = through(
        *[({"accept-encoding": "zstd"}, 200, JSON | {"etag": '"a"'}, body) for body in (MIDDLE, MIDDLE[::-1])]
    )
    assert plain(one.body, "zstd") == plain(two.body, "zstd")[::-1]


def test_others_are_answered_while_a_large_body_is_coded(monkeypatch):
    threads = []
    real = asyncio.to_thread
    monkeypatch.setattr(asyncio, "to_thread", lambda work, *given: threads.append(work) or real(work, *given))
    through(({"accept-encoding": "gzip"}, 200, JSON, MIDDLE))
    assert threads == []
    through(({"accept-encoding": "gzip"}, 200, JSON, LARGE))
    assert len(threads) == 2  # its digest, and its coding


def test_weak_comparison():
    assert has('W/"a", "b"', '"a"')
    assert not has('"ab"', '"a"')
    assert not has("", '"a"')


def test_a_trace_that_is_kept_is_told_in_each_coding_and_not_again(client):
    location = client.post("/api/v1/traces", json={"source": "y = 5 x"}).headers["content-location"]
    codings = ["zstd", "gzip", "identity"]
    random.shuffle(codings)
    answers = {coding: client.get(location, headers={"accept-encoding": coding}) for coding in codings}
    assert len({answer.headers["etag"] for answer in answers.values()}) == 3
    assert len({answer.content for answer in answers.values()}) == 1
    for coding, answer in answers.items():
        again = {"accept-encoding": coding, "if-none-match": answer.headers["etag"]}
        assert client.get(location, headers=again).status_code == 304
        assert client.head(location, headers=again).status_code == 304


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_assets_are_there_in_both_codings_with_validators(client, coding):
    path = "/static/assets/embed-1.js"
    small = client.get(path, headers={"accept-encoding": coding})
    assert small.headers["content-encoding"] == coding
    assert int(small.headers["content-length"]) < len(small.content)
    assert small.content == client.get(path, headers={"accept-encoding": "identity"}).content
    known = {"accept-encoding": coding, "if-none-match": small.headers["etag"]}
    assert client.get(path, headers=known).status_code == 304
