"""Answers to requests: from the store where the same was asked before, else from a worker; never computed twice at once."""

from __future__ import annotations

import asyncio
import hashlib
from importlib.metadata import version
from typing import Any

import orjson

import app
from app.runner.frames import OK, Answer
from app.runner.pool import Pool, Task
from app.web.store import Store
from app.words import Language

ENGINE = f"{app.__version__} {version('torch')}"


def key_of(task: Task, request: dict[str, Any], lang: Language) -> str:
    """SHA-256 of everything the answer is a function of: task, canonical request, language, engine."""
    canonical = orjson.dumps([task, request, lang, ENGINE], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()


class Evaluations:
    """What the server knows about programs."""

    def __init__(self, pool: Pool, cache_bytes: int) -> None:
        self._pool = pool
        self._store = Store(cache_bytes)
        self._running: dict[str, asyncio.Task[Answer]] = {}

    @property
    def ready(self) -> bool:
        """Whether a program can be run now."""
        return self._pool.ready

    def stored(self, key: str) -> bytes | None:
        """The trace that was given under ``key``, while it is kept."""
        return self._store.get(_shelf("trace", key))

    async def answer(self, task: Task, request: dict[str, Any], lang: Language) -> tuple[str, Answer]:
        """The key of ``request`` and its answer. Raises what ``Pool.run`` raises."""
        key = key_of(task, request, lang)
        if (body := self._store.get(_shelf(task, key))) is not None:
            return key, Answer(OK, body)
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.create_task(self._run(key, task, request, lang))
        return key, await asyncio.shield(running)

    async def _run(self, key: str, task: Task, request: dict[str, Any], lang: Language) -> Answer:
        try:
            answer = await self._pool.run(task, request, lang)
        finally:
            del self._running[key]
        if answer.status == OK:
            self._store.put(_shelf(task, key), answer.body)
        return answer


def _shelf(task: Task, key: str) -> str:
    """Where an answer stands in the store: a trace is never given for a certificate's key."""
    return f"{task} {key}"
