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

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

OPERATIONS = 100_000_000_000  # of one product or decomposition of matrices: some seconds on one core

# Nothing of these allocates by its arguments, and many of them are called all the time.
_HARMLESS = frozenset(
    """
    __get__ __set__ __delete__ __bool__ __float__ __int__ __index__ __len__ __hash__ __format__ __repr__ __contains__
    __setitem__ dim size numel nelement item is_floating_point is_complex backward grad register_hook retain_grad
    register_post_accumulate_grad_hook requires_grad_ detach detach_ stride element_size data_ptr is_contiguous
    fill_ zero_ copy_ normal_ uniform_ clamp_ mul_ add_ sub_ div_ exponential_ random_ bernoulli_ trunc_normal_ constant_
    kaiming_uniform_ kaiming_normal_ xavier_uniform_ xavier_normal_ ones_ zeros_ allclose equal type_as get_device
    """.split()
)
# The result of these grows with a power of what goes in, which the product does not bound.
_ALWAYS = frozenset(
    """
    arange eye diag diagflat diag_embed vander cov corrcoef pdist tril_indices triu_indices combinations cartesian_prod
    meshgrid block_diag interpolate upsample matrix_power einsum multi_dot chain_matmul pad_sequence
    """.split()
)
_CREATION = frozenset(
    """
    zeros ones full empty rand randn randint randperm arange linspace logspace eye tril_indices triu_indices
    empty_strided range
    """.split()
)
_BY_LARGEST = frozenset({"one_hot", "bincount"})
_APART = frozenset({"unbind", "__iter__"})
_PIECES = frozenset({"split", "chunk", "tensor_split", "split_with_sizes", "unsafe_split", "unsafe_chunk"})
_PRODUCTS = frozenset({"matmul", "mm", "bmm", "__matmul__", "__rmatmul__", "linear", "addmm", "mv", "baddbmm"})
_DECOMPOSED = {
    **dict.fromkeys(("svd", "linalg_svd", "linalg_svdvals", "pinverse", "linalg_pinv", "linalg_matrix_rank"), 20),
    **dict.fromkeys(("linalg_eig", "linalg_eigh", "linalg_eigvals", "linalg_eigvalsh", "matrix_exp"), 25),
    **dict.fromkeys(("inverse", "linalg_inv", "det", "linalg_det", "slogdet", "logdet", "linalg_solve", "cholesky"), 2),
    **dict.fromkeys(("qr", "linalg_qr", "linalg_cholesky", "linalg_lstsq", "linalg_lu", "linalg_slogdet"), 4),
}


class Guard(TorchFunctionMode):
    """Looks at every call of torch, those that its own modules make included."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.machine = machine

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Carries the call out, if it is allowed."""
        kwargs = kwargs or {}
        name = getattr(function, "__name__", "")
        if name not in _HARMLESS:
            _check(self.machine, function, name, args, kwargs)
        return function(*args, **kwargs)


