"""Entering the jail: once, by a process without threads, before it reads anything that a visitor wrote.

Whoever has entered can compute, read and write the streams it holds already, and end; nothing else, and never come out.
What each wall is made of stands in the file of its name.
"""

from __future__ import annotations

import os
import sys
from typing import TypeAlias

if sys.platform == "linux":
    from app.runner.jail import landlock, limits, privileges, seccomp

Walls: TypeAlias = tuple[str, ...]

WALLS = ("user", "landlock", "seccomp")
NEEDED = ("landlock", "seccomp")  # each holds without the other; where root cannot be given up, both hold against root


def enter() -> Walls:
    """Enter the jail; returns those of ``WALLS`` that hold: none but on Linux.

    ``OSError`` where the system refuses what every Linux has: limits, and giving up privileges.
    """
    if sys.platform != "linux":
        return ()
    user = privileges.give_up()
    files = landlock.restrict()
    limits.lower()  # no descriptor can be had after it, and Landlock needs one
    calls = seccomp.restrict()
    return tuple(wall for wall, holds in zip(WALLS, (user, files, calls), strict=True) if holds)


def close_others(kept: int) -> None:
    """Close every descriptor that a fork has inherited but the standard streams and ``kept``."""
    first = sys.stderr.fileno() + 1
    os.closerange(first, kept)
    os.closerange(max(first, kept + 1), os.sysconf("SC_OPEN_MAX"))
