"""Runs that are paid for: by the client that asked first, with the worker time that they took."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from app.errors import LimitError
from app.runner.evaluator import Runner, Task, Told
from app.runner.frames import Answer
from app.web.answers.quota import Quota
from app.web.clients import ACCOUNT
from app.words import Language


class Metered(Runner):
    """``runner`` within the limits of ``quota``. What the server asks for itself is free."""

    def __init__(self, runner: Runner, quota: Quota, run_seconds: float) -> None:
        self._runner = runner
        self._quota = quota
        self._longest = run_seconds

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """What ``runner`` answers or raises; ``CallerError`` 429 where the client has had its share.

        A run that its client leaves is charged from when it was asked for: nobody is told how long it really ran.
        """
        account = ACCOUNT.get()
        if account is None:
            return await self._runner.run(task, request, lang, told)
        await self._quota.begin(account)
        began, seconds = time.monotonic(), 0.0
        try:
            answer = await self._runner.run(task, request, lang, told)
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
