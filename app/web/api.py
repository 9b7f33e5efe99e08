"""The REST API: evaluate, certify, look up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import cache
from typing import Any

import orjson
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from app import operations
from app.errors import CallerError
from app.lessons import Lesson
from app.runner.evaluator import Evaluator, Task
from app.runner.frames import OK
from app.settings import Settings
from app.web.answers.evaluations import Evaluations
from app.web.body import read_json
from app.web.context import language_of
from app.web.lines import NOBODY_READS, Lines, wants_lines, while_read
from app.web.problems import Problems
from app.web.schema import understood
from app.words import Language

JSON = "application/json"
DAY_SECONDS = 86_400
IMMUTABLE = "public, max-age=31536000, immutable"

BESIDE: tuple[Task, ...] = ("certificate", "landscape")  # what a page asks for after the trace


class Direct(APIRoute):
    """A route whose function takes the request and returns the response: nothing is to be worked out for it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function itself."""
        return self.endpoint


class Evaluating:
    """The routes that run a program, and the one that gives its trace again."""

    def __init__(self, evaluations: Evaluations, problems: Problems, settings: Settings) -> None:
        self.evaluations = evaluations
        self.problems = problems
        self.settings = settings

    def routes(self) -> APIRouter:
        """All of them."""
        routes = APIRouter(route_class=Direct)
        routes.post("/api/v1/traces")(self.post_trace)
        routes.get("/api/v1/traces/{key}")(self.get_trace)
        for task in BESIDE:
            routes.post(f"/api/v1/{task}s", name=f"post_{task}")(self.posting(task))
        return routes

    async def post_trace(self, request: Request) -> Response:
        """A trace: as JSON, or line by line while it is made."""
        wanted = await self.wanted(request)
        if wants_lines(request):
            return Lines(request, wanted, self.evaluations, self.problems)
        key, response = await self.evaluate(request, wanted, "trace")
        if response.status_code == OK:
            response.headers["Content-Location"] = f"/api/v1/traces/{key}"
            response.headers["ETag"] = f'"{key}"'
        return response

    async def get_trace(self, request: Request) -> Response:
        """A trace that is kept."""
        key = request.path_params["key"]
        body = await self.evaluations.stored(key)
        if body is None:
            raise CallerError("trace-unknown", 404)
        headers = {"ETag": f'"{key}"', "Cache-Control": IMMUTABLE}
        return Response(await self.evaluations.flat(key, body), headers=headers, media_type=JSON)

    def posting(self, task: Task) -> Callable[[Request], Awaitable[Response]]:
        """The route of a task that is asked for beside the trace."""

        async def post(request: Request) -> Response:
            return (await self.evaluate(request, await self.wanted(request), task))[1]

        post.__name__ = f"post_{task}"  # what the log and the metrics call it
        return post

    async def wanted(self, request: Request) -> dict[str, Any]:
        """What the caller asks for, in its canonical form."""
        return understood(await read_json(request, self.settings)).filled()

    async def evaluate(self, request: Request, wanted: dict[str, Any], task: Task) -> tuple[str, Response]:
        """The key and the answer of a task."""
        given = await while_read(request, self.evaluations.answer(task, wanted, language_of(request)))
        if given is None:
            return "", Response(status_code=NOBODY_READS)
        key, answer = given
        if answer.status != OK:
            return key, self.problems.refused(request, answer)
        body = await self.evaluations.flat(key, answer.body)
        return key, Response(body, headers={"Vary": "Accept-Language"}, media_type=JSON)


def telling(evaluator: Evaluator, lessons: tuple[Lesson, ...]) -> APIRouter:
    """The routes that tell what there is, and the two that a supervisor asks."""
    routes = APIRouter(route_class=Direct)

    @routes.get("/api/v1/operations")
    async def get_operations(request: Request) -> Response:
        return _public(_operations(language_of(request)))

    @routes.get("/api/v1/lessons")
    async def get_lessons(request: Request) -> Response:
        return _public(orjson.dumps([lesson.described(language_of(request)) for lesson in lessons]))

    @routes.get("/healthz")
    async def get_health(_: Request) -> Response:
        return Response(b'{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type=JSON)

    @routes.get("/readyz")
    async def get_readiness(_: Request) -> Response:
        status, body = (200, b'{"status":"ok"}') if evaluator.ready else (503, b'{"status":"starting"}')
        return Response(body, status, headers={"Cache-Control": "no-store"}, media_type=JSON)

    return routes


@cache
def _operations(lang: Language) -> bytes:
    return orjson.dumps(operations.describe(lang))


def _public(body: bytes) -> Response:
    headers = {"Cache-Control": f"public, max-age={DAY_SECONDS}", "Vary": "Accept-Language"}
    return Response(body, headers=headers, media_type=JSON)
