"""``super()``: methods of the classes above, found in the order of the instance's own class."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from app.interpreter.script import access
from app.interpreter.script.kind import Kind

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

FROM_OBJECT = frozenset({"__init__"})  # what every class has


class Super:
    """What ``super()`` returns: where the search starts, and for whom."""

    __slots__ = ("instance", "start")

    def __init__(self, start: Any, instance: Any) -> None:
        if isinstance(start, Kind) or not isinstance(start, type):
            raise TypeError("super() argument 1 must be a type, not " + type(start).__name__)
        owner = instance if isinstance(instance, type) else type(instance)
        if not issubclass(owner, start):
            raise TypeError("super(type, obj): obj must be an instance or subtype of type")
        self.start = start
        self.instance = instance


Super.__name__ = Super.__qualname__ = "super"  # as Python's messages call it


def super_attribute(machine: Machine, found: Super, name: str) -> Any:
    """``super().name``: the program's own methods, and of torch's classes what the tables allow of the instance."""
    instance, start = found.instance, found.start
    owner = instance if isinstance(instance, type) else type(instance)
    order = owner.__mro__
    for cls in order[order.index(start) + 1 :]:
        kept = machine.aside.get(cls)
        if kept is not None:
            if name in kept:
                return kept[name].__get__(instance, owner)
            if name in cls.__dict__:
                return getattr(super(start, instance), name)
        elif name in cls.__dict__:
            if name not in FROM_OBJECT:
                access.attribute(machine, instance, name)  # refuses what no table allows
            found = getattr(super(start, instance), name)
            return access.of_host(cls, name) if isinstance(found, FunctionType) else found
    raise AttributeError(f"'super' object has no attribute '{name}'")
