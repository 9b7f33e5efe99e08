"""Plays a coroutine in a thread and an event loop of its own: Playwright keeps one running in the thread of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def play(scene: Coroutine[Any, Any, Result]) -> Result:
    """What ``scene`` returns or raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result()
