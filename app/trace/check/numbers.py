"""Values of a Trace as numpy arrays, and the comparisons a check needs: bit for bit, and as close as rounding allows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

EXACT = {"float64", "float32", "float16", "complex128", "complex64", "int64", "int32", "int16", "int8", "uint8"}
ROUNDING = {"float64": 1e-9, "float32": 1e-4, "float16": 1e-2}  # of a few operations in a row, relative


def array_of(value: dict[str, Any]) -> Array | None:
    """The elements, in the value's own arithmetic; None where it is summarised or numpy has no such arithmetic."""
    dtype = value["dtype"]
    if value["data"] is None or dtype not in EXACT:
        return None
    data = value["data"]
    if dtype.startswith("complex"):
        return np.array(_complex(data), dtype=dtype).reshape(value["shape"])
    return np.array(_floats(data), dtype=dtype).reshape(value["shape"])


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two values are equal bit for bit, every NaN being equal to every other."""
    return one is other or bool(
        one["shape"] == other["shape"]
        and one["dtype"] == other["dtype"]
        and repr(one["data"]) == repr(other["data"])
        and one["summary"] == other["summary"]
    )


def equal(array: Array, value: dict[str, Any]) -> bool:
    """Whether ``value`` holds exactly ``array``; −0 and 0 differ, NaN equals NaN."""
    other = array_of(value)
    if other is None:
        return True
    return bool(
        array.shape == other.shape
        and array.dtype == other.dtype
        and np.array_equal(array, other, equal_nan=array.dtype.kind in "fc")
        and (array.dtype.kind != "f" or np.array_equal(np.signbit(array[array == 0]), np.signbit(other[other == 0])))
    )


def add(one: Array, other: Array) -> Array:
    """Their sum in their own arithmetic."""
    with np.errstate(all="ignore"):
        return np.asarray(one + other)


def chained(upstream: Array | None, local: Array | None, contribution: Array | None) -> bool | None:
    """Whether upstream × local, summed over broadcast axes, is ``contribution``; None where that cannot be told."""
    if upstream is None or local is None or contribution is None or contribution.dtype.kind != "f":
        return None
    if not all(np.isfinite(array).all() for array in (upstream, local, contribution)):
        return None
    exact = np.asarray(upstream, dtype=np.float64) * np.asarray(local, dtype=np.float64)
    total, size = _unbroadcast(exact, contribution.shape), _unbroadcast(np.abs(exact), contribution.shape)
    rounding = ROUNDING[str(contribution.dtype)]
    smallest = np.finfo(contribution.dtype).tiny / rounding
    return bool(np.all(np.abs(total - contribution) <= rounding * size + smallest))


def _unbroadcast(array: Array, shape: tuple[int, ...]) -> Array:
    leading = tuple(range(array.ndim - len(shape)))
    array = array.sum(axis=leading)
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1 and array.shape[axis] != 1)
    return np.asarray(array.sum(axis=stretched, keepdims=True)).reshape(shape)


def _floats(data: Any) -> Any:
    if isinstance(data, list):
        return [_floats(item) for item in data]
    return float(data) if isinstance(data, str) else data


def _complex(data: Any) -> Any:
    return [_complex(item) for item in data] if isinstance(data, list) else complex(data)
