"""What is kept of visitors: traces in memory, under the hash of what was asked, and nothing else anywhere."""

import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.attacks.abuse import posted
from tests.attacks.covers import covers
from tests.promises.invariants import assert_right, question, until
from tests.promises.served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

LIMIT = 64 * 1024
JSON = {"content-type": "application/json"}
SCRIPT = "<script>alert(1)</script>"


@covers("ST-STORAGE-002")
def test_one_byte_more_than_may_be_sent_is_refused(server):
    for length, status in ((LIMIT, 200), (LIMIT + 1, 413)):
        body = json.dumps(question(7)).ljust(length)
        assert server.client.post("/api/v1/traces", content=body, headers=JSON).status_code == status


@covers("ST-STORAGE-003")
def test_no_text_is_of_a_kind_that_cannot_be_kept_and_given_again(server):
    for text in ("\0", "\ud800", "\U0010ffff", "\x1b[31m\r\n", "한글", SCRIPT):
        source = f"x = torch.tensor(1.)\nprint({json.dumps(text)})"
        answer = server.client.post("/api/v1/traces", content=json.dumps({"source": source}), headers=JSON)
        assert answer.status_code in (200, 422)
        if answer.status_code == 200:
            again = server.client.get(answer.headers["content-location"])
            assert again.content == answer.content
        raw = server.client.post("/api/v1/traces", content=json.dumps({"source": f"print('{text}')"}), headers=JSON)
        assert raw.status_code in (200, 400, 422)
        if text == "\ud800":
            assert (raw.status_code, raw.json()["code"]) == (400, "json-surrogate")


@covers("ST-STORAGE-004")
def test_one_client_can_neither_fill_the_store_nor_keep_the_workers_busy():
    with serving(cache_bytes=50_000, client_seconds=0.2, client_window_seconds=600) as server:
        keys = []
        for number in range(10_000):
            answer = server.client.post("/api/v1/traces", json=question(number))
            if answer.status_code == 429:
                break
            keys.append(answer.headers["content-location"])
        assert answer.json()["code"] == "too-much"
        assert answer.headers["retry-after"].isdecimal()
        assert server.client.get(keys[-1]).status_code == 200, "viewing costs nothing"
        kept = [key for key in keys if server.client.get(key).status_code == 200]
        assert sum(len(server.client.get(key).content) for key in kept) <= 2 * 50_000


@covers("ST-STORAGE-009")
def test_a_server_that_is_killed_leaves_no_process_and_no_half_of_anything(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving() as server:
        _, template, workers = server.processes()
        with socket.create_connection((server.client.base_url.host, server.client.base_url.port)) as stream:
            stream.sendall(posted(server, 8))
            os.kill(server.pid, signal.SIGKILL)
        until(lambda: not any(alive(one) for one in (template, *workers)), "the end of everything it started")
    assert list(tmp_path.iterdir()) == []
    with serving() as again:
        assert_right(again)


def alive(process):
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return int(stat[19]) == process.born and stat[0] != "Z"


@covers("ST-STORAGE-015")
def test_no_page_takes_a_word_from_its_address(server):
    for path in ("/", "/embed/v1", "/patterns", "/nothing", "/api/v1/docs"):
        plain = server.client.get(path, headers={"accept": "text/html"}).text
        for given in ({"title": SCRIPT}, {"expr": SCRIPT, "at": SCRIPT}, {"lang": SCRIPT, "theme": SCRIPT}):
            page = server.client.get(path, params=given, headers={"accept": "text/html"})
            assert SCRIPT not in page.text
            assert page.text.count("<script") == plain.count("<script")


@covers("ST-STORAGE-017")
def test_a_reader_of_lines_cannot_ask_for_the_middle(server):
    for last in ("7", "-1", "9" * 4000, "\\x00{}"):
        headers = {"accept": "application/jsonl", "last-event-id": last}
        answer = server.client.post("/api/v1/traces", json=question(3), headers=headers)
        assert answer.status_code == 200
        assert json.loads(answer.text.splitlines()[-1])["kind"] == "trace"


@covers("ST-STORAGE-018")
def test_a_run_that_is_over_cannot_be_cancelled_and_nobody_can_delete_what_is_kept(server, kept):
    key = server.client.post("/api/v1/traces", json=question(4)).headers["content-location"]
    for _ in range(2):
        assert server.client.delete(key).status_code == 405
        assert server.client.get(key).status_code == 200
    for _ in range(3):  # the connection of a run is closed when it has been answered already, and while it runs
        with httpx.Client(base_url=server.address) as client:
            client.post("/api/v1/traces", json=question(5))
        with httpx.Client(base_url=server.address, timeout=0.2) as client, pytest.raises(httpx.TimeoutException):
            client.post("/api/v1/traces", json={"source": f"while True:\n    x = {time.monotonic_ns()}"})
    kept.check()
