"""What evaluates: the one thing that the web knows of the runner. Worker processes here, or replicas elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from app.runner.frames import Answer
from app.words import Language

Task: TypeAlias = Literal["trace", "certificate", "landscape"]
Told: TypeAlias = Callable[[bytes], None]  # is called with each line of progress, as JSON


@dataclass
class Counts:
    """How an evaluator is and what it has done since it was opened: for reading only."""

    busy: int = 0  # runs under way
    waiting: int = 0  # requests that wait for a worker
    living: int = 0  # workers, those that run something and those that wait
    killed: int = 0  # workers that were ended: their run was over its time, or nobody waited for it any more
    crashed: int = 0  # workers that ended by themselves, or that somebody else ended
    retired: int = 0  # workers that had had their share of runs, or broke a run off
    runs: int = 0  # that were answered
    seconds: float = 0.0  # of worker time, for all runs, however they ended


class Runner(Protocol):
    """Whatever can be asked for a run: an evaluator, or what stands before one and counts."""

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """The answer to ``request`` with the seconds of worker time it took.

        ``CallerError`` 503 where too many wait or no worker comes up, ``LimitError`` with its ``seconds`` where the run
        took too long or brought two processes down. A run whose caller is cancelled is killed.
        """


class Evaluator(Runner, Protocol):
    """What has the workers. Made, opened, used and closed in one event loop."""

    @property
    def ready(self) -> bool:
        """Whether a program can be run now."""

    @property
    def counts(self) -> Counts:
        """The numbers of this moment."""

    def open(self) -> None:
        """Begin to make ready; returns at once. Requests wait until a worker is there."""

    async def close(self) -> None:
        """End everything. Runs that are under way fail."""
