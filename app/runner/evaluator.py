"""What evaluates: the one thing that the web knows of the runner. Worker processes here, or replicas elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias

from app.runner.frames import Answer
from app.words import Language

Task: TypeAlias = Literal["trace", "certificate", "landscape"]
Told: TypeAlias = Callable[[bytes], None]  # is called with each line of progress, as JSON


class Evaluator(Protocol):
    """Made, opened, used and closed in one event loop."""

    @property
    def ready(self) -> bool:
        """Whether a program can be run now."""

    def open(self) -> None:
        """Begin to make ready; returns at once. Requests wait until a worker is there."""

    async def close(self) -> None:
        """End everything. Runs that are under way fail."""

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """The answer to ``request`` with the seconds of worker time it took.

        ``CallerError`` 503 where too many wait or no worker comes up, ``LimitError`` where the run took too long or
        brought its process down. A run whose caller is cancelled is killed.
        """
