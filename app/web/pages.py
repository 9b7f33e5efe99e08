"""The pages: each is a template with one JSON block, ``tapedeck-boot``, that its script starts from.

Templates get, beside what ``render`` gives them all: ``entry`` (``script``, ``styles``, ``preloads``: addresses to load)
and ``boot`` (the JSON, escaped: stands as it is inside ``<script type="application/json" id="tapedeck-boot">``).
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import app
from app import operations
from app.errors import CallerError
from app.web.assets import Entry
from app.web.context import language_of
from app.web.greeting import Greeting
from app.web.oembed import Provider
from app.web.openapi import document
from app.web.problems import REFERENCE
from app.web.render import Pages, json_block
from app.words import Language, catalogue, sentences

DOMAINS = ("picture", "panels", "embed")  # the sentences that the browser says
API = "/api/v1"
HEADERS = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}


def routes(pages: Pages, greeting: Greeting, provider: Provider) -> list[Route]:
    """The routes of all pages."""

    def entry_of(name: str) -> Entry:
        if pages.assets is None:
            raise CallerError("page-not-built", 503, {"seconds": 60})
        return pages.assets.entry(name)

    def page(template: str, request: Request, entry: Entry, trace: Any = None, **context: Any) -> Response:
        lang = language_of(request)
        boot = json_block(boot_of(lang) | {"trace": trace})
        content = pages.render(template, request, entry=entry, boot=boot, **context)
        return HTMLResponse(content, headers={**HEADERS, "Content-Language": lang})

    async def playground(request: Request) -> Response:
        entry = entry_of("playground")
        trace = await greeting.trace(language_of(request))
        return page("playground.html", request, entry, trace=orjson.Fragment(trace))

    async def embed(request: Request) -> Response:
        return page("embed.html", request, entry_of("embed"), discovery=provider.discovery(request))

    async def reference(request: Request) -> Response:
        lang = language_of(request)
        content = pages.render("reference.html", request, document=document(request.app), problems=problems_of(lang))
        return HTMLResponse(content, headers={**HEADERS, "Content-Language": lang})

    async def patterns(request: Request) -> Response:
        return page("patterns.html", request, entry_of("patterns"))

    return [
        Route("/", playground, name="playground"),
        Route("/embed/v1", embed, name="embed"),
        Route("/patterns", patterns, name="patterns"),
        Route(REFERENCE, reference, name="reference"),
    ]


def problems_of(lang: Language) -> dict[str, str]:
    """Every error code with its sentence, placeholders left open."""
    prefix = "error."
    return {key.removeprefix(prefix): text for key, text in sentences(lang).items() if key.startswith(prefix)}


def boot_of(lang: Language) -> dict[str, Any]:
    """What every script starts from. ``trace`` is null on all pages but the playground."""
    return {
        "lang": lang,
        "words": catalogue(lang, DOMAINS),
        "operations": operations.describe(lang),
        "trace": None,
        "version": app.__version__,
        "api": API,
    }
