"""An exception that the program did not catch → an error that says where it arose, and through which calls."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from torch import Tensor

from app.errors import AuthorError, Fact, LimitError, Related, RunError, Span
from app.interpreter.script.machine import MAX_DEPTH, Machine

MEMORY = ("not enough memory", "can't allocate memory", "DefaultCPUAllocator")
MAX_CALLERS = 5  # places of calls that are pointed at


def beyond_memory(error: BaseException) -> bool:
    """Whether the process could not have the memory that was asked for."""
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(words in str(error) for words in MEMORY)
    )


def failure(machine: Machine, error: Exception) -> AuthorError:
    """What stopped the program, with the innermost place of its own text."""
    if beyond_memory(error):
        return LimitError("limit-memory", machine.span)
    machine.failed(error)
    span = machine.failed_at[0]
    message = machine.text(error)
    name = type(error).__name__
    if isinstance(error, RecursionError):
        return LimitError("limit-calls", span, {"limit": MAX_DEPTH, "torch": f"{name}: {message}"})
    related = tuple(Related(place, "called-here") for place in _callers(machine, span))
    if machine.raised is not error and _from_torch(machine, error):
        return RunError("torch-refused", span, {"torch": message, "exception": name}, related=related)
    facts: dict[str, Fact] = {"torch": f"{name}: {message}" if message else name, "exception": name}
    return RunError("python-error", span, facts, related=related)


def _callers(machine: Machine, span: Span | None) -> list[Span]:
    """The places of the calls around the failure, innermost first, each once."""
    places: dict[Span, None] = {}
    for place, _ in machine.callers:
        if place is not None and place != span:
            places.setdefault(place)
    return list(places)[:MAX_CALLERS]


def _from_torch(machine: Machine, error: Exception) -> bool:
    """Whether torch raised ``error``: from its Python, or from below it."""
    if _module_of_innermost(error.__traceback__).partition(".")[0] == "torch":
        return True
    return isinstance(error, RuntimeError) or _is_of_torch(machine.subject)


def _module_of_innermost(traceback: TracebackType | None) -> str:
    module = ""
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        traceback = traceback.tb_next
    return module


def _is_of_torch(subject: Any) -> bool:
    """Whether ``subject`` is a tensor, a function or method of torch, or an object of it."""
    owner = getattr(subject, "__self__", None)
    if isinstance(subject, Tensor) or isinstance(owner, Tensor):
        return True
    modules = (getattr(subject, "__module__", None), type(subject).__module__, type(owner).__module__)
    return any(str(module).partition(".")[0] == "torch" for module in modules)
