"""States that are saved and loaded by name: no name reaches more of the host than a state has.

Torch writes a schedule's state straight into its ``__dict__``, hands out the ``__dict__`` of whatever was given to it as
a function, keeps the entries of a ParameterDict as attributes, and looks buffers up as such. Each would be a way round
the tables.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

DEPTH = 8  # of dictionaries and lists inside a state
_VALUES = (bool, int, float, str, type(None), torch.Tensor)
_FUNCTIONS = ("lr_lambdas", "_scale_fn_custom")
_HOST_BUFFER = nn.Module.get_buffer
_TAKEN = frozenset(dir(nn.ParameterDict()))


def saved(machine: Any, schedule: Any) -> Callable[[], dict[str, Any]]:
    """``scheduler.state_dict``, where it holds nothing but values."""

    def state_dict() -> dict[str, Any]:
        state = schedule.state_dict()
        if not _is_plain(state):
            machine.refuse("not-available", name=f"{type(schedule).__name__}.state_dict")
        return state  # type: ignore[no-any-return]

    return state_dict


def loaded(machine: Any, schedule: Any) -> Callable[[dict[str, Any]], None]:
    """``scheduler.load_state_dict``, for a state that such a schedule has."""

    def load_state_dict(state_dict: dict[str, Any]) -> None:
        if not _is_state_of(schedule, state_dict):
            machine.refuse("not-available", name=f"{type(schedule).__name__}.load_state_dict")
        schedule.load_state_dict(state_dict)

    return load_state_dict


def _is_state_of(schedule: Any, state: Any) -> bool:
    if type(state) is not dict or not state.keys() <= vars(schedule).keys() or not _is_plain(state):
        return False
    if any(function is not None for name in _FUNCTIONS for function in _listed(state.get(name))):
        return False
    return all(map(_is_state_of, getattr(schedule, "_schedulers", ()), state.get("_schedulers", ())))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_plain(value: Any, depth: int = 0) -> bool:
    if type(value) in (dict, Counter) and depth < DEPTH:
        return all(type(key) in (str, int) and _is_plain(item, depth + 1) for key, item in value.items())
    if type(value) in (list, tuple) and depth < DEPTH:
        return all(_is_plain(item, depth + 1) for item in value)
    return type(value) in _VALUES


def _entry(self: nn.ParameterDict, key: str) -> str:  # noqa: ARG001
    """The attribute in which an entry is kept, which must be none that a ParameterDict has anyway."""
    if not isinstance(key, str):
        raise TypeError(
            f"Index given to ParameterDict cannot be used as a key as it is not a string (type is '{type(key).__name__}')."
        )
    if key in _TAKEN or key.startswith("__"):
        raise KeyError(key)
    return key


def _buffer(self: nn.Module, target: str) -> torch.Tensor | None:
    """The buffer of that name. Torch's own would take any attribute for one that an object says is its buffer."""
    found: object = _HOST_BUFFER(self, target)
    if not isinstance(found, torch.Tensor | None):
        raise AttributeError(f"`{target.rpartition('.')[2]}` is not a buffer")  # noqa: TRY004 -- torch's own words
    return found


nn.Module.get_buffer = functools.wraps(_HOST_BUFFER)(_buffer)  # type: ignore[method-assign, assignment]
nn.ParameterDict._key_to_attr = _entry  # type: ignore[method-assign]  # noqa: SLF001 -- every way to an entry leads through it
