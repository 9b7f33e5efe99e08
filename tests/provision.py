"""What some tests need and the locks do not bring: Chromium, Redis, nginx, Ray. Where one cannot be had, its tests skip."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from app.setup import environment
from app.setup.commands import step

PACKAGES = {"redis-server": "redis-server", "nginx": "nginx-light"}  # program → package of Debian's
SERVERS = os.pathsep.join(("/usr/sbin", "/usr/local/sbin"))  # where a user's PATH may not lead
POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian's packages before they start what they bring
NOTHING_STARTS = "#!/bin/sh\nexit 101\n"


def provide() -> None:
    """Install what is missing: Debian's packages as root, Chromium from Playwright elsewhere, Ray from its lock."""
    from tests import chromium  # noqa: PLC0415 (needs the requirements)

    if not chromium.executable():
        wanted("chromium", (lambda: apt("chromium")) if may_apt() else playwright)
    for program, package in PACKAGES.items():
        if not found(program) and may_apt():
            wanted(program, lambda package=package: apt(package))
    if importlib.util.find_spec("ray") is None:
        wanted("ray", lambda: environment.install(environment.RAY))


def found(program: str) -> str | None:
    """The path of ``program``, ``None`` where it is not installed."""
    return shutil.which(program) or shutil.which(program, path=SERVERS)


def wanted(name: str, install: Callable[[], None]) -> None:
    """Try to ``install``; goes on where that fails."""
    try:
        install()
    except SystemExit:
        print(f"{name} could not be installed: the tests that need it will be skipped")


def may_apt() -> bool:
    """Whether this is a Debian, or a kin of it, and we are root."""
    return sys.platform == "linux" and bool(shutil.which("apt-get")) and os.geteuid() == 0


def apt(package: str) -> None:
    """Install ``package`` of Debian's. No service that comes with it is started."""
    commands = [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", package]]
    with nothing_starts():
        step(package, *commands, environment=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})


@contextmanager
def nothing_starts():
    """Meanwhile packages are told to start nothing; somebody's own policy is left as it is."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text(NOTHING_STARTS)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def playwright() -> None:
    """Install Playwright's Chromium."""
    step("chromium", [sys.executable, "-m", "playwright", "install", "chromium"])
