"""``tapedeck serve`` as a person starts it: a process that prints an address and ends when told to."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import pytest

from app.cli import main
from app.runner.jail import WALLS


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that asks a process to end")
def test_a_server_prints_its_address_when_it_can_answer_and_ends_when_told_to():
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        address = server.stdout.readline().removeprefix("Tapedeck: ").strip()
        sent = urllib.request.Request(
            f"{address}/api/v1/traces", b'{"source":"y = secret_word"}', {"content-type": "application/json"}
        )
        with urllib.request.urlopen(sent) as answer:
            assert json.load(answer)["format"] == "tapedeck/trace"
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["route"] for line in lines if line["event"] == "request"] == ["post_trace"]
    assert "secret_word" not in said
    assert {line["level"] for line in lines} == {"info"}


def test_a_port_that_is_taken_is_an_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "serve", "--port", port], capture_output=True, check=False
        )
    assert done.returncode != 0
    assert b"address already in use" in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "somewhere.example"])
def test_an_address_that_others_reach_is_opened_only_by_who_knows(host, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr("app.runner.start.offered", lambda: ("user", "seccomp"))
    assert main(["serve", "--host", host, "--port", "0"]) == 2
    assert "--i-know-there-is-no-jail" in capsys.readouterr().err


def test_the_collector_leaves_alone_what_is_there_when_the_server_is_ready(monkeypatch, capsys):
    monkeypatch.setattr("app.runner.start.offered", lambda: WALLS)
    monkeypatch.setattr("app.logs.write_to_standard_error", lambda: None)
    monkeypatch.setattr("app.main.create_app", lambda _, announce: announce)
    seen = []

    def server_of(announce, _):
        def run():
            announce()
            seen.append(gc.get_freeze_count())

        socket_of = SimpleNamespace(getsockname=lambda: ("127.0.0.1", 1234))
        return SimpleNamespace(run=run, started=True, servers=[SimpleNamespace(sockets=[socket_of])])

    monkeypatch.setattr("app.web.server.server_of", server_of)
    try:
        assert main(["serve", "--lang", "en"]) == 0
    finally:
        gc.unfreeze()
    assert seen[0] > len(gc.get_objects()) / 2
    assert "http://127.0.0.1:1234" in capsys.readouterr().out
