"""Answers while the program still runs, and notices when nobody reads any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.runner.frames import OK, Answer
from app.web.answers.evaluations import Evaluations
from app.web.context import language_of
from app.web.problems import Problems

MEDIA_TYPE = "application/jsonl"
VARY = "Accept, Accept-Language"
NOBODY_READS = 499  # for the log: the status of a request whose caller has gone

Result = TypeVar("Result")


def wants_lines(request: Request) -> bool:
    """Whether the caller asks for lines."""
    asked = request.headers.get("accept", "").lower().split(",")
    return any(kind.partition(";")[0].strip() == MEDIA_TYPE for kind in asked)


async def while_read(request: Request, work: Awaitable[Result]) -> Result | None:
    """What ``work`` returns or raises; it is cancelled, and the result ``None``, when the caller goes."""
    asking = asyncio.ensure_future(work)
    leaving: asyncio.Future[None] | None = None
    try:
        await asyncio.sleep(0)
        if not asking.done():  # what is kept is there at once, and need not be watched
            leaving = asyncio.ensure_future(_left(request.receive))
            await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else None
    finally:
        asking.cancel()
        if leaving is not None:
            leaving.cancel()


async def _left(receive: Receive) -> None:
    """Returns when the caller has gone. Its request has been read: nothing else can come."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Lines(Response):
    """The trace that ``wanted`` asks for, as the lines of ``docs/api.md``.

    A problem that comes before the first line is an ordinary answer with its own status.
    """

    def __init__(self, request: Request, wanted: dict[str, Any], evaluations: Evaluations, problems: Problems) -> None:
        super().__init__()
        self._request = request
        self._wanted = wanted
        self._evaluations = evaluations
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; where the caller goes before the end, nobody waits for the run any more."""
        lines = Newest()
        asked = self._evaluations.answer("trace", self._wanted, language_of(self._request), lines.put)
        asking, leaving = asyncio.create_task(asked), asyncio.create_task(_left(receive))
        for task in (asking, leaving):
            task.add_done_callback(lambda _: lines.end())
        try:
            body = Body(send)
            while (line := await lines.next()) is not None:
                await body.line(line)
            if leaving.done():
                return
            await self._finish(asking, body, scope, receive, send)
        finally:
            leaving.cancel()
            asking.cancel()

    async def _finish(
        self, asking: asyncio.Task[tuple[str, Answer]], body: Body, scope: Scope, receive: Receive, send: Send
    ) -> None:
        problem = self._problem(asking)
        if problem is None:
            key, answer = asking.result()
            await body.last(b'{"kind":"trace","key":"%b","trace":%b}' % (key.encode(), answer.body))
        elif body.begun:
            await body.last(b'{"kind":"problem","problem":%b}' % bytes(problem.body))
        else:
            await problem(scope, receive, send)

    def _problem(self, asking: asyncio.Task[tuple[str, Answer]]) -> Response | None:
        error = asking.exception()
        if error is not None:
            return self._problems.of(self._request, error)
        _, answer = asking.result()
        return None if answer.status == OK else self._problems.refused(self._request, answer)


class Newest:
    """Lines to be sent: of each kind the newest, which tells all that those before it told. A slow reader fills no memory."""

    def __init__(self) -> None:
        self._lines: dict[bytes, bytes] = {}
        self._changed = asyncio.Event()
        self._over = False

    def put(self, line: bytes) -> None:
        """``line`` is to be sent."""
        kind = line.partition(b",")[0]
        self._lines.pop(kind, None)
        self._lines[kind] = line
        self._changed.set()

    def end(self) -> None:
        """No line will follow."""
        self._over = True
        self._changed.set()

    async def next(self) -> bytes | None:
        """The line to be sent now; ``None`` after the last one."""
        while not (self._lines or self._over):
            self._changed.clear()
            await self._changed.wait()
        return self._lines.pop(next(iter(self._lines))) if self._lines else None


class Body:
    """The lines of one answer, each sent at once."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def line(self, line: bytes) -> None:
        """Send ``line``."""
        await self._more(line, last=False)

    async def last(self, line: bytes) -> None:
        """Send ``line`` and end the answer."""
        await self._more(line, last=True)

    async def _more(self, line: bytes, *, last: bool) -> None:
        if not self.begun:
            self.begun = True
            headers = {"content-type": MEDIA_TYPE, "cache-control": "no-store", "vary": VARY}
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            await self._send({"type": "http.response.start", "status": OK, "headers": raw})
        await self._send({"type": "http.response.body", "body": line + b"\n", "more_body": not last})
