"""``docs/hosting.md``: what it tells people to type is understood, what it names exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from app.cli import _parser
from app.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "hosting.md").read_text(encoding="utf-8")
UNIT = GUIDE.split("```ini\n")[1].split("```")[0]
BLOCKS = re.findall(r"^```\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
LINES = [line for block in BLOCKS for line in block.splitlines()] + re.findall(r"^ExecStart=(.*)", UNIT, re.MULTILINE)
SERVES = [line for line in LINES if re.search(r"tapedeck serve|-m app\b", line)]


@pytest.mark.parametrize("line", SERVES)
def test_every_command_that_serves_is_understood(line):
    words = shlex.split(re.sub(r"^.*?(tapedeck serve|-m app)\b", "serve", line))
    assert _parser("en").parse_args(words).command == "serve"


def test_every_variable_it_names_is_a_setting():
    named = set(re.findall(r"\bTAPEDECK_([A-Z_]+)", GUIDE))
    assert len(named) > 20
    assert {name.lower() for name in named} == set(Settings.model_fields)


def test_every_place_it_leads_to_is_there():
    headings = {
        re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in re.findall(r"^#+ (.*)", GUIDE, re.MULTILINE)
    }
    links = re.findall(r"\]\(([^)]+)\)", GUIDE)
    assert {link[1:] for link in links if link.startswith("#")} <= headings
    local = [link.partition("#")[0] for link in links if not link.startswith(("#", "https:"))]
    assert local
    assert [link for link in local if not (DOCS / link).exists()] == []


def test_the_unit_is_one_that_systemd_understands(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "tapedeck.service"
    unit.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", UNIT, flags=re.MULTILINE))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "tapedeck.service" not in done.stderr  # it complains of other units too


def test_the_unit_lets_a_worker_lock_itself_in():
    allowed = re.search(r"^SystemCallFilter=(.*)", UNIT, re.MULTILINE)[1].split()
    assert {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"} <= set(allowed)
