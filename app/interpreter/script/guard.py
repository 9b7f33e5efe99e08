"""Refuses a call of torch before it allocates or computes more than a run may.

Most calls are small whatever their arguments mean: the product of all sizes and numbers that go in bounds what comes
out. Only where that product is large is torch asked itself, on tensors of the ``meta`` device, which have a shape and
no memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from app.interpreter.script.library.creation import ELEMENTS, too_many
from app.interpreter.script.library.methods import apart
from app.interpreter.script.tables import cost

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

MULTIPLICATIONS = 50_000_000_000  # of one product or decomposition of matrices: some seconds on one core


Look = Callable[[Any, tuple[Any, ...], "Mapping[str, Any] | None"], None]


def looker(machine: Machine) -> Look:
    """What is to see every call of torch before it is made. It raises LimitError or RunError for what is not allowed."""

    def look(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any] | None) -> None:
        name = getattr(function, "__name__", "")
        if name not in cost.HARMLESS and (name in _CLOSER or not _is_small(args, kwargs)):
            with torch._C.DisableTorchFunction():  # noqa: SLF001 -- who else listens is not to hear what is only asked
                _check(machine, function, name, args, kwargs or {})

    return look


class Guard(TorchFunctionMode):
    """Looks at every call of torch, those that its own modules make included, where no listener does so for it."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.look = looker(machine)

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Carries the call out, if it is allowed."""
        self.look(function, args, kwargs)
        return function(*args, **(kwargs or {}))


def before(machine: Machine, function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Callable[..., Any]:
    """``function``, once its call is allowed: for code that torch calls back with no Guard at work: hooks, data sets."""
    if not torch._C._is_torch_function_mode_enabled():  # noqa: SLF001 -- torch.overrides offers no public name for it
        name = getattr(function, "__name__", "")
        owner = getattr(function, "__self__", None)
        if name in cost.HARMLESS:
            return function  # type: ignore[no-any-return]
        if isinstance(owner, torch.Tensor):
            _check(machine, getattr(torch.Tensor, name, function), name, (owner, *args), kwargs)
        else:
            _check(machine, function, name, args, kwargs)
    return function  # type: ignore[no-any-return]


def _check(
    machine: Machine, function: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> None:
    if name in _RULES:
        _RULES[name](machine, name, args, kwargs)
    elif kwargs and "device" in kwargs:
        _on_cpu(machine, name, (), kwargs)
    if (name in cost.POWERS or _bound(args) * _bound(kwargs.values()) > ELEMENTS) and _plain():
        for shape in _shapes(function, name, args, kwargs):
            if math.prod(shape) > ELEMENTS:
                too_many(machine, shape)


def _is_small(args: tuple[Any, ...], kwargs: Mapping[str, Any] | None) -> bool:
    """Whether a call is certainly small: it takes tensors that hold something, plain numbers and words, and no device."""
    values: Iterable[Any] = args
    if kwargs:
        if "device" in kwargs:
            return False
        values = (*args, *kwargs.values())
    bound = 1.0
    for value in values:
        kind = value.__class__
        if kind in _TENSORS:
            elements = value.numel()
            if not elements:
                return False
            bound *= elements
        elif kind is int or kind is float:
            if value > 1 or value < -1:
                bound *= abs(value)
        elif not (value is None or kind is bool or kind is str):
            return False
    return bound <= ELEMENTS


def _bound(values: Iterable[Any]) -> float:
    """A number that what is computed from ``values`` alone does not exceed, but for the functions in ``cost.POWERS``."""
    bound = 1.0
    for value in values:
        if isinstance(value, torch.Tensor):
            bound *= value.numel() or 1
        elif isinstance(value, (int, float)):
            if value > 1 or value < -1:
                bound *= abs(value)
        elif isinstance(value, (tuple, list)) and value:
            if isinstance(value[0], torch.Tensor):
                bound *= sum(part.numel() for part in value if isinstance(part, torch.Tensor)) or 1
            else:
                bound *= _bound(value)
    return bound


def _plain() -> bool:
    """Whether tensors are what they seem: inside ``torch.func`` they are wrapped, and have no shape for ``meta``."""
    return torch._C._functorch.peek_interpreter_stack() is None  # noqa: SLF001 -- torch.func has no public name for it


def _shapes(
    function: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> list[tuple[int, ...]]:
    """The shapes of what the call would return; none where only the values would tell."""
    known: dict[int, torch.Tensor] = {}
    given = tuple(_without_memory(value, known) for value in args)
    named = {key: _without_memory(value, known) for key, value in kwargs.items() if key not in {"generator", "out"}}
    if name in cost.CREATION or (name == "normal" and not known):
        named["device"] = "meta"
    try:
        with torch.no_grad():
            found = function(*given, **named)
    except Exception:  # noqa: BLE001 -- what is wrong with the call, the call itself will say
        return []
    parts = found if isinstance(found, (tuple, list)) else (found,)
    return [tuple(part.shape) for part in parts if isinstance(part, torch.Tensor)]


def _without_memory(value: Any, known: dict[int, torch.Tensor]) -> Any:
    if isinstance(value, torch.Tensor):
        if id(value) not in known:
            known[id(value)] = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
        return known[id(value)]
    if type(value) in (tuple, list):
        return type(value)(_without_memory(part, known) for part in value)
    return value


def _on_cpu(machine: Machine, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """There is no other device, and tensors of the ``meta`` device have no values to show."""
    given = ["cuda"] if name == "cuda" else [kwargs.get("device"), *args[1:]]
    for value in given:
        if isinstance(value, (str, torch.device)) and not str(value).startswith("cpu"):
            machine.refuse("no-such-device", device=str(value))


def _taken_apart(machine: Machine, _: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    apart(machine, args[0], args[1] if len(args) > 1 else kwargs.get("dim", 0))


def _in_pieces(machine: Machine, _: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    if isinstance(args[0], torch.Tensor) and args[0].numel() > 100_000:
        apart(machine, args[0], args[2] if len(args) > 2 else kwargs.get("dim", 0))


def _by_largest(machine: Machine, _: str, args: tuple[Any, ...], __: Mapping[str, Any]) -> None:
    tensor = args[0] if args else None
    if isinstance(tensor, torch.Tensor) and tensor.numel() and not tensor.is_floating_point() and _plain():
        largest = int(tensor.max())
        if (largest + 1) * tensor.numel() > ELEMENTS:
            too_many(machine, (*tensor.shape, largest + 1))


def _multiplied(machine: Machine, name: str, args: tuple[Any, ...], _: Mapping[str, Any]) -> None:
    tensors = [value for value in args if isinstance(value, torch.Tensor) and value.dim()]
    if len(tensors) > 1:
        left, right = tensors[-2:] if name in {"addmm", "baddbmm"} else tensors[:2]
        _bounded(machine, left.numel() * (right.shape[0] if name == "linear" else right.shape[-1]))


def _decomposed(machine: Machine, name: str, args: tuple[Any, ...], _: Mapping[str, Any]) -> None:
    if args and isinstance(args[0], torch.Tensor) and args[0].dim() > 1:
        _bounded(machine, cost.DECOMPOSED[name] * args[0].numel() * min(args[0].shape[-2:]))


def _powered(machine: Machine, _: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    power = args[1] if len(args) > 1 else kwargs.get("n")
    if args and isinstance(args[0], torch.Tensor) and args[0].dim() > 1 and isinstance(power, int):
        _bounded(machine, 2 * args[0].numel() * args[0].shape[-1] * max(1, power.bit_length()))


def _combined(machine: Machine, _: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    chosen = args[1] if len(args) > 1 else kwargs.get("r", 2)
    if args and isinstance(args[0], torch.Tensor) and isinstance(chosen, int) and chosen > 0:
        rows = math.comb(args[0].numel() + chosen, chosen)
        if rows * chosen > ELEMENTS:
            too_many(machine, (rows, chosen))


def _bounded(machine: Machine, multiplications: int) -> None:
    if multiplications > MULTIPLICATIONS:
        machine.limit("limit-multiplications", limit=MULTIPLICATIONS)


_Rule = Callable[["Machine", str, tuple[Any, ...], Mapping[str, Any]], None]

_RULES: Mapping[str, _Rule] = {
    **dict.fromkeys(("to", "cuda"), _on_cpu),
    **dict.fromkeys(cost.APART, _taken_apart),
    **dict.fromkeys(cost.PIECES, _in_pieces),
    **dict.fromkeys(cost.BY_LARGEST, _by_largest),
    **dict.fromkeys(cost.PRODUCTS, _multiplied),
    **dict.fromkeys(cost.DECOMPOSED, _decomposed),
    "matrix_power": _powered,
    "combinations": _combined,
}
_TENSORS = frozenset({torch.Tensor, torch.nn.Parameter})
_CLOSER = (_RULES.keys() | cost.POWERS) - cost.PRODUCTS  # a product of small tensors is small
