"""Which recorded attack a test replays: where an attack is a scenario and no text, it stands in code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


def covers(*_: str) -> Callable[[Test], Test]:
    """Names the attacks by their ids; ``test_all.py`` reads them from the text."""
    return lambda test: test
