"""The oEmbed provider (oembed.com, version 1.0): the frame that a page may put where a link to us stands. No link is fetched."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.errors import CallerError
from app.settings import Settings
from app.web.context import language_of
from app.web.render import json_block
from app.words import Language, negotiate, say

URL = "/oembed"
EMBED = "/embed/v1"
PARAMETERS = (  # of an embed's address, in the order of docs/embedding.md; all others stay behind
    *("lesson", "id", "expr", "at", "mode", "step", "show", "hide", "theme", "bg", "lang"),
    *("autoplay", "speed", "digits", "wheel", "height", "ctx", "origin"),
)
ONCE = ("url", "format", "maxwidth", "maxheight")
WIDTH, HEIGHT = 800, 640  # CSS pixels, where nobody asks for less; 640 suits most expressions
PIXELS = re.compile(r"[1-9][0-9]{0,4}")
STATE = re.compile(r"s=[A-Za-z0-9_.-]+")  # what static/src/player/link.ts writes into a fragment
OWN_MACHINE = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?")
TITLE = 120  # characters of the expression; a title is read at a glance
DAY_SECONDS = 86_400


class Provider:
    """Knows which links are ours: those that begin as ``TAPEDECK_PUBLIC_URL`` says, else as this machine calls itself."""

    def __init__(self, settings: Settings) -> None:
        self._public = settings.public_url

    def route(self) -> Route:
        """Where consumers ask."""
        return Route(URL, self.answer, name="oembed")

    def base(self, request: Request) -> str | None:
        """How our own links begin, without a slash at the end; ``None`` where only a caller says what we are called."""
        if self._public:
            return self._public.rstrip("/")
        host = request.headers.get("host", "").lower()
        return f"http://{host}" if OWN_MACHINE.fullmatch(host) else None

    def discovery(self, request: Request) -> str | None:
        """Where a consumer that reads the embed's page finds what to put in its place."""
        base = self.base(request)
        link = f"{base}{EMBED}?{request.url.query}"
        return base and f"{base}{URL}?{urlencode({'url': link})}"

    async def answer(self, request: Request) -> Response:
        """The frame for ``?url=…``, or ``CallerError`` 400, 404 or 501."""
        asked = request.query_params
        for name in ONCE:
            if len(asked.getlist(name)) > 1:
                raise CallerError("parameter-repeated", 400, {"name": name})
        if "url" not in asked:
            raise CallerError("parameter-missing", 400, {"name": "url"})
        if asked.get("format", "json") != "json":
            raise CallerError("format-unknown", 501)
        frame = frame_of(asked["url"], self.base(request))
        if frame is None:
            raise CallerError("not-embeddable", 404)
        base, kept, fragment = frame
        width = _pixels(asked.get("maxwidth"), "maxwidth", WIDTH)
        height = _pixels(asked.get("maxheight"), "maxheight", _height(kept))
        lang = negotiate(language_of(request), kept.get("lang"))
        title = title_of(kept.get("expr"), lang)
        source = f"{base}{EMBED}?{urlencode(kept | {'height': height})}{fragment}"
        told = {
            "version": "1.0",
            "type": "rich",
            "provider_name": "Tapedeck",
            "provider_url": f"{base}/",
            "title": title,
            "width": width,
            "height": height,
            "cache_age": DAY_SECONDS,
            "html": f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}" '
            'sandbox="allow-scripts" loading="lazy" style="border:0"></iframe>',
        }
        headers = {"Vary": "Accept-Language", "Access-Control-Allow-Origin": "*", "Content-Language": lang}
        return Response(json_block(told), headers=headers, media_type="application/json")


def frame_of(link: str, base: str | None) -> tuple[str, dict[str, str], str] | None:
    """Base, parameters and fragment of the embed that ``link`` shows, or ``None`` for a link that is not ours.

    The part before ``?`` and ``#`` is compared as it stands: what no parser reads, none can read in another way.
    """
    address, _, fragment = link.partition("#")
    address, _, query = address.partition("?")
    if base is None or address not in (base, f"{base}/", f"{base}{EMBED}"):
        return None
    given = parse_qsl(query, keep_blank_values=True)
    first = dict(reversed(given))  # of a repeated one the first counts, as in the embed
    kept: dict[str, str] = {name: first[name] for name in PARAMETERS if name in first}
    return base, kept, f"#{fragment}" if STATE.fullmatch(fragment) else ""


def title_of(expression: str | None, lang: Language) -> str:
    """What the frame shows, in words."""
    if not expression:
        return say(lang, "page.oembed.program")
    shown = expression if len(expression) <= TITLE else expression[:TITLE] + "…"
    return say(lang, "page.oembed.expression", expression=shown)


def _height(kept: dict[str, Any]) -> int:
    """The height that the link itself asks for, else one that suits most."""
    wanted = str(kept.get("height", "")).removesuffix("px")
    return int(wanted) if PIXELS.fullmatch(wanted) else HEIGHT


def _pixels(given: str | None, name: str, most: int) -> int:
    """The smaller of what the consumer has room for and ``most``."""
    if given is None:
        return most
    if not PIXELS.fullmatch(given):
        raise CallerError("parameter-wrong", 400, {"name": name})
    return min(int(given), most)
