"""Runs a program here and, in tests only, as Python itself runs it, so that both can be compared."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass, field
from typing import Any

import torch

from app.errors import AuthorError, Span
from app.interpreter.listener import Silent
from app.interpreter.script.run import prepare
from app.program.read import Request
from app.program.script.read import read_script

# What a program finds without an import here, and must import elsewhere.
PRELUDE = """
import math, random, torch
import numpy as np
from torch import nn, optim, autograd, Tensor
from torch.autograd import Variable
from torch.utils.data import Dataset, DataLoader
import torch.nn.functional as F
"""
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass
class Ran(Silent):
    """What a listener was told, and how the run ended."""

    source: str
    variables: dict[str, Any] = field(default_factory=dict)
    told: list[tuple[Any, ...]] = field(default_factory=list)
    places: list[tuple[str | None, int | None, bool]] = field(default_factory=list)  # (text, line, reflected)
    error: AuthorError | None = None
    notes: tuple[Any, ...] = ()

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        self.places.append((None if span is None else self.source[span.start : span.end], line, reflected))

    def bind(self, name: str, value: object, *, local: bool = False) -> None:
        self.told.append(("bind", name, local))
        if not local:
            self.variables[name] = value

    def printed(self, text: str, line: int | None) -> None:
        self.told.append(("printed", text, line))

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:  # noqa: ARG002
        self.told.append(("loop", line, total))

    def iteration(self, number: int) -> None:
        self.told.append(("iteration", number))

    def end_loop(self) -> None:
        self.told.append(("end_loop",))

    def setup(self, *, begins: bool) -> None:
        self.told.append(("setup", begins))

    @property
    def output(self) -> str:
        return "".join(event[1] for event in self.told if event[0] == "printed")

    def of(self, kind: str) -> list[tuple[Any, ...]]:
        return [event for event in self.told if event[0] == kind]

    @property
    def stopped(self) -> str | None:
        """How Python words what stopped the program."""
        if self.error is None:
            return None
        told, kind = str(self.error.facts.get("torch")), str(self.error.facts.get("exception"))
        return told if told.startswith(kind) else f"{kind}: {told}"

    @property
    def blamed(self) -> str | None:
        """The text that the error points at."""
        span = None if self.error is None else self.error.span
        return None if span is None else self.source[span.start : span.end]


def ran(source: str, setup: str = "", seed: int = 0) -> Ran:
    """What a run of ``source`` tells, also where it stops."""
    prepared = prepare(read_script(Request(source=source, language="torch", setup=setup, seed=seed)))
    listener = Ran(source)
    try:
        listener.notes = prepared.run(listener).notes
    except AuthorError as error:
        listener.error = error
        listener.notes = tuple(prepared.notes)
    return listener


def in_python(source: str, seed: int = 0) -> tuple[str, str | None, dict[str, Any]]:
    """What Python prints for ``source``, what stops it, and the variables at the end."""
    torch.manual_seed(seed)
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(PRELUDE, names)
    stopped = None
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            exec(compile(source, "<program>", "exec"), names)
        except Exception as error:  # noqa: BLE001
            stopped = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return ADDRESS.sub("", output.getvalue()), stopped, names
