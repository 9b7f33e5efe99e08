"""Starts the real parts around a server on free ports of this machine, and ends them by process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from app.main import create_app
from app.places import ROOT
from app.settings import Settings
from tests.provision import found
from tests.scenes import play
from tests.web.conftest import wait_until

CONF = ROOT / "docs/hosting/nginx.conf"


def program(name):
    """The path of ``name``; the test is skipped where it is not installed."""
    path = found(name)
    if not path:
        pytest.skip(f"{name} is not installed: `python3 -m tests` installs it on Debian as root")
    return path


def free_port():
    """A port that nobody listens on; whoever starts there at once gets it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def listens(port):
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


class Part:
    """A process that listens on one port of this machine, can be killed, and can be started again."""

    def __init__(self, command, port, log, environment=None):
        self.command = [str(word) for word in command]
        self.port = port
        self.log = log
        self.environment = environment
        self.process = None

    def start(self):
        """Returns when it listens."""
        self.launch()
        self.wait()

    def launch(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def wait(self):
        wait_until(lambda: self.process.poll() is not None or listens(self.port))
        assert self.process.poll() is None, self.said()

    def said(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        """As a machine that loses its power."""
        self.end(signal.SIGKILL)

    def end(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


@contextmanager
def running(*parts):
    """All of ``parts``, launched in their order, ended in the reverse."""
    try:
        for part in parts:
            part.launch()
        for part in parts:
            part.wait()
        yield
    finally:
        for part in reversed(parts):
            part.end()


def redis_server(folder):
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", port, "--dir", folder, "--save", "", "--appendonly", "no"]
    return Part([program("redis-server"), *options], port, folder / "redis.log")


def tapedeck(folder, name, **settings):
    """``tapedeck serve`` with ``settings``, on a port of its own."""
    port = free_port()
    names = {f"TAPEDECK_{setting.upper()}": str(value) for setting, value in settings.items()}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", port]
    return Part(command, port, folder / f"{name}.log", os.environ | names)


def nginx(folder, *servers):
    """The nginx of ``docs/hosting/nginx.conf`` before ``servers``, on a port of its own."""
    port = free_port()
    text = CONF.read_text(encoding="utf-8")
    for written, ours in {
        "127.0.0.1:8001": servers[0].port,
        "127.0.0.1:8002": servers[1].port,
        "listen 80": port,
    }.items():
        assert text.count(written) == 1
        text = text.replace(written, f"{'listen ' if 'listen' in written else ''}127.0.0.1:{ours}")
    (folder / "tapedeck.conf").write_text(text, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn; events {{}}"
        f"http {{ access_log off; {places} include {folder}/tapedeck.conf; }}"
    )
    return Part([program("nginx"), "-p", folder, "-e", "stderr", "-c", main], port, folder / "nginx.log")


def asked_before_the_start(path):
    """The status that a server gives to ``GET path`` while it has no worker yet."""

    async def scene():
        transport = httpx.ASGITransport(create_app(Settings()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get(path)).status_code

    return play(scene())