def before(machine: Machine, function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Callable[..., Any]:
    """``function``, once its call is allowed: for code that torch calls back with no Guard at work, as hooks are."""
    if not torch._C._len_torch_function_stack():  # noqa: SLF001 -- torch.overrides offers no public name for it
        name = getattr(function, "__name__", "")
        if name not in _HARMLESS and getattr(function, "__module__", "") is not None:
            owner = getattr(function, "__self__", None)
            _check(machine, function, name, (owner, *args) if isinstance(owner, torch.Tensor) else args, kwargs, owner)
    return function  # type: ignore[no-any-return]


def _check(
    machine: Machine,
    function: Callable[..., Any],
    name: str,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    owner: object = None,
) -> None:
    if (kwargs and "device" in kwargs) or name in {"to", "cuda"}:
        _on_cpu(machine, name, args, kwargs)
    if name in _APART and args:
        apart(machine, args[0], args[1] if len(args) > 1 else kwargs.get("dim", 0))
    if name in _PIECES and _bound(args[:1]) > 100_000:
        apart(machine, args[0], kwargs.get("dim", args[2] if len(args) > 2 else 0))
    if name in _BY_LARGEST:
        _by_largest(machine, args[0])
    if name in _PRODUCTS or name in _DECOMPOSED:
        _worked(machine, name, args)
    if (name in _ALWAYS or _bound(args) * _bound(kwargs.values()) > ELEMENTS) and _plain():
        for result in _shapes(function if owner is None else getattr(torch.Tensor, name, function), name, args, kwargs):
            if result.numel() > ELEMENTS:
                too_many(machine, tuple(result.shape))
        if name == "combinations":
            length, chosen = args[0].numel(), args[1] if len(args) > 1 else kwargs.get("r", 2)
            if math.comb(length + chosen, chosen) * chosen > ELEMENTS:
                too_many(machine, (math.comb(length, chosen), chosen))
        if name == "matrix_power":
            size, power = args[0].shape[-1], abs(args[1] if len(args) > 1 else kwargs.get("n", 0))
            _bounded(machine, 4 * size**3 * max(1, power.bit_length()))


def _bound(values: Iterable[Any]) -> float:
    """A number that what is computed from ``values`` alone does not exceed, but for the functions in ``_ALWAYS``."""
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
) -> list[torch.Tensor]:
    """What the call would return, without memory; nothing where only its values would tell."""
    known: dict[int, torch.Tensor] = {}
    given = tuple(_without_memory(value, known) for value in args)
    named = {key: _without_memory(value, known) for key, value in kwargs.items() if key not in {"generator", "out"}}
    if name in _CREATION:
        named |= (
            {"device": "meta", "requires_grad": False, "pin_memory": False} if name != "range" else {"device": "meta"}
        )
    try:
        with torch._C.DisableTorchFunction(), torch.no_grad():  # noqa: SLF001 -- the only way past every mode
            found = function(*given, **named)
    except Exception:  # noqa: BLE001 -- what is wrong with the call, the call itself will say
        return []
    return [
        part for part in (found if isinstance(found, (tuple, list)) else (found,)) if isinstance(part, torch.Tensor)
    ]


def _without_memory(value: Any, known: dict[int, torch.Tensor]) -> Any:
    if isinstance(value, torch.Tensor):
        if id(value) not in known:
            known[id(value)] = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
        return known[id(value)]
    if type(value) in (tuple, list):
        return type(value)(_without_memory(part, known) for part in value)
    return value


def _on_cpu(machine: Machine, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    given = ["cuda"] if name == "cuda" else [kwargs.get("device"), *(args[1:] if name == "to" else ())]
    for value in given:
        if isinstance(value, (str, torch.device)) and not str(value).startswith("cpu"):
            machine.refuse("no-such-device", device=str(value))


def _by_largest(machine: Machine, tensor: Any) -> None:
    """``one_hot`` and ``bincount`` make room for the largest number that they find."""
    if isinstance(tensor, torch.Tensor) and tensor.numel() and not tensor.is_floating_point() and _plain():
        with torch._C.DisableTorchFunction():  # noqa: SLF001
            largest = int(tensor.max())
        if (largest + 1) * tensor.numel() > ELEMENTS:
            too_many(machine, (*tensor.shape, largest + 1))


def _worked(machine: Machine, name: str, args: tuple[Any, ...]) -> None:
    """Counts the multiplications of products and decompositions of matrices."""
    tensors = [value for value in args if isinstance(value, torch.Tensor)]
    if not tensors or not tensors[0].dim():
        return
    first = tensors[0]
    if name in _DECOMPOSED:
        _bounded(machine, _DECOMPOSED[name] * first.numel() * min(first.shape[-2:]))
    elif len(tensors) > 1 and tensors[1].dim():
        left, right = tensors[-2:] if name in {"addmm", "baddbmm"} else tensors[:2]
        _bounded(machine, 2 * left.numel() * (right.shape[0] if name == "linear" else right.shape[-1]))


def _bounded(machine: Machine, operations: int) -> None:
    if operations > OPERATIONS:
        machine.limit("limit-multiplications", limit=OPERATIONS)
