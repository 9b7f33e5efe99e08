"""Puts torch's global state back to what it is in a fresh process, so that no request sees what another one set."""

from __future__ import annotations

import torch

SEED = 0


def pristine() -> None:
    """Gradients on, float32 as default, random numbers from the start."""
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.manual_seed(SEED)
