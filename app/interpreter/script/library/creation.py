"""Members of ``torch`` that differ here: nothing is made of memory that was not initialised, and data may be an Array."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import torch

from app.interpreter.script.kind import Kind
from app.interpreter.script.library import devices
from app.interpreter.script.library.array import Array, bare

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

ELEMENTS = 16_000_000  # of any one tensor: 64 MB of float32, enough for the largest weight of a ResNet
NESTING = 64  # lists inside lists that become one tensor: that many dimensions torch has at most

_LEGACY = {
    "Tensor": None,
    "FloatTensor": torch.float32,
    "DoubleTensor": torch.float64,
    "HalfTensor": torch.float16,
    "LongTensor": torch.int64,
    "IntTensor": torch.int32,
    "ShortTensor": torch.int16,
    "CharTensor": torch.int8,
    "ByteTensor": torch.uint8,
    "BoolTensor": torch.bool,
}


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``torch`` that are ours."""
    return {
        **{name: _legacy(machine, name, dtype) for name, dtype in _LEGACY.items()},
        "__version__": str(torch.__version__),
        "tensor": _from_data(machine, torch.tensor),
        "as_tensor": _from_data(machine, torch.as_tensor),
        "asarray": _from_data(machine, torch.asarray),
        "from_numpy": _from_numpy,
        "empty": _initialised(torch.zeros),
        "empty_like": _initialised(torch.zeros_like),
        "empty_strided": _empty_strided(machine),
        "inference_mode": _inference_mode(machine),
        **devices.chosen(machine),
    }


def too_many(machine: Machine, shape: tuple[int, ...]) -> NoReturn:
    """Stops the run: a tensor of this shape is more than it may hold."""
    machine.limit("limit-elements", shape=str(shape), limit=ELEMENTS)


def measured(machine: Machine, data: object) -> None:
    """Refuses nested lists that are too many or too deep for one tensor, before torch walks into them."""
    count = 0
    level = [data] if isinstance(data, (list, tuple)) else []
    depth = 0
    while level:
        depth += 1
        count += sum(len(row) for row in level)
        if count > ELEMENTS:
            too_many(machine, (count,))
        if depth > NESTING:
            raise ValueError(f"too many dimensions: at most {NESTING} are supported")
        level = [item for row in level for item in row if isinstance(item, (list, tuple))]
    if isinstance(data, range) and len(data) > ELEMENTS:
        too_many(machine, (len(data),))


def _from_data(machine: Machine, make: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    def made(data: Any, *args: Any, **kwargs: Any) -> torch.Tensor:
        measured(machine, data)
        return make(bare(data), *args, **kwargs)

    made.__name__ = made.__qualname__ = make.__name__
    return made


def _from_numpy(array: object) -> torch.Tensor:
    if not isinstance(array, Array):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    return torch.from_numpy(array.elements)


def _legacy(machine: Machine, name: str, dtype: torch.dtype | None) -> Kind:
    """``torch.Tensor(2, 3)`` gives sizes, ``torch.Tensor([2, 3])`` elements; sizes give zeros here."""
    real = getattr(torch, name)

    def make(*args: Any) -> torch.Tensor:
        sizes = args[0] if len(args) == 1 and isinstance(args[0], torch.Size) else args
        if len(sizes) != 1 or (hasattr(sizes[0], "__index__") and not isinstance(sizes[0], (torch.Tensor, Array))):
            return torch.zeros(sizes or (0,), dtype=dtype)
        measured(machine, args[0])
        data = bare(args[0])
        if isinstance(data, torch.Tensor):
            return real(data)  # type: ignore[no-any-return]
        if isinstance(data, (list, tuple)) or hasattr(data, "__array__"):
            return torch.tensor(data, dtype=dtype or torch.get_default_dtype())
        return real(*args)  # type: ignore[no-any-return]

    return Kind(real, name, make, f"<class 'torch.{name}'>")


def _initialised(make: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    """A function that would hand out memory as it is, with zeros instead."""

    def zeros(*args: Any, memory_format: object = None, pin_memory: bool = False, **kwargs: Any) -> torch.Tensor:  # noqa: ARG001
        return make(*args, **kwargs)

    zeros.__name__ = zeros.__qualname__ = make.__name__.replace("zeros", "empty")
    return zeros


def _empty_strided(machine: Machine) -> Callable[..., torch.Tensor]:
    def empty_strided(size: Sequence[int], stride: Sequence[int], **kwargs: Any) -> torch.Tensor:
        if 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=False)) > ELEMENTS:
            too_many(machine, tuple(size))
        requires_grad = kwargs.pop("requires_grad", False)
        return torch.empty_strided(size, stride, **kwargs).zero_().requires_grad_(requires_grad)

    return empty_strided


def _inference_mode(machine: Machine) -> Callable[..., Any]:
    """Tensors of the real mode have no version, which recording needs; ``no_grad`` computes the same."""

    def inference_mode(mode: object = True) -> Any:  # noqa: FBT002
        machine.note("inference-mode")
        if callable(mode):
            return torch.no_grad()(mode)
        return torch.no_grad() if mode else torch.enable_grad()

    return inference_mode


def _zeros_in_layers() -> None:
    """Layers take their weights from ``torch.empty``, and a class that derives from one may leave them as they are."""
    host, zeros = torch.empty, _initialised(torch.zeros)

    def empty(*args: Any, **kwargs: Any) -> torch.Tensor:
        make = host if str(kwargs.get("device")) == "meta" else zeros  # torch makes the zeros of ``meta`` by ``empty``
        return make(*args, **kwargs)

    torch.empty = functools.wraps(host)(empty)


_zeros_in_layers()
