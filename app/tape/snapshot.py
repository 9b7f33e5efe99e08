"""Tensor → Value: what a tensor held at one moment, as plain Python that JSON can carry.

A snapshot is taken at once, because torch goes on to write into the same memory: gradients are accumulated in place,
leaves are stepped by optimizers. A tensor of up to 256 elements is kept whole; a larger one is summarised.
"""

from __future__ import annotations

import math
from itertools import chain
from typing import Any, TypeAlias

import torch
from torch import Tensor

WHOLE_ELEMENTS = 256  # a picture cannot show more numbers than this one by one
HEAD_ELEMENTS = 8
MOST_DIMENSIONS = 32  # of lists in lists; one that holds itself has no end of them
HISTOGRAM_BINS = 16
SAMPLE_ELEMENTS = 1024  # a histogram of all elements would cost more than the operation itself


Value: TypeAlias = dict[str, Any]  # shape, dtype, data, summary, as they go on the wire: made once, never again

STRIDED = torch.strided
KINDS = {  # name, and whether an element may be something that JSON cannot hold
    dtype: (str(dtype).removeprefix("torch."), dtype.is_floating_point or dtype.is_complex)
    for dtype in vars(torch).values()
    if isinstance(dtype, torch.dtype)
}
SHAPES: dict[tuple[int, ...], tuple[list[int], bool]] = {}  # shape → as a list, whether it is kept whole
MAX_SHAPES = 4096  # a long-lived process must not grow with every shape it has ever seen


def snapshot(tensor: Tensor) -> Value:
    """What ``tensor`` holds now. Sparse tensors are shown dense."""
    size = tensor.shape
    shape, whole = SHAPES.get(size) or _shape(size)
    name, special = KINDS[tensor.dtype]
    if tensor.layout is not STRIDED:
        tensor = tensor.to_dense()
    if not whole:
        return {"shape": shape, "dtype": name, "data": None, "summary": _summary(tensor.detach())}
    data = tensor.tolist()
    if special:
        depth = len(shape)  # numbers, vectors and matrices are most: no list is made for them
        total = sum(data) if depth == 1 else sum(chain.from_iterable(data)) if depth == 2 else data
        if (total.__class__ is not float or total - total != 0.0) and not _finite(data):
            data = encoded(data)
    return {"shape": shape, "dtype": name, "data": data, "summary": None}


def _shape(size: tuple[int, ...]) -> tuple[list[int], bool]:
    if len(SHAPES) >= MAX_SHAPES:
        SHAPES.clear()
    known = SHAPES[size] = ([*size], math.prod(size) <= WHOLE_ELEMENTS)
    return known


def same(one: Value, other: Value) -> bool:
    """Whether two snapshots hold the same bits: 0.0 equals −0.0, but what is added to it afterwards can tell."""
    return one == other and (one["dtype"][0] not in "fbc" or str(one["data"]) == str(other["data"]))


def number(value: complex) -> Value:
    """The snapshot of a plain Python number."""
    return {"shape": [], "dtype": "python", "data": encoded(value), "summary": None}


def nested(value: Any) -> Value | None:
    """The snapshot of a number or of regular nested lists of numbers; None for anything else."""
    shape: list[int] = []
    level = [value]
    while all(isinstance(item, list | tuple) for item in level):
        lengths = {len(item) for item in level}
        if len(lengths) != 1:
            return None
        shape.append(lengths.pop())
        if len(shape) > MOST_DIMENSIONS:
            return None
        level = [item for row in level for item in row]
        if not level or len(level) > WHOLE_ELEMENTS:
            return None
    if not all(isinstance(item, int | float) for item in level):
        return None
    return {"shape": shape, "dtype": "python", "data": encoded(value), "summary": None}


def encoded(data: Any) -> Any:
    """``data`` in a form that JSON keeps apart: NaN and ±∞ as words, complex numbers as ``"1+2j"``."""
    match data:
        case list() | tuple():
            return [encoded(item) for item in data]
        case float() if not math.isfinite(data):
            return "NaN" if math.isnan(data) else "Infinity" if data > 0 else "-Infinity"
        case complex():
            return str(data).strip("()")
        case int() if not -(2**63) <= data < 2**63:  # JSON's integers, as orjson writes them, end there
            return encoded(_as_float(data))
        case _:
            return data


def _as_float(whole: int) -> float:
    try:
        return float(whole)
    except OverflowError:
        return math.inf if whole > 0 else -math.inf


def _finite(data: Any) -> bool:
    """Whether a number, or every number of nested lists, is finite; False also where only their sum is not."""
    while data.__class__ is list:
        if not data:
            return True
        data = [*chain.from_iterable(data)] if data[0].__class__ is list else sum(data)
    return data.__class__ is float and data - data == 0.0


def _summary(tensor: Tensor) -> dict[str, Any]:
    flat = tensor.reshape(-1)
    head = flat[:HEAD_ELEMENTS].tolist()
    if flat.dtype is torch.float32 and (total := flat.sum().item()) - total == 0.0:
        return _finite_summary(flat, total, head)
    head = encoded(head)
    if flat.is_complex():
        unknown = dict.fromkeys(("min", "max", "mean", "norm", "histogram"))
        return {
            **unknown,
            "nan": int(flat.isnan().sum()),
            "inf": int(flat.isinf().sum()),
            "head": head,
        }
    if not flat.is_floating_point():
        flat = flat.double()
    total = flat.sum().item()
    nan = 0
    if math.isnan(total):
        missing = flat.isnan()
        nan = int(missing.sum())
        flat = flat[~missing]
    if flat.numel() == 0:
        return {
            "min": None,
            "max": None,
            "mean": None,
            "norm": None,
            "nan": nan,
            "inf": 0,
            "head": head,
            "histogram": None,
        }
    low, high = (bound.item() for bound in torch.aminmax(flat))
    mean = (flat.sum().item() if nan else total) / flat.numel()
    norm = torch.linalg.vector_norm(flat).item()
    bounded = math.isfinite(low) and math.isfinite(high)
    return {
        "min": encoded(low),
        "max": encoded(high),
        "mean": encoded(mean),
        "norm": encoded(norm),
        "nan": nan,
        "inf": 0 if bounded else int(flat.isinf().sum()),
        "head": head,
        "histogram": _histogram(flat, low, high) if bounded and low < high else None,
    }


def _finite_summary(flat: Tensor, total: float, head: list[float]) -> dict[str, Any]:
    """The same where the sum is finite, as it mostly is: then so is every element, and nothing needs a word."""
    low, high = (bound.item() for bound in torch.aminmax(flat))
    return {
        "min": low,
        "max": high,
        "mean": total / flat.numel(),
        "norm": encoded(torch.linalg.vector_norm(flat).item()),
        "nan": 0,
        "inf": 0,
        "head": head,
        "histogram": _histogram(flat, low, high) if low < high else None,
    }


def _histogram(flat: Tensor, low: float, high: float) -> list[int]:
    """Counts of ``HISTOGRAM_BINS`` equal bins from ``low`` to ``high``."""
    stride = -(-flat.numel() // SAMPLE_ELEMENTS)
    sample = flat[::stride].double()
    counts: list[float] = torch.histc(sample, HISTOGRAM_BINS, low, high).tolist()
    return [int(count) for count in counts]
