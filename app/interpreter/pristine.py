"""Puts torch's global state back to what it is in a fresh process, so that no request sees what another one set."""

from __future__ import annotations

import torch
from torch.nn.modules import module

SEED = 0

# Hooks on every module of the process. No table offers what registers them; should one stay, it would see strangers' tensors.
_GLOBAL_HOOKS = tuple(
    name for name, value in vars(module).items() if name.startswith("_global_") and isinstance(value, dict)
)


def pristine() -> None:
    """Gradients on, float32 as default, tensors printed as ever, random numbers from the start, no hook of anyone."""
    while torch._C._len_torch_function_stack():  # noqa: SLF001 -- torch.overrides offers no public name for it
        torch._C._pop_torch_function_stack()  # noqa: SLF001
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default", sci_mode=None)  # type: ignore[no-untyped-call]
    torch.use_deterministic_algorithms(mode=False)
    torch.default_generator.manual_seed(SEED)  # torch.manual_seed asks every kind of device: 0.3 ms
    for name in _GLOBAL_HOOKS:
        getattr(module, name).clear()
