"""One text under plain Python and torch, and under ours: what it printed, what its names hold, where it stopped."""

from __future__ import annotations

import contextlib
import io
import linecache
import random
import traceback
import warnings
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from app.errors import AuthorError, RunError
from app.interpreter.script.run import prepare
from app.program.place import line_of
from app.program.program import Script
from app.program.read import Request, read
from app.tape import Tape, record
from app.trace.build import build
from app.trace.diagnosis import explain

FILE = "<program>"


class Outcome(NamedTuple):
    """What a run left."""

    printed: str
    holds: dict[str, object]  # name → what it holds, in a form that compares bit for bit
    error: tuple[str, int] | None  # type and line


def plain(source: str, seed: int = 0) -> Outcome:
    """Runs ``source`` as Python does."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    printed, error = io.StringIO(), None
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 -- the generator that programs use
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(action="ignore"):
        try:
            exec(compile(source, FILE, "exec"), scope)
        except Exception as problem:  # noqa: BLE001 -- whatever stops it is compared
            frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == FILE]
            error = (type(problem).__name__, frames[-1].lineno or 0)
    linecache.checkcache(FILE)
    return Outcome(printed.getvalue(), held(scope), error)


class Remembering:
    """A listener that passes everything on to the tape and keeps what the names of the program hold."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.names: dict[str, object] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tape, name)

    def bind(self, name: str, value: object, *, local: bool = False) -> None:
        """The program's ``name`` now holds ``value``."""
        if not local:
            self.names[name] = value
        self.tape.bind(name, value, local=local)

    def unbind(self, name: str) -> None:
        """The program's ``name`` holds nothing any more."""
        self.names.pop(name, None)
        self.tape.unbind(name)


def ours(source: str, seed: int = 0) -> tuple[Outcome, dict[str, Any]]:
    """Runs ``source`` as a visitor's program is run, and gives its trace too."""
    program = read(Request(source, "torch", seed=seed))
    assert isinstance(program, Script)
    prepared = prepare(program)
    failure: AuthorError | None = None
    with record() as tape:
        listener = Remembering(tape)
        try:
            prepared.run(listener)
        except RunError as problem:
            failure = problem
    error = None
    if failure is not None:
        assert failure.span is not None
        error = (str(failure.facts["exception"]), line_of(source, failure.span.start))
        failure = explain(failure, tape, program)
    trace = build(tape, program, "en", error=failure)
    return Outcome(trace["stdout"], held(listener.names), error), trace


def held(scope: Mapping[str, object]) -> dict[str, object]:
    """Every name that holds numbers, tensors or a module."""
    found = {name: exactly(value) for name, value in scope.items() if not name.startswith("__")}
    return {name: value for name, value in found.items() if value is not None}


def exactly(value: object) -> object:
    """Bits, where there are any: tensors with what is beside their elements, modules by their parameters."""
    if isinstance(value, Tensor):
        grad = value.grad if value.is_leaf or value.retains_grad else None
        name = type(value.grad_fn).__name__
        return (bits(value), value.requires_grad, value.is_leaf, name, None if grad is None else bits(grad))
    if isinstance(value, nn.Module):
        return [(name, exactly(parameter)) for name, parameter in [*value.named_parameters(), *value.named_buffers()]]
    if isinstance(value, bool | int | float | str) or value is None:
        return repr(value)
    if isinstance(value, list | tuple | set | dict):
        parts = value.items() if isinstance(value, dict) else value
        return (type(value).__name__, [exactly(part) for part in parts])
    return None


def bits(tensor: Tensor) -> tuple[str, tuple[int, ...], bytes]:
    """A tensor's dtype, shape and bytes. A NaN's own bits mean nothing: which comes out differs with the alignment."""
    array = tensor.detach().contiguous().numpy()
    return (
        str(tensor.dtype),
        tuple(tensor.shape),
        np.where(np.isnan(array), np.nan, array).tobytes() if array.dtype.kind == "f" else array.tobytes(),
    )
