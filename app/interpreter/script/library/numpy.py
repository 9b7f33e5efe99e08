"""``numpy``: its functions on our Arrays, bounded, and with random numbers from the seed of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from app.interpreter.script.kind import Kind
from app.interpreter.script.library.array import ELEMENTS, Array, TooMany, bare, bounded, lifted
from app.interpreter.script.namespace import Shared
from app.interpreter.script.tables import MODULES, TYPES

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

_CONSTANTS = frozenset({"__version__", "pi", "e", "inf", "nan", "newaxis"})
_DTYPES = frozenset({"float32", "float64", "int32", "int64", "bool_", "float16", "uint8"})
_LARGER = frozenset({"outer", "meshgrid", "tile", "repeat", "diag", "eye", "identity", "kron"})  # than what goes in
_SHAPED = frozenset({"zeros", "ones", "full", "empty"})


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``numpy``."""
    return {
        **{name: getattr(np, name) for name in MODULES["numpy"] if name in _CONSTANTS},
        **{name: Kind(getattr(np, name), name, lifted(getattr(np, name)), repr(getattr(np, name))) for name in _DTYPES},
        **{
            name: _function(machine, name, getattr(np, name))
            for name in MODULES["numpy"]
            if name not in _CONSTANTS and name not in _DTYPES and name not in {"random", "linalg", "ndarray"}
        },
        "ndarray": Kind(Array, "ndarray", None, "<class 'numpy.ndarray'>"),
    }


def linalg(machine: Machine) -> Mapping[str, object]:
    """The members of ``numpy.linalg``."""
    return {name: _function(machine, name, getattr(np.linalg, name)) for name in MODULES["numpy.linalg"]}


class Random(Shared):
    """numpy's generator of random numbers: ``numpy.random`` itself, or one that the program made with a seed.

    ``make`` builds numpy's own, when the first number is asked for: that takes longer than most programs.
    """

    __slots__ = ("kind", "machine", "made", "make")

    def __init__(self, machine: Machine, kind: type, make: Callable[[], Any]) -> None:
        self.machine = machine
        self.kind = kind
        self.make = make
        self.made: Any = None

    def __repr__(self) -> str:
        return self.kind.__name__

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in TYPES["numpy.Random"] or not hasattr(self.kind, name):
            raise AttributeError(f"'{self!r}' object has no attribute '{name}'")

        def drawn(*args: Any, **kwargs: Any) -> Any:
            size = kwargs.get("size", args if name in {"rand", "randn"} else args[-1:] if args else ())
            _shape(self.machine, _sizes(size))
            if self.made is None:
                self.made = self.make()
            return lifted(getattr(self.made, name))(*args, **kwargs)

        drawn.__name__ = drawn.__qualname__ = name
        return drawn


def chance(machine: Machine) -> Mapping[str, object]:
    """The members of ``numpy.random``, which start from the same state in every run."""

    def random_state(seed: int = 0) -> Random:
        return Random(machine, np.random.RandomState, lambda: np.random.RandomState(seed))

    def default_rng(seed: int = 0) -> Random:
        return Random(machine, np.random.Generator, lambda: np.random.default_rng(seed))

    run = random_state()
    made = {"RandomState": random_state, "default_rng": default_rng}
    return {**{name: getattr(run, name) for name in MODULES["numpy.random"] - made.keys()}, **made}


def _function(machine: Machine, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    call = lifted(function if name != "empty" else np.zeros)

    def bounded_call(*args: Any, **kwargs: Any) -> Any:
        try:
            _estimate(name, args, kwargs)
            return call(*args, **kwargs)
        except TooMany as error:
            machine.limit("limit-elements", shape=str(error.args[0]), limit=ELEMENTS)

    bounded_call.__name__ = bounded_call.__qualname__ = name
    return bounded_call


def _estimate(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Raises TooMany where the result would have more elements than an array may have."""
    values = (*args, *kwargs.values())
    if name in _SHAPED:
        bounded(_sizes(kwargs.get("shape", args[0] if args else ())))
    elif name == "arange":
        start, stop, step = (*args, *(0, args[0], 1)[len(args) :])[:3] if len(args) > 1 else (0, *args, 1)
        bounded((max(0, int((stop - start) / (kwargs.get("step", step) or 1))),))
    elif name in {"linspace", "logspace"}:
        bounded(_sizes(kwargs.get("num", args[2] if len(args) > 2 else 50)))
    elif name in _LARGER:
        sizes = [np.size(bare(value)) if isinstance(value, (Array, list)) else value for value in _flat(values)]
        count = [abs(size) for size in sizes if isinstance(size, int)]
        bounded((*count, *(count if name in {"diag", "eye", "identity"} and len(count) == 1 else ())))
    elif name in {"add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "mod", "where"}:
        bounded(np.broadcast_shapes(*(np.shape(bare(value)) for value in args)))


def _flat(values: tuple[Any, ...]) -> list[Any]:
    return [part for value in values for part in (value if isinstance(value, tuple) else (value,))]


def _sizes(size: object) -> tuple[int, ...]:
    parts = size if isinstance(size, (tuple, list)) else (size,)
    return tuple(part for part in parts if isinstance(part, int))


def _shape(machine: Machine, sizes: tuple[int, ...]) -> None:
    try:
        bounded(sizes)
    except TooMany:
        machine.limit("limit-elements", shape=str(sizes), limit=ELEMENTS)
