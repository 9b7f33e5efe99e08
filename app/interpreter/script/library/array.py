"""Array: numpy's array as a program sees it, which never holds the real one in its hands."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from app.interpreter.script.kind import NUMBERS, Kind

_KINDS = frozenset("biufcUS")  # numbers and texts: whatever else an array may hold is not for its own methods to touch
ELEMENTS = 16_000_000  # of any one array


class Array:
    """Wraps ``elements``. Shows itself as numpy's arrays do; what it offers is the table ``Array``."""

    __slots__ = ("elements",)
    __hash__ = None  # type: ignore[assignment]
    shown = "numpy.ndarray"

    def __init__(self, elements: np.ndarray[Any, Any]) -> None:
        self.elements = elements

    def __repr__(self) -> str:
        return repr(self.elements)

    def __str__(self) -> str:
        return str(self.elements)

    def __format__(self, specification: str) -> str:
        return format(self.elements, specification)

    def __len__(self) -> int:
        return len(self.elements)

    def __iter__(self) -> Iterator[Any]:
        return (wrapped(item) for item in self.elements)

    def __getitem__(self, key: Any) -> Any:
        return wrapped(self.elements[bare(key)])

    def __setitem__(self, key: Any, value: Any) -> None:
        self.elements[bare(key)] = bare(value)

    def __contains__(self, item: Any) -> bool:
        return bool(bare(item) in self.elements)

    def __bool__(self) -> bool:
        return bool(self.elements)

    def __float__(self) -> float:
        return float(self.elements)

    def __int__(self) -> int:
        return int(self.elements)

    def __index__(self) -> int:
        return operator.index(self.elements)

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each dimension."""
        return tuple(self.elements.shape)

    @property
    def T(self) -> Any:  # noqa: N802 -- numpy's name
        """The transpose, a view."""
        return wrapped(self.elements.T)

    def tolist(self) -> Any:
        """Nested lists of Python's numbers."""
        return self.elements.tolist()

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray[Any, Any]:  # noqa: FBT001
        return np.array(self.elements, dtype=dtype, copy=copy)  # type: ignore[call-overload, no-any-return]

    def __copy__(self) -> Array:
        return Array(self.elements.copy())

    def __deepcopy__(self, memo: object) -> Array:
        return Array(self.elements.copy())

    def repeat(self, repeats: int, axis: int | None = None) -> Any:
        """Each element several times."""
        bounded((self.elements.size, repeats if isinstance(repeats, int) else 1))
        return wrapped(self.elements.repeat(repeats, axis))

    def __getattr__(self, name: str) -> Any:
        """What the table ``Array`` lists and no line above defines: numpy's own, with what goes in and out converted."""
        if name.startswith("_"):
            raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")
        value = getattr(self.elements, name)
        return lifted(value) if callable(value) else value


def _binary(name: str) -> Callable[[Array, Any], Any]:
    function = getattr(operator, name)

    def method(self: Array, other: Any) -> Any:
        if isinstance(other, torch.Tensor):
            return function(torch.from_numpy(self.elements), other)
        return _broadcast(function, self.elements, other)

    return method


def _reflected(name: str) -> Callable[[Array, Any], Any]:
    function = getattr(operator, name)

    def method(self: Array, other: Any) -> Any:
        if isinstance(other, torch.Tensor):
            return function(other, torch.from_numpy(self.elements))
        return _broadcast(function, bare(other), self.elements)

    return method


def _inplace(name: str) -> Callable[[Array, Any], Any]:
    function = getattr(operator, name)

    def method(self: Array, other: Any) -> Any:
        return wrapped(function(self.elements, bare(other)))

    return method


def _unary(name: str) -> Callable[[Array], Any]:
    function = getattr(operator, name)
    return lambda self: wrapped(function(self.elements))


def _broadcast(function: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    left, right = bare(left), bare(right)
    if function is operator.matmul:
        return wrapped(function(left, right))
    shape = np.broadcast_shapes(np.shape(left), np.shape(right)) if _listed(left) and _listed(right) else ()
    bounded(shape)
    return wrapped(function(left, right))


def _listed(value: object) -> bool:
    return isinstance(value, (np.ndarray, list, tuple, int, float, complex, np.generic))


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"):
    _bare = _name.rstrip("_")
    setattr(Array, f"__{_bare}__", _binary(_name))
    setattr(Array, f"__r{_bare}__", _reflected(_name))
    setattr(Array, f"__i{_bare}__", _inplace(f"i{_bare}"))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Array, f"__{_name}__", _binary(_name))
for _name in ("neg", "pos", "invert", "abs"):
    setattr(Array, f"__{_name}__", _unary(_name))


class TooMany(MemoryError):  # noqa: N818 -- not an error of ours: it becomes a LimitError where the machine is known
    """An array of this shape would have more elements than one may have."""


def bounded(shape: tuple[int, ...]) -> tuple[int, ...]:
    """``shape``, if an array may have it. Raises TooMany."""
    count = 1
    for length in shape:
        count *= length
    if count > ELEMENTS:
        raise TooMany(shape)
    return shape


def wrapped(value: Any) -> Any:
    """What numpy returned, as a program may hold it: an array as an Array, one number as Python's own."""
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind not in _KINDS:
            raise TypeError(f"arrays of {value.dtype} are not supported")
        if isinstance(value, np.ndarray):
            return Array(value)
        # One single-precision number keeps its precision, and so the digits that it is printed with.
        return value.item() if value.dtype.itemsize == 8 or value.dtype.kind in "biuUS" else Array(np.asarray(value))
    if isinstance(value, (tuple, list)):
        return (
            type(value)(wrapped(item) for item in value) if type(value) in (tuple, list) else tuple(map(wrapped, value))
        )
    return value


def bare(value: Any) -> Any:
    """What a program holds, as numpy and torch take it."""
    if isinstance(value, Array):
        return value.elements
    if (
        value.__class__ is Kind
        and isinstance(value.real, type)
        and (value.real in NUMBERS or issubclass(value.real, np.generic))
    ):
        return value.real
    if type(value) in (list, tuple) and any(isinstance(item, (Array, list, tuple)) for item in value):
        return type(value)(bare(item) for item in value)
    return value


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` of numpy, with what goes in unwrapped and what comes out wrapped."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return wrapped(function(*map(bare, args), **{name: bare(value) for name, value in kwargs.items()}))

    call.__name__ = call.__qualname__ = getattr(function, "__name__", "function")
    return call
