"""A real server and a real Chromium for the journeys: any word on the console, any request to a stranger, is a failure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.chromium import FLAGS, executable

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180  # importing torch on a cold disk
ADDRESS = re.compile(r"http://\S+")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server that was started for the tests, without a slash at its end."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--lang", "en"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    """What the server announces on its output once it can show a page; fails if that takes too long."""
    giving_up = threading.Timer(START_SECONDS, process.kill)
    giving_up.start()
    try:
        for line in process.stdout:
            if found := ADDRESS.search(line):
                return found[0]
    finally:
        giving_up.cancel()
    pytest.fail(f"the server ended with {process.wait()} before it could show a page")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; where there is none they are skipped."""
    path = executable()
    if path is None:
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Listens to everything a browser context says and asks for."""

    def __init__(self, context: BrowserContext, hosts: set[str]) -> None:
        self.complaints: list[str] = []
        self._hosts = hosts
        self._allowed: list[re.Pattern[str]] = []
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"exception: {error.error}"))
        context.on("request", self._asked)

    def allow(self, pattern: str) -> None:
        """From now on, console messages in which ``pattern`` is found are expected."""
        self._allowed.append(re.compile(pattern))

    def trust(self, address: str) -> None:
        """From now on, requests to the host and port of ``address`` are expected."""
        self._hosts.add(urlsplit(address).netloc)

    def _said(self, message: ConsoleMessage) -> None:
        if not any(pattern.search(message.text) for pattern in self._allowed):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc not in self._hosts:
            self.complaints.append(f"request: {request.url}")


@pytest.fixture
def watch_of() -> Iterator[Callable[[BrowserContext, str], Watch]]:
    """Watches a context; complaints fail the test at its end."""
    watches: list[Watch] = []

    def watch(context: BrowserContext, address: str) -> Watch:
        watches.append(Watch(context, {urlsplit(address).netloc}))
        return watches[-1]

    yield watch
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def open_page(
    server: str, chromium: Browser, watch_of: Callable[[BrowserContext, str], Watch]
) -> Iterator[Callable[..., Page]]:
    """Opens ``path`` of the server, or a whole address, in a context of its own.

    Keywords are those of Playwright's ``new_context`` (``locale``, ``viewport``, ``color_scheme``,
    ``reduced_motion`` …). ``allow`` is a pattern of console messages that are expected, such as Chromium's own line about
    an answer 422. ``page.watch`` is the context's Watch.
    """
    contexts: list[BrowserContext] = []

    def opened(path: str = "/", *, allow: str | None = None, **settings: Any) -> Page:
        address = path if "://" in path else server + path
        context = chromium.new_context(**{"locale": "en-US", "viewport": {"width": 1280, "height": 900}} | settings)
        contexts.append(context)
        page = context.new_page()
        page.watch = watch_of(context, server)
        page.watch.trust(address)
        if allow is not None:
            page.watch.allow(allow)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serves HTML from another port than the server's, as a course page would: text in, address out."""

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(tmp_path))

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    pages = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=pages.serve_forever)
    thread.start()

    def serve(html: str) -> str:
        name = f"{len(list(tmp_path.iterdir()))}.html"
        (tmp_path / name).write_text(html, encoding="utf-8")
        return f"http://127.0.0.1:{pages.server_port}/{name}"

    yield serve
    pages.shutdown()
    thread.join()
    pages.server_close()
