"""What the tests need is installed once, quietly; where that fails, the other tests go on."""

import importlib.util
import sys

import pytest

from app.setup import environment
from app.setup.commands import SetupError
from tests import chromium, provision


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A Debian with nothing on it, whose administrator we are. It tells what is asked of it."""
    asked = []

    def step(name, *commands, **_):
        asked.append((name, commands[-1], provision.POLICY.exists()))
        if name == "nginx-light":
            raise SetupError("no network")

    monkeypatch.setattr(provision, "step", step)
    monkeypatch.setattr(environment, "step", step)
    monkeypatch.setattr(provision, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(provision, "found", lambda _: None)
    monkeypatch.setattr(provision, "may_apt", lambda: True)
    monkeypatch.setattr(chromium, "executable", lambda: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    return asked


def test_what_is_missing_is_installed_and_no_service_is_started(machine, capsys):
    provision.provide()
    assert [(name, quiet) for name, _, quiet in machine] == [
        ("chromium", True),
        ("redis-server", True),
        ("nginx-light", True),
        ("ray", False),
    ]
    assert not provision.POLICY.exists()
    assert machine[-1][1][-1].name == "ray.lock"
    assert "nginx could not be installed: the tests that need it will be skipped" in capsys.readouterr().out


def test_nothing_is_asked_of_a_machine_that_has_all(machine, monkeypatch):
    monkeypatch.setattr(provision, "found", lambda name: f"/usr/sbin/{name}")
    monkeypatch.setattr(chromium, "executable", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: "here")
    provision.provide()
    assert machine == []


def test_elsewhere_chromium_comes_from_playwright_and_the_rest_is_left_out(machine, monkeypatch):
    monkeypatch.setattr(provision, "may_apt", lambda: False)
    provision.provide()
    assert [name for name, *_ in machine] == ["chromium", "ray"]
    assert machine[0][1][0] == sys.executable


@pytest.mark.usefixtures("machine")
def test_a_policy_that_is_there_stays():
    provision.POLICY.write_text("mine")
    provision.apt("redis-server")
    assert provision.POLICY.read_text() == "mine"
