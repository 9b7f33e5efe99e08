"""One error shape for every producer: RFC 9457 problems for programs, the same words as a page for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.errors import AuthorError, CallerError
from app.runner.frames import Answer
from app.web.context import language_of, request_id_of
from app.web.render import Pages
from app.words import Language, has, say

MEDIA_TYPE = "application/problem+json"
LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)  # the same may succeed after ``seconds``
REFERENCE = "/api/v1/docs"  # explains every code, under its name as fragment

log = logging.getLogger("tapedeck.web")


class Problems:
    """Turns whatever was raised into an answer."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def install(self, app: Starlette) -> None:
        """Answer for every error that reaches ``app``."""
        app.add_exception_handler(CallerError, self._caller)
        app.add_exception_handler(AuthorError, self._author)
        app.add_exception_handler(HTTPException, self._http)

    def answer(
        self, request: Request, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        """The problem ``body`` (code, detail, hint …) completed with what it has in common with all others."""
        lang = language_of(request)
        shown = {
            "type": f"{REFERENCE}#{body['code']}",
            "title": say(lang, f"title.{status}"),
            "status": status,
            "instance": f"urn:uuid:{request_id_of(request)}",
            "request_id": request_id_of(request),
            **body,
        }
        vary = {"Vary": "Accept-Language", "Cache-Control": "no-store", **(headers or {})}
        if wants_page(request):
            return HTMLResponse(self._pages.render("error.html", request, problem=shown), status, vary)
        return Response(orjson.dumps(shown), status, {**vary, "Content-Language": lang}, MEDIA_TYPE)

    def refused(self, request: Request, answer: Answer) -> Response:
        """A worker's refusal: an ``Error`` of the trace's schema, whose message is the detail; none where it broke."""
        if not answer.body:
            return self.unexpected(request)
        error = orjson.loads(answer.body)
        return self.answer(request, answer.status, {"detail": error.pop("message"), **_given(error)})

    def of(self, request: Request, error: BaseException) -> Response:
        """The answer for what was raised where no handler of the app's reaches."""
        if isinstance(error, CallerError):
            return self._caller(request, error)
        if isinstance(error, AuthorError):
            return self._author(request, error)
        log.error("unexpected", exc_info=error, extra={"request_id": request_id_of(request)})
        return self.unexpected(request)

    def unexpected(self, request: Request) -> Response:
        """For an error of ours: only its id, under which the log tells the rest."""
        return self.answer(request, 500, sentence(language_of(request), "own-error", {"id": request_id_of(request)}))

    def _caller(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, CallerError)
        body = sentence(language_of(request), error.code, error.facts)
        if "field" in error.facts:
            body["field"] = error.facts["field"]
        headers = {}
        if error.status in LATER:
            headers["Retry-After"] = str(error.facts["seconds"])
        if error.code == "bad-host":  # who speaks HTTP so badly is not listened to further
            headers["Connection"] = "close"
        return self.answer(request, error.status, body, headers)

    def _author(self, request: Request, error: Exception) -> Response:
        """A limit that the runner enforces from outside; it has no place in the source."""
        assert isinstance(error, AuthorError)
        return self.answer(request, 422, sentence(language_of(request), error.code, error.facts))

    def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        allowed = (error.headers or {}).get("Allow")
        if allowed and request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": f"{allowed}, OPTIONS"})
        code = {404: "not-found", 405: "wrong-method"}.get(error.status_code, "bad-request")
        return self.answer(request, error.status_code, sentence(language_of(request), code, {}), error.headers)


def sentence(lang: Language, code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Code, detail and, where there is one, hint: the hint for the field that is to blame before the general one."""
    body: dict[str, Any] = {"code": code, "detail": say(lang, f"error.{code}", **facts)}
    for key in (f"hint.{code}.{facts.get('field')}", f"hint.{code}"):
        if has(lang, key):
            return body | {"hint": say(lang, key, **facts)}
    return body


def wants_page(request: Request) -> bool:
    """Whether a person is looking: a browser that asks for HTML outside the API."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [])}
