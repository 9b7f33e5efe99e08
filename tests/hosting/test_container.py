"""The container file, held to what it promises without building it: what it copies is there, and what it starts starts."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from app.cli import _parser
from app.settings import Settings
from tests.hosting.parts import asked_before_the_start

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
LINES = [tuple(line.split(None, 1)) for line in TEXT.splitlines() if line and not line.startswith("#")]
STAGES = TEXT.split("\nFROM ")[1:]
BUILD, FINAL = ([line for line in LINES if f"{line[0]} {line[1]}" in stage or line[0] == "FROM"] for stage in STAGES)
IGNORED = (ROOT / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()


def told(instruction, stage=LINES):
    return [rest for name, rest in stage if name == instruction]


def in_the_context(path):
    """Whether ``path``, relative to the checkout, reaches the build: the last rule that speaks of it decides."""
    there = True
    for rule in IGNORED:
        pattern = rule.removeprefix("!")
        if rule and not rule.startswith("#") and (fnmatch(path, pattern) or fnmatch(path, f"{pattern}/*")):
            there = rule.startswith("!")
    return there


def test_it_has_two_stages_on_the_same_python():
    assert len(STAGES) == 2
    assert len({stage.split()[0] for stage in STAGES}) == 1


@pytest.mark.parametrize("line", [rest for rest in told("COPY") if "--from" not in rest])
def test_what_is_copied_is_there_and_is_not_ignored(line):
    for path in line.split()[:-1]:
        assert (ROOT / path).exists()
        assert in_the_context(path)


@pytest.mark.parametrize(
    "path", [".git/config", ".venv/bin/python", "static/node_modules/vite/x.js", "static/dist/a.js"]
)
def test_what_is_not_needed_stays_outside(path):
    assert not in_the_context(path)


def test_every_package_that_the_build_installs_is_pinned_in_a_lock():
    installs = [rest for rest in told("RUN") if "pip install" in rest]
    assert len(installs) == 3
    for rest in installs:
        assert set(re.findall(r"-r (\S+)", rest)) <= {"requirements.lock", "node.lock", "torch.lock"}
        assert "--require-hashes" in rest or "--no-deps" in rest


def test_the_final_stage_builds_nothing_and_is_not_root():
    assert [name for name, _ in FINAL if name in {"RUN", "ADD"}] == []
    assert all("--from=build" in rest for rest in told("COPY", FINAL))
    user, group = map(int, told("USER", FINAL)[0].split(":"))
    assert min(user, group) > 0


def test_what_it_starts_is_a_command_in_exec_form_that_serves_everybody():
    command = json.loads(told("CMD", FINAL)[-1])
    options = _parser("en").parse_args(command[1:])
    assert (command[0], options.command, options.host) == ("tapedeck", "serve", "0.0.0.0")
    assert [int(port) for port in told("EXPOSE", FINAL)] == [options.port]


def test_its_health_check_asks_a_real_route():
    check = json.loads(told("HEALTHCHECK", FINAL)[0].split("CMD", 1)[1])
    assert check[:2] == ["python", "-c"]
    compile(check[2], "HEALTHCHECK", "exec")
    port, path = re.search(r"127\.0\.0\.1:(\d+)(/\w+)", check[2]).groups()
    assert [port] == told("EXPOSE", FINAL)
    assert asked_before_the_start(path) == 200


def test_its_variables_are_settings():
    named = set(re.findall(r"TAPEDECK_(\w+)=", TEXT))
    assert {name.lower() for name in named} <= set(Settings.model_fields)
