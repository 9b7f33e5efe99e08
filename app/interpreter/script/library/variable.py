"""``Variable`` of the old days: nothing but a tensor now, and so the tensor itself wherever nobody could tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch

from app.interpreter.script.kind import Kind

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine


def members(_: Machine) -> Mapping[str, object]:
    """The members of ``torch.autograd`` that are ours."""
    return {"Variable": Kind(torch.autograd.Variable, "Variable", _made, repr(torch.autograd.Variable))}


def _made(data: Any, *args: Any, **kwargs: Any) -> torch.Tensor:
    """A second tensor, which torch makes on the same memory, would stand in the picture as another input."""
    asked = args[0] if args else kwargs.get("requires_grad", False)
    if isinstance(data, torch.Tensor) and not data.requires_grad and not asked:
        return data
    return torch.autograd.Variable(data, *args, **kwargs)
