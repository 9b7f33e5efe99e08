"""The pages: each is a template with one JSON block, ``tapedeck-boot``, that its script starts from.

Templates get, beside what ``render`` gives them all: ``entry`` (``script``, ``styles``, ``preloads``: addresses to load)
and ``boot`` (the JSON, escaped: stands as it is inside ``<script type="application/json" id="tapedeck-boot">``).
"""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import app
from app import operations
from app.errors import CallerError
from app.lessons import Lesson, lesson_of
from app.web.assets import Entry
from app.web.context import language_of
from app.web.oembed import Provider
from app.web.openapi import document
from app.web.problems import REFERENCE
from app.web.render import Pages, json_block
from app.web.shelf import Shelf
from app.words import Language, catalogue, say, sentences

DOMAINS = ("picture", "panels", "embed", "lessons")  # the sentences that the browser says
GROUPS = {  # of lessons, in the order in which the gallery shows them
    "gradients": "ui.lessons.group.gradients",
    "networks": "ui.lessons.group.networks",
    "training": "ui.lessons.group.training",
    "traps": "ui.lessons.group.traps",
}
API = "/api/v1"
KEY = re.compile("[0-9a-f]{64}")  # of a stored trace
HEADERS = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}


class Site:
    """The routes of all pages."""

    def __init__(self, pages: Pages, shelf: Shelf, provider: Provider) -> None:
        self.pages = pages
        self.shelf = shelf
        self.provider = provider

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/", self.playground, name="playground"),
            Route("/lessons", self.gallery, name="lessons"),
            Route("/lessons/{slug}", self.lesson, name="lesson"),
            Route("/embed/v1", self.embed, name="embed"),
            Route("/patterns", self.patterns, name="patterns"),
            Route(REFERENCE, self.reference, name="reference"),
        ]

    async def playground(self, request: Request) -> Response:
        """The playground with the first lesson's picture, which a link or the last visit may replace."""
        entry = self._entry("playground")
        trace = await self.shelf.trace(self.shelf.lessons[0], language_of(request))
        return self._alive("playground.html", request, entry, {"trace": orjson.Fragment(trace)}, lesson=None)

    async def gallery(self, request: Request) -> Response:
        """Every lesson as a card."""
        return self._page("lessons.html", request, groups=_grouped(self.shelf.lessons, language_of(request)))

    async def lesson(self, request: Request) -> Response:
        """The playground with one lesson: its text, its question, its picture."""
        lesson = lesson_of(request.path_params["slug"])
        if lesson is None:
            raise CallerError("lesson-unknown", 404)
        entry, lang = self._entry("playground"), language_of(request)
        told = lesson.described(lang)
        brought = {"trace": orjson.Fragment(await self.shelf.trace(lesson, lang)), "question": told["question"]}
        before, after = (near and near.described(lang) for near in _neighbours(self.shelf.lessons, lesson))
        return self._alive("playground.html", request, entry, brought, lesson=told, before=before, after=after)

    async def embed(self, request: Request) -> Response:
        """The player alone, for other pages. What is evaluated already comes with it, so that viewing computes nothing."""
        entry = self._entry("embed")
        trace = await self._stored(request)
        brought = {"trace": trace and orjson.Fragment(trace)}
        return self._alive("embed.html", request, entry, brought, discovery=self.provider.discovery(request))

    async def _stored(self, request: Request) -> bytes | None:
        """The trace of the lesson or of the key that the address of an embed names."""
        if (slug := request.query_params.get("lesson")) is not None:
            lesson = lesson_of(slug)
            return await self.shelf.trace(lesson, language_of(request)) if lesson else None
        key = request.query_params.get("id", "")
        return await self.shelf.evaluations.stored(key) if KEY.fullmatch(key) else None

    async def reference(self, request: Request) -> Response:
        """The API for people."""
        problems = problems_of(language_of(request))
        return self._page("reference.html", request, document=document(), problems=problems)

    async def patterns(self, request: Request) -> Response:
        """Every node and edge in every state."""
        return self._alive("patterns.html", request, self._entry("patterns"))

    def _entry(self, name: str) -> Entry:
        if self.pages.assets is None:
            raise CallerError("page-not-built", 503, {"seconds": 60})
        return self.pages.assets.entry(name)

    def _page(self, template: str, request: Request, **context: Any) -> Response:
        content = self.pages.render(template, request, **context)
        return HTMLResponse(content, headers={**HEADERS, "Content-Language": language_of(request)})

    def _alive(
        self, template: str, request: Request, entry: Entry, brought: dict[str, Any] | None = None, **context: Any
    ) -> Response:
        """A page with a script, and what its boot block brings beside what all do."""
        boot = json_block(boot_of(language_of(request)) | (brought or {}))
        return self._page(template, request, entry=entry, boot=boot, **context)


def _neighbours(lessons: tuple[Lesson, ...], lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after ``lesson``."""
    at = lessons.index(lesson)
    return (lessons[at - 1] if at else None), (lessons[at + 1] if at + 1 < len(lessons) else None)


def _grouped(lessons: tuple[Lesson, ...], lang: Language) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """What the gallery shows: each group with its title and its lessons, and of each the line of its program that says most."""
    return [
        (
            group,
            say(lang, title),
            [one.described(lang) | {"about": _about(one)} for one in lessons if one.group == group],
        )
        for group, title in GROUPS.items()
    ]


def _about(lesson: Lesson) -> str:
    """The last line that computes something: where most programs come to their point."""
    lines = [line.strip() for line in str(lesson.request["source"]).splitlines() if line.strip()]
    telling = [line for line in lines if "=" in line and not line.startswith(("for ", "def ", "class "))]
    return (telling or lines)[-1]


def problems_of(lang: Language) -> dict[str, str]:
    """Every error code with its sentence, placeholders left open."""
    prefix = "error."
    return {key.removeprefix(prefix): text for key, text in sentences(lang).items() if key.startswith(prefix)}


def boot_of(lang: Language) -> dict[str, Any]:
    """What every script starts from. ``trace`` and ``question`` are null where a page brings none."""
    return {
        "lang": lang,
        "words": catalogue(lang, DOMAINS),
        "operations": operations.describe(lang),
        "trace": None,
        "question": None,
        "version": app.__version__,
        "api": API,
    }
