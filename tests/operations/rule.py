"""What a rule is held against: a call of torch, its operands, and every rule said a second time, in torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor


class Case(NamedTuple):
    """A call, its operands in the order of the slots, and its rules in the order of the slots."""

    call: Callable[..., Any]
    operands: list[Tensor]
    said: list[tuple[str, Callable[..., Tensor] | None]]  # None: a slot that takes no gradient


def given(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(len(shape) + sum(shape)))


def other(*shape: int) -> Tensor:
    return torch.flip(given(*shape), [0]) * 0.7 + 0.1


def true(condition: Tensor) -> Tensor:
    return condition.double()


X, V, M, SQUARE = given(4), other(4), given(3, 4), given(3, 3)
INDEX, ROW = torch.tensor([2, 0, 2]), torch.tensor([1, 0, 3])
P, T = torch.sigmoid(X), torch.sigmoid(V)
MASK = X > 0
