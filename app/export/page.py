"""A trace as one HTML file that plays without a server or a network: the page that Vite has built, filled in.

What is filled in is text and JSON alone. Script and style sheet stand in the file already, and its policy names them by
their digests: nothing else in it is run, and nothing is requested.
"""

from __future__ import annotations

import html
import re
from typing import Any

import orjson

from app import operations, places
from app.words import Language, catalogue, say

DOMAINS = ("picture", "panels", "embed")  # the sentences that the page says
FILES = "assets/export-*.txt"
OWN = "function"  # describes every autograd.Function of a program's own
GAP = re.compile("%tapedeck-([a-z]+)%")
ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # no sequence of characters ends or opens an element
ESCAPES = str.maketrans(ESCAPED)


class NotBuiltError(RuntimeError):
    """The browser side is not built, so there is no page to fill in."""


def page(trace: bytes, lang: Language, *, title: str = "", step: int = 0) -> str:
    """The file's text. ``trace`` is JSON, folded or not; it opens after ``step`` steps. NotBuiltError: see there."""
    boot = {
        "lang": lang,
        "words": catalogue(lang, DOMAINS),
        "operations": [row for row in operations.describe(lang) if _stands_in(trace, row)],
        "trace": orjson.Fragment(trace),
        "title": title,
        "step": step,
    }
    texts = {
        "lang": lang,
        "title": html.escape(title or say(lang, "ui.embed.title")),
        "noscript": html.escape(say(lang, "ui.embed.no-script")),
        "boot": json_text(boot),
    }
    return GAP.sub(lambda gap: texts[gap[1]], _built())


def json_text(value: Any) -> str:
    """``value`` as JSON that may stand inside ``<script type="application/json">``."""
    return orjson.dumps(value).decode().translate(ESCAPES)


def _stands_in(trace: bytes, row: dict[str, Any]) -> bool:
    """Whether an operation of ``trace`` may be described by ``row``: a word that it shares with something else keeps it."""
    keys = [f'"{key}{place}"' for key in (row["key"], *row["also"]) for place in ("", "_")]
    return row["key"] == OWN or any(key.encode() in trace for key in keys)


def _built() -> str:
    file = next(places.DIST.glob(FILES), None)
    if file is None:
        raise NotBuiltError(f"{places.DIST}: no {FILES}; python3 -m app builds it")
    return file.read_text(encoding="utf-8")
