"""The locks: complete, hashed, without the address of any index, and in step with what asks for them."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from app.setup import environment, node
from app.setup.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [environment.RUNTIME, environment.TEST, environment.NODE]
PACKAGES = json.loads((ROOT / "static/package-lock.json").read_text())["packages"]


def pinned(lock):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert entries
    assert all(re.match(r"[a-z0-9-]+==[^\s;]+", entry) and "--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("path", [*LOCKS, environment.TORCH, "static/package-lock.json", "pyproject.toml"])
def test_no_lock_names_an_index(path):
    text = (ROOT / path).read_text()
    assert not re.search(r"index-url|find-links|\"resolved\"|registry|files\.|/simple", text)


def test_what_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    name = re.compile(r"[A-Za-z0-9-]+")
    runtime = {name.match(asked)[0] for asked in project["project"]["dependencies"]} - {"torch"}
    test = {name.match(asked)[0] for asked in project["project"]["optional-dependencies"]["test"]}
    build = {name.match(asked)[0] for asked in project["dependency-groups"]["build"]}
    assert runtime | build <= set(pinned(environment.RUNTIME))
    assert runtime | build | test <= set(pinned(environment.TEST))
    assert project["dependency-groups"]["node"] == [node.WHEEL]
    assert "{}=={}".format(*pinned(environment.NODE).popitem()) == node.WHEEL


def test_tests_run_on_what_the_server_runs_on():
    runtime, test = pinned(environment.RUNTIME), pinned(environment.TEST)
    assert {name: test[name] for name in runtime} == runtime


def test_torch_and_its_cuda_libraries_are_not_hashed():
    assert re.fullmatch(r"torch==\d+\.\d+\.\d+\n", (ROOT / environment.TORCH).read_text())
    assert not [name for name in pinned(environment.TEST) if name.startswith(("nvidia", "cuda", "triton", "torch"))]


def test_every_package_of_the_page_is_pinned_for_every_platform():
    for path, package in PACKAGES.items():
        if path:
            assert package["version"], path
        for name, version in package.get("optionalDependencies", {}).items():
            nested, shared = f"{path}/node_modules/{name}", f"node_modules/{name}"
            assert (nested in PACKAGES) or PACKAGES[shared]["version"], (name, version)


def test_what_is_installed_here_is_verified():
    unverified = {path for path, package in PACKAGES.items() if path and "integrity" not in package}
    assert all(path.startswith("node_modules/@biomejs/cli-") for path in unverified), unverified


def test_the_set_up_speaks_both_languages():
    for english, korean in SENTENCES.values():
        assert not re.search("[가-힣]", english)
        assert re.search("[가-힣]", korean) or korean == english.replace(" s", "초")
        assert re.findall(r"\{\w+\}", english) == re.findall(r"\{\w+\}", korean)
