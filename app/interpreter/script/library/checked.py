"""Functions of torch that go through memory by sizes and numbers which they do not check themselves.

A program can give each of them such as lead outside of its own tensors, to whatever an earlier run left there. They are
replaced once for the whole process, since layers, hooks and data sets reach them where no guard of ours looks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import torch
from torch import _VF, Tensor

Shape = tuple[int, ...]

_LSTM = _VF.lstm
_CTC_LOSS = torch.ctc_loss


@functools.wraps(_LSTM)
def lstm(data: Tensor, *args: Any) -> Any:
    """As torch's own, for weights of the shapes that the states ask for."""
    packed = isinstance(args[0], Tensor)  # (data, batch_sizes, states, weights, …), else (data, states, weights, …)
    states, weights, bias, layers, _, _, both_ways = args[packed : packed + 7]
    expected = list(_weights(data.shape[-1], states, layers, 2 if both_ways else 1, bias=bias))
    found = [tuple(weight.shape) for weight in weights]
    if found != expected:
        raise RuntimeError(f"LSTM: Expected weights of the sizes {expected}, got {found}")
    return _LSTM(data, *args)


def _weights(width: int, states: Any, layers: int, directions: int, *, bias: bool) -> Iterator[Shape]:
    projected, hidden = (state.shape[-1] for state in states)
    for layer in range(layers):
        for _ in range(directions):
            yield 4 * hidden, width if layer == 0 else projected * directions
            yield 4 * hidden, projected
            if bias:
                yield from ((4 * hidden,), (4 * hidden,))
            if projected != hidden:
                yield projected, hidden


@functools.wraps(_CTC_LOSS)
def ctc_loss(log_probs: Tensor, targets: Tensor, *args: Any, **kwargs: Any) -> Any:
    """As torch's own, for targets that are labels."""
    labels = log_probs.shape[-1]
    with torch._C.DisableTorchFunction():  # noqa: SLF001 -- who else listens is not to hear what is only asked
        if targets.numel() and not bool(((targets >= 0) & (targets < labels)).all()):
            raise RuntimeError(f"ctc_loss: Expected targets to have values in [0, {labels})")
    return _CTC_LOSS(log_probs, targets, *args, **kwargs)


_VF.lstm = lstm  # type: ignore[assignment]
torch.ctc_loss = ctc_loss
