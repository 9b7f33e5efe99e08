"""What whoever runs a server relies on: a log that nobody can write into, workers that can do nothing, no leak, locked wheels."""

import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from app.setup import environment
from app.setup.environment import TORCH
from tests.attacks.covers import covers
from tests.attacks.wire import connect, exchange
from tests.promises.invariants import assert_right, question

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

ROOT = Path(__file__).resolve().parents[2]
CANARY = "kanarienvogel"
INJECTED = f'{CANARY}\r\n\x1b[2J{{"level":"critical","event":"{CANARY}"}}\n'
LINE_CHARACTERS = 2048
JSON = {"content-type": "application/json"}
FIELDS = {"time", "level", "event", "request_id", "method", "route", "status", "milliseconds", "worker_milliseconds"}


@covers("OP-OPS-001")
def test_no_word_of_a_visitor_reaches_the_log(server):
    post = server.client.post
    for source in (INJECTED, INJECTED * 500, f"print({INJECTED!r})", f"raise ValueError({INJECTED!r})", f"x.{CANARY}"):
        assert post("/api/v1/traces", json={"source": source}).status_code in (200, 422)
    assert post("/api/v1/traces", content=b'{"source":"' + CANARY.encode() * 80_000, headers=JSON).status_code == 413
    assert post("/api/v1/traces", json={CANARY: INJECTED}).status_code == 422
    server.client.get(f"/{CANARY}%0d%0a%1b[2J?x={CANARY}", headers={"user-agent": CANARY, "referer": CANARY})
    host = server.client.base_url.netloc
    exchange(server.address, f"{CANARY} / HTTP/1.1\r\nhost: ".encode() + host + b"\r\n\r\n")
    exchange(server.address, b"GET / HTTP/1.1\r\nhost: " + CANARY.encode() + b"\r\nconnection: close\r\n\r\n")
    with connect(server.address) as stream:
        stream.sendall(b"POST /api/v1/traces HTTP/1.1\r\nhost: " + host + b"\r\nx-" + CANARY.encode())
    assert_right(server)
    lines = server.said().split("\n")
    assert lines.pop() == ""
    assert len(lines) > 10
    for line in lines:
        assert len(line) <= LINE_CHARACTERS
        assert line.isprintable()
        assert CANARY not in line
        assert set(json.loads(line)) <= FIELDS


@covers("OP-OPS-006", "OP-OPS-007")
def test_workers_are_nobody_and_can_neither_open_nor_write_nor_dump(server):
    *_, workers = server.processes()
    assert workers
    for worker in workers:
        status = dict(re.findall(r"^(\w+):\s*(.*)$", Path(f"/proc/{worker.pid}/status").read_text(), re.MULTILINE))
        assert "0" not in status["Uid"].split()
        assert "0" not in status["Gid"].split()
        assert {status[one] for one in ("CapEff", "CapPrm", "CapInh", "CapBnd")} & {"0" * 16}
        assert (status["NoNewPrivs"], status["Seccomp"], status["Threads"]) == ("1", "2", "1")
        limits = Path(f"/proc/{worker.pid}/limits").read_text()
        for name in ("core file size", "file size", "open files", "processes", "msgqueue size"):
            assert re.search(rf"^Max {name} +0 +0 ", limits, re.MULTILINE), name


@covers("OP-OPS-009")
def test_everything_is_installed_by_its_hash_and_torch_in_one_version():
    locks = {path.name: path.read_text().strip() for path in ROOT.glob("*.lock")}
    assert re.fullmatch(r"torch==[0-9.]+", locks.pop(TORCH)), "two builds of one version: no hash fits both"
    assert len(locks) > 3
    for name, lock in locks.items():
        wanted = re.split(r"\n(?=\S)", lock)
        assert [one for one in wanted if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", one, re.DOTALL)] == [], (
            name
        )
    packages = json.loads((ROOT / "static/package-lock.json").read_text())["packages"]
    packages.pop("")
    assert packages
    unhashed = [name for name, one in packages.items() if not one.get("integrity", "").startswith("sha512-")]
    assert [name for name in unhashed if not re.match("node_modules/@biomejs/cli-", name)] == [], (
        "a check on other systems"
    )


def test_the_set_up_takes_nothing_without_its_hash(monkeypatch):
    commands = []
    monkeypatch.setattr(environment, "step", lambda _, *given: commands.extend(given))
    monkeypatch.setattr(environment, "_install_torch", lambda _: None)
    environment.install("node.lock")
    environment._fill(Path(sys.executable), "requirements.lock")
    assert len(commands) == 3
    for command in commands:
        assert "--require-hashes" in command or "--no-deps" in command


@covers("OP-OPS-014")
def test_neither_runs_nor_killed_workers_leave_a_file_or_a_pipe_open(server, kept):
    for number in range(60):
        server.client.post("/api/v1/traces", json=question(500_000 + number))
        if number % 20 == 0:
            os.kill(server.processes()[2][0].pid, signal.SIGKILL)
    kept.check()
