"""What stands for a type in a program: a token that can be called, compared and asked for its name, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.interpreter.script.namespace import Shared

NUMBERS = frozenset({bool, int, float, complex})  # that torch takes for a dtype


class Kind(Shared):
    """Stands for the type ``real``. One token for each type, so that ``type(x) == int`` compares tokens.

    ``make`` is what calling the token does; without it the type cannot be called here. ``name`` is its ``__name__``,
    ``shown`` how Python prints it.
    """

    __slots__ = ("make", "name", "real", "shown")

    def __init__(
        self, real: type | tuple[type, ...], name: str, make: Callable[..., Any] | None = None, shown: str | None = None
    ) -> None:
        self.real = real
        self.name = name
        self.make = make
        self.shown = shown or f"<class '{name}'>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """A value of the type, made by ``make``."""
        if self.make is None:
            raise TypeError(f"cannot create '{self.name}' instances")
        return self.make(*args, **kwargs)

    def __repr__(self) -> str:
        return self.shown

    def __or__(self, other: object) -> Kind:
        """``int | float``, as ``isinstance`` takes it."""
        return Kind(
            (*_types(self), *_types(other)), "Union", shown=f"{self.name} | {getattr(other, '__name__', other)}"
        )


Kind.__name__ = Kind.__qualname__ = "type"  # as Python's messages call what stands for a type


def _types(kind: object) -> tuple[type, ...]:
    if isinstance(kind, Kind):
        return kind.real if isinstance(kind.real, tuple) else (kind.real,)
    if isinstance(kind, type):
        return (kind,)
    if kind is None:
        return (type(None),)
    raise TypeError(f"unsupported operand type(s) for |: 'type' and '{type(kind).__name__}'")


def real_types(kinds: object) -> tuple[type, ...]:
    """The types that a token, a type or a tuple of them, however nested, stands for."""
    if isinstance(kinds, tuple):
        return tuple(real for kind in kinds for real in real_types(kind))
    if kinds is None:
        raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
    try:
        return _types(kinds)
    except TypeError:
        raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union") from None


def unwrapped(value: Any) -> Any:
    """``float`` as torch takes it, for ``dtype=float``. No other type is handed on: what keeps it would give it back."""
    return value.real if value.__class__ is Kind and value.real in NUMBERS else value
