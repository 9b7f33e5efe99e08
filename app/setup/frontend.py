"""Builds the browser side, ``static/``, into ``static/dist``, when it is not there yet or its sources have changed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

from app.places import ROOT
from app.setup import node
from app.setup.commands import SetupError, run, step

STATIC = ROOT / "static"
DIST = STATIC / "dist"
MODULES = STATIC / "node_modules"
TYPES = STATIC / "src/trace/api.d.ts"  # generated; it holds types only, so the build does not need it

DOCUMENT = "app.web.openapi"  # prints itself
VITE = "node_modules/vite/bin/vite.js"
EXPORT = "vite.export.ts"  # the page that plays without a server, beside all others
OPENAPI_TYPESCRIPT = "node_modules/openapi-typescript/bin/cli.js"


def build() -> None:
    """Bring ``static/dist`` up to date. Asks for no network once the packages of the lock are installed."""
    stamp, wanted = DIST / ".digest", _digest(_sources())
    if _holds(stamp, wanted):
        return
    found = node.find()
    if found is None:
        raise SetupError(f"Node.js {'.'.join(map(str, node.OLDEST))} or later is missing: pip install {node.WHEEL}")
    _install(found)
    vite: list[str | Path] = [found.node, VITE, "build", "--logLevel=warn"]
    step("build", vite, [*vite, f"--config={EXPORT}"], cwd=STATIC, environment=found.environment())
    stamp.write_text(wanted)


def write_types() -> None:
    """Write the types of the API's document for TypeScript. The server's requirements must be installed."""
    stamp, document = MODULES / ".api-digest", run([sys.executable, "-m", DOCUMENT])
    wanted = hashlib.sha256(document.stdout.encode()).hexdigest()
    if document.returncode:
        raise SetupError(document.stdout)
    if TYPES.is_file() and _holds(stamp, wanted):
        return
    found = node.find()
    assert found, "build() has found one"
    source = MODULES / ".api.json"
    source.write_text(document.stdout, encoding="utf-8")
    flags = ["--root-types", "--root-types-no-schema-prefix"]
    step("types", [found.node, OPENAPI_TYPESCRIPT, source, "-o", TYPES, *flags], cwd=STATIC)
    stamp.write_text(wanted)


def tool(*arguments: str) -> list[str | Path]:
    """The command that runs a script below ``static/node_modules`` with Node."""
    found = node.find()
    assert found, "build() has found one"
    return [found.node, *arguments]


def _install(found: node.Node) -> None:
    """Install exactly what the lock names; scripts of packages are not run."""
    stamp, wanted = MODULES / ".lock-digest", _digest([STATIC / "package-lock.json"])
    if _holds(stamp, wanted):
        return
    flags = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    step("packages", [*found.npm, "ci", *flags], cwd=STATIC, environment=found.environment())
    stamp.write_text(wanted)


def _sources() -> Iterable[Path]:
    """Everything that the build reads."""
    yield from sorted([*STATIC.glob("*.json"), *STATIC.glob("*.ts")])
    yield from sorted(path for path in (STATIC / "src").rglob("*") if path.is_file() and path != TYPES)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _holds(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted
