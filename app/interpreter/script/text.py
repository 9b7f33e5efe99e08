"""How a value is written: Python's own text, character for character but for addresses, and no call of a user's method by the host."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn, optim

from app.interpreter.script.kind import Kind

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

PLAIN = frozenset({str, int, float, bool, complex, bytes, type(None), type(...), type(NotImplemented), range})
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
MAX_NESTING = 200  # lists inside lists: Python itself gives up soon after

CALLABLE = (FunctionType, MethodType)


def text(machine: Machine, value: Any) -> str:  # noqa: PLR0911 -- one return for each kind of value
    """``str(value)``."""
    cls = value.__class__
    if cls is str:
        return value  # type: ignore[no-any-return]
    if cls in PLAIN:
        return str(value)
    if cls in machine.aside:
        method = machine.method(cls, "__str__")
        if method is not None:
            return _written(method(value), "__str__")
        if isinstance(value, BaseException) and machine.method(cls, "__repr__") is None:
            return _message(machine, value)
    elif isinstance(value, BaseException):
        return _message(machine, value)
    elif cls.__str__ is not object.__str__:
        return without_address(str(value))
    return representation(machine, value)


def representation(machine: Machine, value: Any) -> str:
    """``repr(value)``."""
    return _Writer(machine).write(value)


class _Writer:
    """One call of ``representation``: knows which containers it is inside of."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.inside: list[Any] = []

    def write(self, value: Any) -> str:  # noqa: C901, PLR0911, PLR0912 -- one branch and one return for each kind of value
        cls = value.__class__
        if cls in PLAIN:
            return repr(value)
        if cls in self.machine.aside:
            return self._own(value, cls)
        container = _CONTAINERS.get(cls)
        if container is not None:
            return self._nested(value, lambda: container(self, value))
        if isinstance(value, BaseException):
            return self._exception(value)
        if isinstance(value, tuple) and hasattr(cls, "_fields"):
            named = (f"{name}={self.write(item)}" for name, item in zip(cls._fields, value, strict=True))
            return f"{cls.__name__}({', '.join(named)})"
        if isinstance(value, nn.Module):
            return self._module(value)
        if cls is Kind:
            return value.shown  # type: ignore[no-any-return]
        if isinstance(value, type):
            return f"<class '__main__.{value.__qualname__}'>" if value in self.machine.aside else repr(value)
        if isinstance(value, CALLABLE) and str(value.__module__).startswith("app."):
            return f"<built-in function {value.__name__.rstrip('_')}>"  # ours stand for Python's and torch's own
        if isinstance(value, FunctionType):
            return f"<function {value.__qualname__}>"
        if isinstance(value, MethodType):
            return f"<bound method {value.__qualname__} of {self.write(value.__self__)}>"
        if isinstance(value, Tensor) or cls.__repr__ is not object.__repr__:
            return without_address(repr(value))
        if cls.__module__ == "builtins" or cls.__module__.startswith("app."):  # ours stand for what Python has built in
            return f"<{getattr(cls, 'shown', cls.__name__)} object>"
        return f"<{cls.__module__}.{cls.__qualname__} object>"

    def _own(self, value: Any, cls: type) -> str:
        method = self.machine.method(cls, "__repr__")
        if method is not None:
            return self._nested(value, lambda: _written(method(value), "__repr__"))
        if isinstance(value, nn.Module):
            return self._module(value)
        if isinstance(value, BaseException):
            return self._exception(value)
        if isinstance(value, optim.Optimizer):
            return without_address(repr(value))
        return f"<__main__.{cls.__qualname__} object>"

    def _nested(self, value: Any, write: Callable[[], str]) -> str:
        if any(value is outer for outer in self.inside):
            return _ITSELF.get(value.__class__, "...")
        if len(self.inside) >= MAX_NESTING:
            raise RecursionError("maximum recursion depth exceeded while getting the repr of an object")
        self.inside.append(value)
        written = write()
        self.inside.pop()
        return written

    def counts(self, counter: Counter[Any]) -> str:
        """The pairs of a Counter, the most common first."""
        return self.pairs(dict(counter.most_common()))

    def arguments(self, made: partial[Any]) -> str:
        """What a partial function holds."""
        named = (f"{name}={self.write(value)}" for name, value in made.keywords.items())
        return ", ".join([self.write(made.func), *map(self.write, made.args), *named])

    def items(self, values: Iterable[Any]) -> str:
        """The items of a container, with commas."""
        return ", ".join(self.write(value) for value in self.machine.ticked(values))

    def pairs(self, values: dict[Any, Any]) -> str:
        """Keys and values of a dictionary, with colons."""
        return ", ".join(
            f"{self.write(key)}: {self.write(value)}" for key, value in self.machine.ticked(values.items())
        )

    def _exception(self, error: BaseException) -> str:
        arguments = self.items(error.args)
        return f"{type(error).__name__}({arguments})"

    def _module(self, module: nn.Module) -> str:
        """As ``nn.Module.__repr__`` does, but the modules inside are written by us."""
        if type(module).__repr__ is not nn.Module.__repr__ and not self._holds_own(module):
            return repr(module)
        return self._nested(module, lambda: self._module_parts(module))

    def _module_parts(self, module: nn.Module) -> str:
        extra = module.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): {_indented(self.write(child))}" for name, child in module._modules.items()]  # noqa: SLF001 -- named_children() leaves repeated ones out
        name = type(module).__name__
        if len(lines) == 1 and not children:
            return f"{name}({lines[0]})"
        body = [*lines, *children]
        return f"{name}(\n  " + "\n  ".join(body) + "\n)" if body else f"{name}()"

    def _holds_own(self, module: nn.Module) -> bool:
        return any(
            self.machine.method(type(inner), "__repr__")
            for inner in module.modules()
            if type(inner) in self.machine.aside
        )


