"""Runs the programs of the set-up: one line for each with its time, their own output only where one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.places import ROOT
from app.setup.sentences import sentence


class SetupError(SystemExit):
    """The set-up cannot go on. Ends the program with the sentence that says why."""


def step(
    name: str, *commands: Sequence[str | Path], cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> None:
    """Run ``commands`` one after another under the sentence ``name``; ``SetupError`` where one fails."""
    began = time.monotonic()
    print(f"{sentence(name)} … ", end="", flush=True)
    for command in commands:
        done = run(command, cwd, environment)
        if done.returncode:
            print(sentence("failed"))
            raise SetupError(f"{done.stdout}\n{sentence('offline')}")
    print(sentence("seconds").format(seconds=round(time.monotonic() - began)))


def run(
    command: Sequence[str | Path], cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``command`` to its end, standard output and error together as text, nothing shown."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def hand_over(python: Path, *arguments: str) -> None:
    """Go on as ``python arguments``; never returns."""
    command = [str(python), *arguments]
    sys.stdout.flush()
    if os.name == "nt":  # Windows cannot replace a process
        raise SystemExit(subprocess.call(command, cwd=ROOT))
    os.chdir(ROOT)
    os.execv(command[0], command)
