"""The built-in functions that go through their arguments: every item they take is counted."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from app.interpreter.script.arithmetic import NUMBERS, Arithmetic
from app.interpreter.script.comparison import Comparison
from app.interpreter.script.machine import MAX_DEPTH
from app.interpreter.script.namespace import Shared

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

MISSING = object()


class Iteration(Shared):
    """Those functions for one run."""

    def __init__(self, machine: Machine, comparison: Comparison, arithmetic: Arithmetic) -> None:
        self.machine = machine
        self.truth = comparison.truth
        self.plus = arithmetic.binary[ast.Add]

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Name → function."""
        names = "sum min max sorted reversed enumerate zip map filter any all iter next len"
        return {name: getattr(self, name) for name in names.split()}

    def sum(self, iterable: Iterable[Any], /, start: Any = 0) -> Any:
        """``sum``."""
        items = self.machine.gathered(iterable)
        if isinstance(start, str):
            raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
        if all(item.__class__ in NUMBERS for item in (start, *items)):
            return builtins.sum(items, start)
        total = start
        for item in items:
            total = self.plus(total, item)
        return total

    def min(self, *args: Any, **kwargs: Any) -> Any:
        """``min``."""
        return self._extreme(builtins.min, args, kwargs)

    def max(self, *args: Any, **kwargs: Any) -> Any:
        """``max``."""
        return self._extreme(builtins.max, args, kwargs)

    def _extreme(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if len(args) == 1 and args[0].__class__ not in NUMBERS:
            args = (self.machine.ticked(iter(args[0])),)
        return function(*args, **kwargs)

    def sorted(self, iterable: Iterable[Any], /, *, key: Any = None, reverse: Any = False) -> list[Any]:
        """``sorted``."""
        items = self.machine.gathered(iterable)
        self.machine.tick(len(items))
        return builtins.sorted(items, key=key, reverse=self.truth(reverse))

    def reversed(self, sequence: Any, /) -> Any:
        """``reversed``."""
        return builtins.reversed(sequence)

    def enumerate(self, iterable: Iterable[Any], start: int = 0) -> Any:
        """``enumerate``: lazy, counted by whoever goes through it. Knows its length where the iterable does."""
        depth = self._deeper(iterable)
        return ITERATORS["enumerate"](builtins.enumerate(iterable, start), _length(iterable), depth)

    def zip(self, *iterables: Iterable[Any], strict: bool = False) -> Any:
        """``zip``."""
        lengths = [_length(iterable) for iterable in iterables]
        known = [length for length in lengths if length is not None]
        made = builtins.zip(*iterables, strict=strict)
        shortest = builtins.min(known) if known and len(known) == len(lengths) else None
        return ITERATORS["zip"](made, shortest, self._deeper(*iterables))

    def map(self, function: Any, /, *iterables: Iterable[Any]) -> Any:
        """``map``."""
        if not iterables:
            raise TypeError("map() must have at least two arguments.")
        return ITERATORS["map"](builtins.map(function, *iterables), depth=self._deeper(*iterables))

    def filter(self, function: Any, iterable: Iterable[Any], /) -> Any:
        """``filter``: what it leaves out is counted too."""
        source = self.machine.ticked(iter(iterable))
        keep = self.truth if function is None else lambda item: self.truth(function(item))
        return ITERATORS["filter"](item for item in source if keep(item))

    def any(self, iterable: Iterable[Any], /) -> bool:
        """``any``."""
        return builtins.any(self.truth(item) for item in self.machine.ticked(iter(iterable)))

    def all(self, iterable: Iterable[Any], /) -> bool:
        """``all``."""
        return builtins.all(self.truth(item) for item in self.machine.ticked(iter(iterable)))

    def iter(self, source: Any, sentinel: Any = MISSING, /) -> Any:
        """``iter``."""
        if sentinel is MISSING:
            return source if isinstance(source, Counted) else builtins.iter(source)
        return ITERATORS["callable_iterator"](self.machine.ticked(builtins.iter(source, sentinel)))

    def next(self, iterator: Any, default: Any = MISSING, /) -> Any:
        """``next``."""
        return builtins.next(iterator) if default is MISSING else builtins.next(iterator, default)

    def len(self, container: Any, /) -> int:
        """``len``."""
        return builtins.len(container)

    def _deeper(self, *iterables: object) -> int:
        """How many such iterators go through one another: the host goes through all of them at once, uncounted."""
        depth = 1 + builtins.max((one.depth for one in iterables if isinstance(one, Counted)), default=0)
        if depth > MAX_DEPTH:
            self.machine.limit("limit-calls", limit=MAX_DEPTH)
        return depth


class Counted:
    """An iterator that knows how many items are to come, where that is known."""

    __slots__ = ("depth", "items", "length")

    def __init__(self, items: Iterator[Any], length: int | None = None, depth: int = 1) -> None:
        self.items = items
        self.length = length
        self.depth = depth

    def __iter__(self) -> Iterator[Any]:
        return self.items

    def __next__(self) -> Any:
        return next(self.items)

    def __length_hint__(self) -> Any:
        return NotImplemented if self.length is None else self.length

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object>"


# One class for each, named as Python's own: its messages name the class of what they refuse.
ITERATORS: dict[str, type[Counted]] = {
    name: type(name, (Counted,), {"__slots__": ()})
    for name in ("enumerate", "zip", "map", "filter", "callable_iterator")
}


def _length(iterable: object) -> int | None:
    """The length of what will be gone through, where it has one."""
    if isinstance(iterable, Counted):
        return iterable.length
    try:
        return builtins.len(iterable)  # type: ignore[arg-type]
    except TypeError:
        return None
