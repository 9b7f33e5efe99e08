"""Answers to requests: from the store where the same was asked before, else from a worker; never computed twice at once."""

from __future__ import annotations

import asyncio
import hashlib
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Literal

import orjson

import app
from app.errors import CallerError
from app.runner.evaluator import Runner, Task, Told
from app.runner.frames import OK, Answer
from app.trace.fold import FOLDED_HEAD, written_out
from app.web.answers.store import Store
from app.words import Language

ENGINE = f"{app.__version__} {version('torch')}"


def key_of(task: Task, request: dict[str, Any], lang: Language) -> str:
    """SHA-256 of everything the answer is a function of: task, canonical request, language, engine."""
    canonical = orjson.dumps([task, request, lang, ENGINE], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()


class Run:
    """A run that is under way, and those who wait for its end."""

    def __init__(self) -> None:
        self.listeners: list[Told] = []
        self.ends: asyncio.Task[Answer]

    def tell(self, progress: bytes) -> None:
        """Pass a line of progress on to everybody."""
        for told in self.listeners:
            told(progress)


class Evaluations:
    """What the server knows about programs."""

    def __init__(self, runner: Runner, store: Store) -> None:
        self._runner = runner
        self._store = store
        self._running: dict[str, Run] = {}
        self._writing_out = asyncio.Lock()

    async def stored(self, key: str) -> bytes | None:
        """The trace that was given under ``key``, while it is kept; folded where it can be."""
        return await self._store.get(_shelf("trace", key))

    async def flat(self, key: str, body: bytes) -> bytes:
        """``body``, an answer under ``key``, as plain JSON. One folded trace is written out at a time, beside all else."""
        if not body.startswith(FOLDED_HEAD):
            return body
        shelf = _shelf("flat", key)
        flat = await self._store.get(shelf)
        if flat is None:
            async with self._writing_out:
                flat = self._store.at_hand(shelf)
                if flat is None:
                    flat = await asyncio.to_thread(written_out, body)
                    await self._store.put(shelf, flat)
        return flat

    async def answer(
        self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None
    ) -> tuple[str, Answer]:
        """The key of ``request`` and its answer; a trace is folded where it can be. Raises what ``Runner.run`` raises.

        All who ask at once for the same share one look into the store and one run, which ends when the last one who
        waits for it is cancelled.
        """
        key = key_of(task, request, lang)
        if (body := self._store.at_hand(_shelf(task, key))) is not None:
            return key, Answer(OK, body)
        while True:
            run = self._running.get(key)
            begins = run is None
            if run is None:
                run = self._running[key] = Run()
                run.ends = asyncio.create_task(self._compute(key, run, task, request, lang))
            try:
                return key, await self._end_of(key, run, told)
            except CallerError as error:
                if begins or error.status != HTTPStatus.TOO_MANY_REQUESTS:
                    raise  # else who began it may not; that says nothing of the others

    async def _end_of(self, key: str, run: Run, told: Told) -> Answer:
        run.listeners.append(told)
        try:
            return await asyncio.shield(run.ends)
        finally:
            run.listeners.remove(told)
            if not run.listeners and not run.ends.done():
                self._forget(key, run)
                run.ends.cancel()

    async def _compute(self, key: str, run: Run, task: Task, request: dict[str, Any], lang: Language) -> Answer:
        shelf = _shelf(task, key)
        try:
            if (body := await self._store.get(shelf)) is not None:
                return Answer(OK, body)
            answer = await self._runner.run(task, request, lang, run.tell)
            if answer.status == OK:
                await self._store.put(shelf, answer.body)
            return answer
        finally:
            self._forget(key, run)

    def _forget(self, key: str, run: Run) -> None:
        """Nobody joins ``run`` any more; the same may be asked for again already."""
        if self._running.get(key) is run:
            del self._running[key]


def _shelf(task: Task | Literal["flat"], key: str) -> str:
    """Where an answer stands in the store: a trace is never given for a certificate's key."""
    return f"{task} {key}"
