"""An evaluator whose runs are paid for: by the client that asked first, with the worker time that they took."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from app.errors import LimitError
from app.runner.evaluator import Counts, Evaluator, Task, Told
from app.runner.frames import Answer
from app.web.clients import ACCOUNT
from app.web.quota import Quota
from app.words import Language


class Metered(Evaluator):
    """``evaluator`` within the limits of ``quota``. What the server asks for itself is free."""

    def __init__(self, evaluator: Evaluator, quota: Quota, run_seconds: float) -> None:
        self._evaluator = evaluator
        self._quota = quota
        self._longest = run_seconds

    @property
    def ready(self) -> bool:
        """Whether a program can be run now."""
        return self._evaluator.ready

    @property
    def counts(self) -> Counts:
        """The numbers of this moment."""
        return self._evaluator.counts

    def open(self) -> None:
        """Begin to make ready."""
        self._evaluator.open()

    async def close(self) -> None:
        """End everything."""
        await self._evaluator.close()

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """What ``evaluator`` answers or raises; ``CallerError`` 429 where the client has had its share.

        A run that its client leaves is charged from when it was asked for: nobody is told how long it really ran.
        """
        account = ACCOUNT.get()
        if account is None:
            return await self._evaluator.run(task, request, lang, told)
        await self._quota.begin(account)
        began, seconds = time.monotonic(), 0.0
        try:
            answer = await self._evaluator.run(task, request, lang, told)
        except LimitError as error:
            seconds = error.seconds
            raise
        except asyncio.CancelledError:
            seconds = min(time.monotonic() - began, self._longest)
            raise
        else:
            seconds = answer.seconds
            return answer
        finally:
            await self._quota.end(account, seconds)
