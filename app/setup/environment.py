"""The Python environment: the active virtualenv, else ``.venv``, filled from the lock. Torch comes apart from the rest.

Torch is not in the hashed lock: Linux has two builds of the same version, and the CPU one is a tenth of the size.
Its own requirements are in the lock; pip adds those that only a CUDA build has.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import venv
from pathlib import Path

from app.places import ROOT
from app.setup.commands import SetupError, hand_over, run, step
from app.setup.sentences import sentence

RUNTIME = "requirements.lock"
TEST = "requirements-test.lock"  # holds the runtime ones as well
NODE = "node.lock"
RAY = "ray.lock"
TORCH = "torch.lock"
CPU = "+cpu"

VENV = ROOT / ".venv"


def enter(lock: str, *arguments: str) -> None:
    """Return in an environment that holds what ``lock`` names. Elsewhere: make it, and go on in it with ``arguments``."""
    prefix = Path(sys.prefix) if sys.prefix != sys.base_prefix else VENV
    python = prefix / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _make(prefix)
    stamp = _stamp(prefix, lock)
    if not stamp.is_file() or stamp.read_text() != _digest(lock):
        _fill(python, lock)
        for held in {lock, RUNTIME}:
            _stamp(prefix, held).write_text(_digest(held))
    if prefix != Path(sys.prefix):
        hand_over(python, "-m", *arguments)


def install(lock: str) -> None:
    """Install what ``lock`` names into the running environment."""
    step(lock.removesuffix(".lock"), [*_pip(Path(sys.executable)), "--require-hashes", "-r", ROOT / lock])


def _make(prefix: Path) -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415 (Debian's Python comes without it)
    except ImportError:
        raise SetupError(sentence("no-venv")) from None
    step("venv", [sys.executable, "-m", venv.__name__, prefix])


def _fill(python: Path, lock: str) -> None:
    pip = _pip(python)
    step("requirements", [*pip, "--require-hashes", "-r", ROOT / lock])
    _install_torch(pip)
    step("tapedeck", [*pip, "--no-deps", "--no-build-isolation", "-e", ROOT])


def _install_torch(pip: list[str | Path]) -> None:
    pinned = (ROOT / TORCH).read_text().split()[0]
    if _cpu_build_exists() and run([*pip, "--dry-run", "--no-deps", pinned + CPU]).returncode == 0:
        pinned += CPU
    elif _cpu_build_exists():
        print(sentence("no-cpu-build"))
    step("torch", [*pip, pinned])


def _cpu_build_exists() -> bool:
    """Whether PyTorch is built twice for this machine, and the smaller build is the right one."""
    twice = sys.platform == "linux" and platform.machine() == "x86_64"
    return twice and not (shutil.which("nvidia-smi") or Path("/proc/driver/nvidia").exists())


def _pip(python: Path) -> list[str | Path]:
    return [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]


def _stamp(prefix: Path, lock: str) -> Path:
    """The file that says which state of ``lock`` the environment holds."""
    return prefix / f"tapedeck-{lock}"


def _digest(lock: str) -> str:
    """Changes whenever something that ``_fill`` reads does."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (lock, TORCH, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()
