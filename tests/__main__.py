"""``python3 -m tests``: sets up what is missing, then runs every check. Arguments go to pytest, which then runs alone.

``--long`` by itself, or with a number, runs every check and pytest's at full scale, or at so many times it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.places import ROOT
from app.setup import environment, frontend, node
from app.setup.commands import run
from tests import provision

MADE = ROOT / "tests/.made"
PYTEST, VITEST = MADE / "pytest.xml", MADE / "vitest.json"
SHARED_OUT = ("-n", "2", "--dist", "loadgroup")  # two processes: many tests wait for servers; see conftest.py
LONG = re.compile(r"--long( [0-9.]+)?")
BIOME = "node_modules/@biomejs/biome/bin/biome"


@dataclass
class Count:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def main() -> int:
    """Run all checks; returns the exit code."""
    environment.enter(environment.TEST, "tests", *sys.argv[1:])
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    if node.find() is None:
        environment.install(environment.NODE)
    provision.provide()
    if sys.argv[1:] and not LONG.fullmatch(" ".join(sys.argv[1:])):
        frontend.build()
        done = subprocess.run([*pytest(), *sys.argv[1:]], cwd=ROOT, check=False)
        close(pytest_count())
        return done.returncode
    failed = [name for name, check in CHECKS.items() if not passes(name, check)]
    if failed:
        print(f"failed: {', '.join(failed)}")
    close(pytest_count() + vitest_count())
    return 1 if failed else 0


def passes(name: str, check: Callable[[], subprocess.CompletedProcess[str]]) -> bool:
    """Run one check and tell of it in one line; what it said follows where it failed."""
    began = time.monotonic()
    try:
        done = check()
        right, said = done.returncode == 0, done.stdout
    except SystemExit as problem:
        right, said = False, str(problem.code)
    print(f"{'ok  ' if right else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if not right:
        print(said, flush=True)
    return right


def close(count: Count) -> None:
    """The last line."""
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")


def python(*arguments: str) -> Callable[[], subprocess.CompletedProcess[str]]:
    """A check that is a Python module."""
    return lambda: run([sys.executable, "-m", *arguments])


def browser_tool(*arguments: str, folder: Path = frontend.STATIC) -> Callable[[], subprocess.CompletedProcess[str]]:
    """A check that is a script of ``static/node_modules``, run in ``folder``."""
    return lambda: run(frontend.tool(str(frontend.STATIC / arguments[0]), *arguments[1:]), cwd=folder)


def lint_imports() -> subprocess.CompletedProcess[str]:
    """Import-linter has no module to be run as; its function ends the process."""
    return run([sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"])


def build() -> subprocess.CompletedProcess[str]:
    """Build the page from scratch with the types of the API."""
    shutil.rmtree(frontend.DIST, ignore_errors=True)
    frontend.build()
    frontend.write_types()
    return subprocess.CompletedProcess([], 0, "")


def pytest() -> list[str]:
    """The command that runs pytest."""
    return [sys.executable, "-m", "pytest", f"--junitxml={PYTEST}"]


def pytest_count() -> Count:
    """What pytest's report says; an error while collecting counts as a failure."""
    if not PYTEST.is_file():
        return Count(failed=1)
    suites = ET.parse(PYTEST).getroot().iter("testsuite")
    total = Count()
    for suite in suites:
        tests, failures, errors, skipped = (int(suite.get(name, 0)) for name in COLUMNS)
        total += Count(tests - failures - errors - skipped, failures + errors, skipped)
    return total


def vitest_count() -> Count:
    """What Vitest's report says."""
    if not VITEST.is_file():
        return Count(failed=1)
    report = json.loads(VITEST.read_text())
    skipped = report["numPendingTests"] + report["numTodoTests"]
    return Count(report["numPassedTests"], report["numFailedTests"], skipped)


COLUMNS = ("tests", "failures", "errors", "skipped")
CHECKS = {
    "ruff check": python("ruff", "check"),
    "ruff format": python("ruff", "format", "--check"),
    "mypy": python("mypy"),
    "import-linter": lint_imports,
    "page built": build,
    "traces for the browser": python("tests.static.make_traces"),
    "tsc": browser_tool("node_modules/typescript/bin/tsc", "--noEmit"),
    "biome": browser_tool(BIOME, "ci", "--colors=off", "."),
    "biome on tests": browser_tool(BIOME, "ci", "--colors=off", ".", folder=ROOT / "tests/static"),
    "vitest": browser_tool(
        "node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", f"--outputFile={VITEST}"
    ),
    "pytest": lambda: run([*pytest(), *SHARED_OUT, *sys.argv[1:]]),
}

if __name__ == "__main__":
    sys.exit(main())
