"""``tapedeck serve --evaluator ray`` as a person starts it, without a cluster: it brings a Ray of its own and ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.cli import main
from app.runner.cluster import application_of, replica_settings
from app.runner.start import needed
from app.settings import Settings
from tests.conformance.conftest import children_of
from tests.web.conftest import wait_until


@pytest.mark.parametrize(("lang", "said"), [("en", "not installed"), ("ko", "설치되어 있지 않습니다")])
def test_without_ray_it_says_what_to_install(lang, said, capsys, monkeypatch):
    monkeypatch.setattr("app.runner.cluster.find_spec", lambda _: None)
    assert main(["serve", "--evaluator", "ray", "--port", "0", "--lang", lang]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "pip install 'tapedeck[ray]'" in told


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("knows", [True, False])
def test_a_replica_demands_the_walls_that_its_server_needs(host, knows):
    settings = Settings(host=host, i_know_there_is_no_jail=knows, run_seconds=3)
    told = Settings(**replica_settings(settings))
    assert needed(told) == needed(settings)
    assert told.run_seconds == 3


def test_servers_share_replicas_only_where_they_want_the_same_of_them():
    one = application_of(Settings(port=1))
    assert application_of(Settings(port=2)) == one
    assert application_of(Settings(run_seconds=3)) != one
    assert application_of(Settings(host="0.0.0.0")) != one


@pytest.fixture
def folder():
    """A folder with a short name: the names of sockets in it may have 107 characters."""
    with TemporaryDirectory(prefix="ray-") as name:
        yield Path(name)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at on Linux only")
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'tapedeck[ray]'")
def test_a_server_brings_a_ray_of_its_own_and_leaves_nothing_of_it(folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    settings = {"TAPEDECK_RAY_REPLICAS": "1", "TAPEDECK_SPARE_WORKERS": "0", "TAPEDECK_LESSONS_AHEAD": "0"}
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--evaluator", "ray", "--port", "0", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=kept | settings | {"HOME": str(folder), "TMPDIR": str(folder)},
    )
    try:
        address = server.stdout.readline().removeprefix("Tapedeck: ").strip()
        body = b'{"source":"secret_word = 3"}'
        sent = urllib.request.Request(f"{address}/api/v1/traces", body, {"content-type": "application/json"})
        with urllib.request.urlopen(sent) as answer:
            assert json.load(answer)["format"] == "tapedeck/trace"
        everybody = offspring(server.pid)
        loaded = {Path(line.split()[-1]).name for line in Path(f"/proc/{server.pid}/maps").read_text().splitlines()}
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
    assert len(everybody) > 3
    assert not [name for name in loaded if "libtorch" in name]
    wait_until(lambda: not [pid for pid in everybody if Path(f"/proc/{pid}").exists()])
    assert list(folder.iterdir()) == []
    lines = [json.loads(line) for line in said.splitlines()]  # nobody else writes there
    assert [line["route"] for line in lines if line["event"] == "request"] == ["post_trace"]
    assert "secret_word" not in said


def offspring(pid):
    """Every process below ``pid``."""
    children = children_of(pid)
    return children + [further for child in children for further in offspring(child)]
