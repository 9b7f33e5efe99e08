import subprocess
from pathlib import Path

import pytest

from app.setup import node


def system_with(monkeypatch, version):
    """A system whose Node says that it is ``version``; ``None``: one that has none."""
    monkeypatch.setattr(node.shutil, "which", lambda name: version and f"/usr/bin/{name}")
    monkeypatch.setattr(node, "run", lambda command: subprocess.CompletedProcess(command, 0, version))


@pytest.mark.parametrize("version", ["v22.12.0\n", "v24.0.1", "v100.0.0"])
def test_a_new_enough_node_of_the_system_is_taken(monkeypatch, version):
    system_with(monkeypatch, version)
    assert node.find().node == Path("/usr/bin/node")


@pytest.mark.parametrize("version", [None, "v20.20.2", "v22.11.9", "", "not a version"])
def test_another_one_is_not(monkeypatch, version):
    system_with(monkeypatch, version)
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda _: None)
    assert node.find() is None


def test_a_node_in_the_environment_takes_its_place(monkeypatch, tmp_path):
    system_with(monkeypatch, None)
    spec = type("Spec", (), {"origin": str(tmp_path / "__init__.py")})
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda _: spec)
    found = node.find()
    assert tmp_path in found.node.parents
    assert found.npm[0] == found.node
    assert found.npm[1].name == "npm-cli.js"


def test_build_tools_are_installed_whatever_the_environment_says(monkeypatch):
    monkeypatch.setenv("NODE_ENV", "production")
    environment = node.Node(Path("/somewhere/node"), ()).environment()
    assert "NODE_ENV" not in environment
    assert environment["PATH"].startswith(str(Path("/somewhere")))
