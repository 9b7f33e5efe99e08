"""Methods of tensors and of Python's types that are ours: the real ones know no bounds, or hand out what is not safe.

Each entry makes, from the machine and the object, what the program gets as the attribute.
"""

from __future__ import annotations

import collections
import operator
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.overrides import handle_torch_function

from app.interpreter.script import formatting
from app.interpreter.script.kind import Kind
from app.interpreter.script.library import state
from app.interpreter.script.library.array import Array

Method = Callable[[Any, Any], Any]

_MAX_PARTS = 100_000  # tensors that one tensor may be taken apart into: each is an object of its own


def _padded(name: str) -> Method:
    """A text made wider: ``center``, ``ljust``, ``rjust``, ``zfill``."""

    def attribute(machine: Any, text: str) -> Callable[..., str]:
        def pad(width: int, *fill: str) -> str:
            width = operator.index(width)
            machine.length(width)
            return getattr(text, name)(width, *fill)  # type: ignore[no-any-return]

        return pad

    return attribute


def _expandtabs(machine: Any, text: str) -> Callable[..., str]:
    def expandtabs(tabsize: int = 8) -> str:
        tabsize = operator.index(tabsize)
        machine.length(text.count("\t") * max(0, tabsize) + len(text))
        return text.expandtabs(tabsize)

    return expandtabs


def _replace(machine: Any, text: str) -> Callable[..., str]:
    def replace(old: str, new: str, count: int = -1) -> str:
        if isinstance(old, str) and isinstance(new, str):
            machine.length(len(text) + text.count(old) * max(0, len(new) - len(old)))
        return text.replace(old, new, count)

    return replace


def _join(machine: Any, text: str) -> Callable[..., str]:
    def join(iterable: Any) -> str:
        parts = machine.gathered(iterable)
        machine.length(sum(len(part) for part in parts if isinstance(part, str)) + len(text) * len(parts))
        return text.join(parts)

    return join


def _format(machine: Any, text: str) -> Callable[..., str]:
    return lambda *args, **kwargs: formatting.fill(machine, text, args, kwargs)


def _gathering(name: str) -> Method:
    """A method of a container that takes any number of iterables: each item is a step."""

    def attribute(machine: Any, container: Any) -> Callable[..., Any]:
        def call(*iterables: Any, **named: Any) -> Any:
            filled = [items if isinstance(items, Mapping) else machine.gathered(items) for items in iterables]
            machine.length(len(container) + sum(map(len, filled)))
            return getattr(container, name)(*filled, **named)

        return call

    return attribute


def _fromkeys(machine: Any, kind: Any) -> Callable[..., Any]:
    return lambda iterable, value=None: kind.fromkeys(machine.gathered(iterable), value)


def _walking(name: str) -> Method:
    """A method that goes through a whole list: as many steps as it has items."""

    def attribute(machine: Any, items: Any) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            machine.tick(len(items))
            return getattr(items, name)(*args, **kwargs)

        return call

    return attribute


def _numpy(machine: Any, tensor: torch.Tensor) -> Callable[..., Array]:  # noqa: ARG001
    return lambda *, force=False: Array(tensor.numpy(force=force))


def _new_empty(machine: Any, tensor: torch.Tensor) -> Callable[..., torch.Tensor]:  # noqa: ARG001
    return tensor.new_zeros


def _type(machine: Any, obj: Any) -> Callable[..., Any]:  # noqa: ARG001
    """``x.type(torch.FloatTensor)``: the one place where a legacy class of tensors means a dtype."""

    def to_type(dtype: Any = None, **options: Any) -> Any:
        return obj.type(dtype.real if dtype.__class__ is Kind else dtype, **options)

    return to_type


def _no_cuda(machine: Any, obj: Any) -> Callable[..., Any]:  # noqa: ARG001
    def cuda(*_: object, **__: object) -> Any:
        machine.refuse("no-such-device", device="cuda")

    return cuda


def _tolist(machine: Any, tensor: torch.Tensor) -> Callable[[], Any]:
    def tolist() -> Any:
        machine.length(tensor.numel())
        machine.tick(tensor.numel() >> 3)
        return tensor.tolist()

    return tolist


def _apart(name: str) -> Method:
    def attribute(machine: Any, tensor: torch.Tensor) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            apart(machine, tensor, kwargs.get("dim", args[-1] if args else 0))
            return getattr(tensor, name)(*args, **kwargs)

        return call

    return attribute


def apart(machine: Any, tensor: torch.Tensor, dim: object = 0) -> None:
    """Refuses to take a tensor apart into more tensors than a run may hold."""
    if isinstance(dim, int) and -tensor.dim() <= dim < tensor.dim() and tensor.shape[dim] > _MAX_PARTS:
        machine.limit("limit-parts", limit=_MAX_PARTS)


def _apply(machine: Any, kind: type[torch.autograd.Function]) -> Callable[..., Any]:  # noqa: ARG001
    """``MyFunction.apply`` as one operation: torch tells modes of it as it tells them of its own functions."""

    def apply(*args: Any, **kwargs: Any) -> Any:
        if torch._C._is_torch_function_mode_enabled():  # noqa: SLF001 -- torch.overrides offers no public name for it
            return handle_torch_function(apply, args, *args, **kwargs)
        return kind.apply(*args, **kwargs)  # type: ignore[no-untyped-call]

    apply.__name__ = apply.__qualname__ = kind.__name__
    return apply


_SETS = ("union", "intersection", "difference", "symmetric_difference", "update", "intersection_update")
_MORE_SETS = ("difference_update", "symmetric_difference_update", "issubset", "issuperset", "isdisjoint")
_UPDATABLE = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)

OF_CLASSES = frozenset({"apply", "fromkeys"})  # methods of a class, not of an instance
METHODS: Mapping[str, Mapping[type, Method]] = {
    **{name: {str: _padded(name)} for name in ("center", "ljust", "rjust", "zfill")},
    **{name: {set: _gathering(name), frozenset: _gathering(name)} for name in (*_SETS, *_MORE_SETS)},
    "update": {kind: _gathering("update") for kind in (set, *_UPDATABLE)},
    "subtract": {collections.Counter: _gathering("subtract")},
    "fromkeys": {dict: _fromkeys},
    "extend": {list: _gathering("extend"), collections.deque: _gathering("extend")},
    "extendleft": {collections.deque: _gathering("extendleft")},
    **{name: {list: _walking(name), tuple: _walking(name)} for name in ("index", "count")},
    **{name: {list: _walking(name)} for name in ("sort", "remove", "insert", "reverse", "copy")},
    "expandtabs": {str: _expandtabs},
    "replace": {str: _replace},
    "join": {str: _join},
    "format": {str: _format},
    "numpy": {torch.Tensor: _numpy},
    "new_empty": {torch.Tensor: _new_empty},
    "cuda": {torch.Tensor: _no_cuda, torch.nn.Module: _no_cuda},
    "tolist": {torch.Tensor: _tolist},
    "unbind": {torch.Tensor: _apart("unbind")},
    "apply": {torch.autograd.Function: _apply},
    "type": {torch.Tensor: _type, torch.nn.Module: _type},
    "state_dict": {torch.optim.lr_scheduler.LRScheduler: state.saved},
    "load_state_dict": {torch.optim.lr_scheduler.LRScheduler: state.loaded},
}
