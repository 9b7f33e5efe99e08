"""Hatchling's hook: a wheel carries the built browser side and the templates. An editable install reads them in place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # hatchling loads this file by its path

from app.setup import frontend, node  # noqa: E402


class BrowserSide(BuildHookInterface[Any]):
    """Builds ``static/dist`` and puts it, with ``templates``, into the package."""

    def dependencies(self) -> list[str]:
        """Node from a wheel, where the system has none."""
        return [] if node.find() else [node.WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is packed."""
        if version == "editable":
            return
        frontend.build()
        build_data["force_include"] |= {
            str(frontend.DIST): "app/static/dist",
            str(ROOT / "templates"): "app/templates",
        }
