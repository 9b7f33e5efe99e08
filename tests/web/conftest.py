"""A whole server on a free port of this machine, with a real worker, and with pages that were built from few files."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

import app.main
from app.settings import Settings
from app.web.server import server_of

SCRIPT = "export const greeting = 'hello';\n" * 80


def make_dist(folder):
    """A folder as Vite leaves it: two entries that share a chunk."""
    assets = folder / "assets"
    assets.mkdir(parents=True)
    for name in ("playground-1.js", "embed-1.js", "patterns-1.js", "loader-1.js", "shared-1.js", "deep-1.js"):
        (assets / name).write_text(SCRIPT)
    for name in ("playground-1.css", "shared-1.css"):
        (assets / name).write_text("p { color: CanvasText }\n")
    manifest = {
        "src/playground.ts": {"file": "assets/playground-1.js", "css": ["assets/playground-1.css"], "imports": ["_s"]},
        "src/embed.ts": {"file": "assets/embed-1.js", "imports": ["_s"]},
        "src/loader.ts": {"file": "assets/loader-1.js"},
        "src/patterns.ts": {"file": "assets/patterns-1.js", "imports": ["_s"]},
        "_s": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"], "imports": ["_d", "_s"]},
        "_d": {"file": "assets/deep-1.js", "imports": ["_s"]},
    }
    (folder / ".vite").mkdir()
    (folder / ".vite/manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    return make_dist(tmp_path_factory.mktemp("built") / "dist")


@contextmanager
def serving(dist, **limits):
    """A client of a server that is listening; its first worker may still be on its way."""
    settings = Settings(**{"port": 0, "client_seconds": 0, "lessons_ahead": False} | limits)  # all tests are one client
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.main, "DIST", dist)
        server = server_of(app.main.create_app(settings), settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def client(dist):
    with serving(dist) as client:
        wait_until(lambda: client.get("/readyz").status_code == 200)
        yield client


def wait_until(condition, seconds=60):
    """Wait for something that another process does; a machine that is slow only makes it take longer."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
