"""Pages from templates. Every template knows ``lang``, ``t(key, **facts)`` and ``styles``; text is escaped."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from app.export.page import json_text
from app.web.assets import Assets
from app.web.context import language_of
from app.words import say


class Pages:
    """The folder of templates, and the style sheets that every page shares."""

    def __init__(self, templates: Path, assets: Assets | None) -> None:
        self.assets = assets
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, request: Request, **context: Any) -> str:
        """``template`` in the language of ``request``."""
        lang = language_of(request)
        return self._environment.get_template(template).render(
            lang=lang,
            t=partial(say, lang),
            styles=self.assets.entry("playground").styles if self.assets else (),
            **context,
        )


def json_block(value: Any) -> Markup:
    """``value`` as JSON that may stand inside ``<script type="application/json">``."""
    return Markup(json_text(value))  # noqa: S704 (nothing that HTML reads is left in it)
