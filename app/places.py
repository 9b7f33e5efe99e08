"""Where the files lie that are not Python: beside the package in a checkout, inside it once it is installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
BASE = PACKAGE if (PACKAGE / "templates").is_dir() else ROOT
TEMPLATES = BASE / "templates"
DIST = BASE / "static/dist"
