"""``==``, ``in`` and truth where a program's classes have their own: those methods are called by us, never by the host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

NESTED = (list, tuple)
MAX_NESTING = 200


class Comparison:
    """Equality and truth of one run. ``own``: some class of the program defines its own equality."""

    def __init__(self, machine: Machine, *, own: bool) -> None:
        self.machine = machine
        self.own = own

    def equal(self, left: Any, right: Any, depth: int = 0) -> Any:
        """``left == right``."""
        if not self.own:
            return left == right
        if depth > MAX_NESTING:
            raise RecursionError("maximum recursion depth exceeded in comparison")
        for one, other in self._tried(left, right):
            method = self.machine.method(type(one), "__eq__")
            if method is not None:
                answer = method(one, other)
                if answer is not NotImplemented:
                    return answer
        if isinstance(left, NESTED) and type(left) is type(right):
            return self._items(left, right, depth)
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            return left.keys() == right.keys() and all(self._same(left[key], right[key], depth) for key in left)
        return left == right

    def unequal(self, left: Any, right: Any) -> Any:
        """``left != right``."""
        if not self.own or isinstance(left, Tensor) or isinstance(right, Tensor):
            return left != right
        kinds = (type(left), type(right))
        if any(self._defines(kind, "__ne__") for kind in kinds):
            return left != right
        if any(kind in self.machine.aside for kind in kinds) or isinstance(left, (*NESTED, Mapping)):
            return not self.truth(self.equal(left, right))
        return left != right

    def _defines(self, cls: type, name: str) -> bool:
        return any(name in vars(base) for base in cls.__mro__ if base in self.machine.aside)

    def contains(self, item: Any, container: Any) -> bool:
        """``item in container``."""
        if self.own and isinstance(container, NESTED):
            return any(self._same(item, member, 0) for member in self.machine.ticked(container))
        if isinstance(container, range | str | dict | set | frozenset | Tensor):
            return item in container
        if isinstance(container, NESTED):
            self.machine.tick(len(container) >> 4)
            return item in container
        kind = type(container)
        if hasattr(kind, "__contains__"):
            return item in container
        if not hasattr(kind, "__iter__") and not hasattr(kind, "__getitem__"):
            raise TypeError(f"argument of type '{kind.__name__}' is not iterable")
        return any(self._same(item, member, 0) for member in self.machine.ticked(container))

    def truth(self, value: Any) -> bool:
        """``bool(value)``."""
        if type(value) in self.machine.aside:
            method = self.machine.method(type(value), "__bool__")
            if method is not None:
                answer = method(value)
                if not isinstance(answer, bool):
                    raise TypeError(f"__bool__ should return bool, returned {type(answer).__name__}")
                return answer
        return bool(value)

    def _tried(self, left: Any, right: Any) -> list[tuple[Any, Any]]:
        """Whose ``__eq__`` is asked, in Python's order: a subclass on the right goes first."""
        tried = [(left, right), (right, left)]
        if type(right) is not type(left) and issubclass(type(right), type(left)):
            tried.reverse()
        return tried

    def _items(self, left: Any, right: Any, depth: int) -> bool:
        self.machine.tick(len(left))
        return len(left) == len(right) and all(self._same(*pair, depth) for pair in zip(left, right, strict=True))

    def _same(self, left: Any, right: Any, depth: int) -> bool:
        return left is right or self.truth(self.equal(left, right, depth + 1))
