"""The weight of a page before anyone can do anything with it, as it travels."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

DIST = Path(__file__).resolve().parents[2] / "static/dist"
# Compressed JavaScript before interaction, in bytes: where the build fails. The aim is three quarters of it.
LIMITS = {"src/playground.ts": 100_000, "src/embed.ts": 40_000}


def chunks(manifest: dict, key: str, seen: set[str]) -> Iterator[Path]:
    """The files that a script imports at once, itself included; what it imports later is not among them."""
    if key in seen:
        return
    seen.add(key)
    yield DIST / manifest[key]["file"]
    for imported in manifest[key].get("imports", []):
        yield from chunks(manifest, imported, seen)


@pytest.mark.parametrize(("entry", "limit"), LIMITS.items())
def test_scripts_stay_within_their_budget(entry: str, limit: int) -> None:
    manifest = json.loads((DIST / ".vite/manifest.json").read_text())
    files = list(chunks(manifest, entry, set()))
    weight = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
    assert 0 < weight <= limit, f"{entry} brings {weight} bytes in {[file.name for file in files]}"


def test_editor_and_typesetter_come_later() -> None:
    manifest = json.loads((DIST / ".vite/manifest.json").read_text())
    at_once = {file.name for file in chunks(manifest, "src/playground.ts", set())}
    later = {Path(manifest[key]["file"]).name for key in manifest["src/playground.ts"].get("dynamicImports", [])}
    assert any("codemirror" in name for name in later)
    assert any("temml" in name for name in later)
    assert not at_once & later