_CONTAINERS: dict[type, Callable[[_Writer, Any], str]] = {
    list: lambda writer, value: f"[{writer.items(value)}]",
    tuple: lambda writer, value: f"({writer.items(value)},)" if len(value) == 1 else f"({writer.items(value)})",
    dict: lambda writer, value: f"{{{writer.pairs(value)}}}",
    set: lambda writer, value: f"{{{writer.items(value)}}}" if value else "set()",
    frozenset: lambda writer, value: f"frozenset({{{writer.items(value)}}})" if value else "frozenset()",
    OrderedDict: lambda writer, value: f"OrderedDict([{writer.items(value.items())}])" if value else "OrderedDict()",
    defaultdict: lambda writer, value: f"defaultdict({writer.write(value.default_factory)}, {{{writer.pairs(value)}}})",
    type({}.keys()): lambda writer, value: f"dict_keys([{writer.items(value)}])",
    type({}.values()): lambda writer, value: f"dict_values([{writer.items(value)}])",
    type({}.items()): lambda writer, value: f"dict_items([{writer.items(value)}])",
    Counter: lambda writer, value: f"Counter({{{writer.counts(value)}}})" if value else "Counter()",
    deque: lambda writer, value: f"deque([{writer.items(value)}]{_longest(value)})",
    partial: lambda writer, value: f"functools.partial({writer.arguments(value)})",
}

_ITSELF: dict[type, str] = {
    list: "[...]",
    tuple: "(...)",
    dict: "{...}",
    OrderedDict: "...",
    defaultdict: "defaultdict(...)",
}


def _message(machine: Machine, error: BaseException) -> str:
    """``str`` of an exception."""
    arguments = error.args
    if isinstance(error, KeyError) and len(arguments) == 1:
        return representation(machine, arguments[0])
    if not arguments:
        return ""
    return text(machine, arguments[0]) if len(arguments) == 1 else representation(machine, arguments)


def _written(answer: object, method: str) -> str:
    if not isinstance(answer, str):
        raise TypeError(f"{method} returned non-string (type {type(answer).__name__})")
    return answer


def _indented(written: str) -> str:
    return written.replace("\n", "\n  ")


def _longest(items: deque[Any]) -> str:
    return "" if items.maxlen is None else f", maxlen={items.maxlen}"


def without_address(written: str) -> str:
    """A host's default text without the address, by which a trace would differ from run to run."""
    return ADDRESS.sub("", written)
