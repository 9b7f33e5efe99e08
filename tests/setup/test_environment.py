"""Installing is done once for each state of the lock, in the right environment, torch's smaller build first."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.setup import environment


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A checkout and a Python outside of any environment; ``asked`` tells what was run."""
    asked = []

    def step(name, *commands, **_):
        asked.append((name, [str(part) for part in commands[0]]))
        if name == "venv":
            for folder in ("bin", "Scripts"):
                (tmp_path / ".venv" / folder).mkdir(parents=True)
                (tmp_path / ".venv" / folder / ("python" if folder == "bin" else "python.exe")).write_text("")

    for name in ("requirements.lock", "requirements-test.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    (tmp_path / "torch.lock").write_text("torch==2.13.0\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "step", step)
    monkeypatch.setattr(environment, "hand_over", lambda _, *arguments: asked.append(("go on", list(arguments))))
    monkeypatch.setattr(environment, "run", lambda command: subprocess.CompletedProcess(command, 0, ""))
    monkeypatch.setattr(environment, "_cpu_build_exists", lambda: True)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    return tmp_path, asked


def names(asked):
    return [name for name, _ in asked]


def test_the_first_start_makes_fills_and_enters_an_environment(place):
    _, asked = place
    environment.enter("requirements.lock", "app", "--port", "1")
    assert names(asked) == ["venv", "requirements", "torch", "tapedeck", "go on"]
    assert "--require-hashes" in asked[1][1]
    assert asked[2][1][-1] == "torch==2.13.0+cpu"
    assert asked[-1][1] == ["-m", "app", "--port", "1"]


def test_the_second_start_only_enters(place):
    _, asked = place
    environment.enter("requirements.lock", "app")
    del asked[:]
    environment.enter("requirements.lock", "app")
    assert names(asked) == ["go on"]


def test_an_environment_for_tests_serves_too(place):
    _, asked = place
    environment.enter("requirements-test.lock", "tests")
    del asked[:]
    environment.enter("requirements.lock", "app")
    assert names(asked) == ["go on"]
    environment.enter("requirements-test.lock", "tests")
    assert names(asked) == ["go on", "go on"]


def test_an_environment_for_serving_is_filled_up_for_tests(place):
    _, asked = place
    environment.enter("requirements.lock", "app")
    del asked[:]
    environment.enter("requirements-test.lock", "tests")
    assert names(asked) == ["requirements", "torch", "tapedeck", "go on"]


@pytest.mark.parametrize("changed", ["requirements.lock", "torch.lock", "pyproject.toml"])
def test_what_has_changed_is_installed_again(place, changed):
    folder, asked = place
    environment.enter("requirements.lock", "app")
    (folder / changed).write_text("torch==2.13.1")
    del asked[:]
    environment.enter("requirements.lock", "app")
    assert names(asked) == ["requirements", "torch", "tapedeck", "go on"]


def test_an_active_environment_is_used(place, monkeypatch):
    folder, asked = place
    active = folder / "active"
    python = active / "bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("")
    monkeypatch.setattr(sys, "prefix", str(active))
    monkeypatch.setattr(environment.os, "name", "posix")
    environment.enter("requirements.lock", "app")
    assert names(asked) == ["requirements", "torch", "tapedeck"]
    assert {command[0] for _, command in asked} == {str(python)}


def test_an_index_without_a_cpu_build_gives_the_general_one_and_says_so(place, monkeypatch, capsys):
    _, asked = place
    monkeypatch.setattr(environment, "run", lambda command: subprocess.CompletedProcess(command, 1, "no such version"))
    environment.enter("requirements.lock", "app")
    assert dict(asked)["torch"][-1] == "torch==2.13.0"
    assert "gigabytes" in capsys.readouterr().out


def test_other_systems_have_one_build(place, monkeypatch):
    _, asked = place
    monkeypatch.setattr(environment, "_cpu_build_exists", lambda: False)
    environment.enter("requirements.lock", "app")
    assert dict(asked)["torch"][-1] == "torch==2.13.0"


@pytest.mark.parametrize(
    ("system", "machine", "nvidia", "twice"),
    [
        ("linux", "x86_64", None, True),
        ("linux", "x86_64", "/usr/bin/nvidia-smi", False),
        ("linux", "aarch64", None, False),
        ("darwin", "arm64", None, False),
        ("win32", "AMD64", None, False),
    ],
)
def test_the_cpu_build_is_for_linux_without_an_nvidia_card(monkeypatch, system, machine, nvidia, twice):
    monkeypatch.setattr(environment.sys, "platform", system)
    monkeypatch.setattr(environment.platform, "machine", lambda: machine)
    monkeypatch.setattr(environment.shutil, "which", lambda _: nvidia)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert environment._cpu_build_exists() is twice
