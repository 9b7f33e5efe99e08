"""What a server says and does where a wall is missing, and where none is. Machines without are simulated truly: a filter
answers in the kernel's place."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.runner.jail import NEEDED, WALLS

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of parts of Linux")


def command(missing, *arguments):
    """The command line of something on a machine where so much is missing."""
    python = [sys.executable, "-m", *arguments]
    return [sys.executable, str(HERE / "without.py"), missing, *python] if missing else python


def environment(lang="C"):
    return {**os.environ, "LC_ALL": f"{lang}.UTF-8", "PYTHONPATH": str(ROOT)}


@contextmanager
def served(missing, *arguments):
    """A server's address, as its first line says, and a list that holds its standard error when it has ended."""
    server = subprocess.Popen(
        command(missing, "app.cli", "serve", "--port", "0", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    said = []
    try:
        yield server.stdout.readline().removeprefix("Tapedeck: ").strip(), said
    finally:
        server.send_signal(signal.SIGTERM)
        said += server.communicate(timeout=60)[1].splitlines()


def answers(address):
    """Whether the server runs a program."""
    request = urllib.request.Request(
        f"{address.replace('0.0.0.0', '127.0.0.1')}/api/v1/traces",
        b'{"source": "y = x", "inputs": {"x": 2}}',
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["format"] == "tapedeck/trace"


@pytest.mark.parametrize("missing", ["", "landlock", "seccomp", "landlock,seccomp"])
def test_the_walls_are_tried_not_assumed(missing):
    done = subprocess.run(
        command(missing, "app.runner.jail"), capture_output=True, text=True, env=environment(), check=False
    )
    assert done.stdout.split() == [wall for wall in WALLS if wall not in missing]


@pytest.mark.parametrize(("missing", "lang"), [("landlock", "en"), ("seccomp", "ko"), ("landlock,seccomp", "ko")])
def test_without_a_wall_it_does_not_open_to_other_machines(missing, lang):
    done = subprocess.run(
        command(missing, "app.cli", "serve", "--host", "0.0.0.0", "--port", "0", "--lang", lang),
        capture_output=True,
        check=False,
        text=True,
        env=environment(),
    )
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    named = {wall for wall in NEEDED if wall.title() in sentence or wall in sentence}
    assert named == set(missing.split(","))
    assert "0.0.0.0" in sentence
    assert "--i-know-there-is-no-jail" in sentence
    assert ("다른 컴퓨터" in sentence) == (lang == "ko")


@pytest.mark.parametrize("arguments", [(), ("--host", "0.0.0.0", "--i-know-there-is-no-jail")])
def test_without_walls_it_says_so_and_serves_this_machine_or_whom_one_answers_for(arguments):
    with served("landlock,seccomp", *arguments) as (address, said):
        assert answers(address)
    assert [line for line in said if "Landlock, seccomp" in line] == said[:1]


def test_with_all_walls_it_opens_to_other_machines_and_needs_no_word():
    with served("", "--host", "0.0.0.0") as (address, said):
        assert answers(address)
    assert {json.loads(line)["level"] for line in said} == {"info"}
