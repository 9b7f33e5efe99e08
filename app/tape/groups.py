"""Which module's call an operation belongs to: one Group for each call of an ``nn.Module``, and one for the set-up.

While recording, ``Module._call_impl``, through which every call of a module goes, is wrapped. That costs programs
without modules nothing, closes a group however its call ends, and leaves no hook on any module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor
from torch.nn import Module, ModuleDict, ModuleList

from app.tape.tape import Group, Tape
from app.tape.values import Values

CONTAINERS = frozenset({ModuleList, ModuleDict})  # never called themselves: what they hold belongs to who holds them


class Groups:
    """The groups that are open, and what the program calls its modules."""

    def __init__(self, tape: Tape, values: Values, listening: Callable[[], bool]) -> None:
        self.tape = tape
        self.values = values
        self.listening = listening  # whether what runs now is recorded
        self.names: dict[int, tuple[Module, str]] = {}  # id → the module and the user's name for it
        self.inside: list[Module] = []
        self.before_setup: int | None = None

    def watch(self) -> Callable[[], None]:
        """From now on every call of a module is a group; until the function that is returned is called."""
        original: Callable[..., Any] = Module._call_impl
        listening, opened, inside, tape = self.listening, self._opened, self.inside, self.tape

        def called(module: Module, *args: Any, **kwargs: Any) -> Any:
            if not listening():
                return original(module, *args, **kwargs)
            outer = tape.group
            opened(module, args)
            try:
                return original(module, *args, **kwargs)
            finally:
                tape.group = outer
                inside.pop()

        def leave_alone() -> None:
            Module._call_impl = original  # type: ignore[method-assign]

        Module._call_impl = called  # type: ignore[method-assign, assignment]
        return leave_alone

    def setup(self, *, begins: bool) -> None:
        """Opens or closes the group of the set-up."""
        tape = self.tape
        if begins:
            self.before_setup = tape.group
            tape.groups.append(Group("setup", tape.group, "", None, None))
            tape.group = len(tape.groups) - 1
        else:
            tape.group = self.before_setup

    def called(self, name: str, module: Module) -> None:
        """The user calls ``module`` ``name``: the first name stays."""
        self.names.setdefault(id(module), (module, name))

    def forget(self) -> None:
        """Lets go of every module, and of who records."""
        self.names.clear()
        del self.listening

    def _opened(self, module: Module, args: tuple[Any, ...]) -> None:
        tape = self.tape
        for argument in args:
            if isinstance(argument, Tensor):
                self.values.locate(argument)  # what comes in from outside stands outside
        tape.groups.append(Group("module", tape.group, self._name(module), type(module).__name__, tape.line))
        tape.group = len(tape.groups) - 1
        self.inside.append(module)

    def _name(self, module: Module) -> str:
        """The attribute's name inside another module, else the user's name, else the class's."""
        if self.inside and (path := _path(self.inside[-1], module)) is not None:
            return path
        if id(module) in self.names:
            return self.names[id(module)][1]
        for around in (*reversed(self.inside), *(owner for owner, _ in self.names.values())):
            for path, child in around.named_modules():
                if child is module and path:
                    known = self.names.get(id(around)) if not self.inside else None
                    return path if known is None else f"{known[1]}.{path}"
        return type(module).__name__


def _path(around: Module, module: Module) -> str | None:
    """What ``around`` calls ``module``, which it holds itself or in one of its lists."""
    for name, child in around._modules.items():
        if child is module:
            return name
        if child.__class__ in CONTAINERS and child is not None and (path := _path(child, module)) is not None:
            return f"{name}.{path}"
    return None
