"""Members of Python's modules that know no bounds of their own, and of those that would reach the machine."""

from __future__ import annotations

import collections
import copy
import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.interpreter.script.kind import Kind
from app.interpreter.script.namespace import Shared
from app.interpreter.script.tables import MODULES

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

MAX_BITS = 32_768  # of an integer


def mathematics(machine: Machine) -> Mapping[str, object]:
    """The members of ``math`` that can make integers without end, or go on without end."""
    integer = _integer(machine)

    def product(iterable: Iterable[Any], *, start: Any = 1) -> Any:
        total = start
        for factor in machine.ticked(iterable):
            if isinstance(total, int) and isinstance(factor, int):
                integer(total.bit_length() + factor.bit_length())
            total = total * factor
        return total

    def lcm(*integers: int) -> int:
        integer(sum(abs(n).bit_length() for n in integers if isinstance(n, int)))
        return math.lcm(*integers)

    def fsum(seq: Iterable[float]) -> float:
        return math.fsum(machine.ticked(seq))

    return {**_counting(integer), "prod": product, "lcm": lcm, "fsum": fsum}


def _integer(machine: Machine) -> Callable[[float], None]:
    def integer(bits: float) -> None:
        if bits > MAX_BITS:
            machine.limit("limit-integer", limit=MAX_BITS)

    return integer


def _counting(integer: Callable[[float], None]) -> dict[str, object]:
    def factorial(n: int) -> int:
        n = _whole(n)
        if isinstance(n, int) and n > 1:
            integer(n * math.log2(n / math.e) if n > 4 else 0)
        return math.factorial(n)

    def comb(n: int, k: int) -> int:
        n, k = _whole(n), _whole(k)
        if isinstance(n, int) and isinstance(k, int) and 0 <= k <= n:
            less = min(k, n - k)
            integer(less * math.log2(math.e * n / less) if less else 0)
        return math.comb(n, k)

    def perm(n: int, k: int | None = None) -> int:
        n, k = _whole(n), None if k is None else _whole(k)
        count = n if k is None else k
        if isinstance(n, int) and isinstance(count, int) and 0 < count <= n:
            integer(count * math.log2(n) - (0 if count < n else count * math.log2(math.e)))
        return math.perm(n, k)

    return {"factorial": factorial, "comb": comb, "perm": perm}


def _whole(number: Any) -> Any:
    """What stands for an integer, as that integer; anything else as it is."""
    return operator.index(number) if hasattr(number, "__index__") else number


def containers(machine: Machine) -> Mapping[str, object]:
    """The members of ``collections``, filled step by step."""

    def counter(iterable: Any = (), /, **counts: int) -> collections.Counter[Any]:
        filled = iterable if isinstance(iterable, Mapping) else machine.gathered(iterable)
        return collections.Counter(filled, **counts)

    def deque(iterable: Iterable[Any] = (), maxlen: int | None = None) -> collections.deque[Any]:
        return collections.deque(machine.gathered(iterable), maxlen)

    def ordered(items: Any = (), /, **named: Any) -> collections.OrderedDict[Any, Any]:
        filled = items if isinstance(items, Mapping) else machine.gathered(items)
        return collections.OrderedDict(filled, **named)

    def default(factory: Any = None, items: Any = (), /, **named: Any) -> collections.defaultdict[Any, Any]:
        filled = items if isinstance(items, Mapping) else machine.gathered(items)
        return collections.defaultdict(factory, filled, **named)

    def namedtuple(typename: str, field_names: Any, **options: Any) -> Any:
        rest = {name: value for name, value in options.items() if name in {"rename", "defaults"}}
        made = collections.namedtuple(typename, field_names, **rest, module="__main__")  # type: ignore[misc]  # noqa: PYI024
        machine.kinds[made] = made  # type: ignore[assignment]
        return made

    return {
        "Counter": Kind(collections.Counter, "Counter", counter, "<class 'collections.Counter'>"),
        "deque": Kind(collections.deque, "deque", deque, "<class 'collections.deque'>"),
        "OrderedDict": Kind(collections.OrderedDict, "OrderedDict", ordered, "<class 'collections.OrderedDict'>"),
        "defaultdict": Kind(collections.defaultdict, "defaultdict", default, "<class 'collections.defaultdict'>"),
        "namedtuple": namedtuple,
    }


def iteration(machine: Machine) -> Mapping[str, object]:
    """The members of ``itertools``: each item that one of them passes on is a step."""

    def stepped(make: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        def call(*args: Any, **kwargs: Any) -> Iterator[Any]:
            made = machine.ticked(make(*map(_counted, args), **kwargs))
            made.__name__ = made.__qualname__ = make.__name__  # type: ignore[attr-defined]
            return made

        call.__name__ = call.__qualname__ = make.__name__
        return call

    def _counted(arg: Any) -> Any:
        return arg if isinstance(arg, (int, float, str)) or callable(arg) else machine.ticked(arg)

    def product(*iterables: Iterable[Any], repeat: int = 1) -> Iterator[Any]:
        machine.length(repeat)
        return machine.ticked(itertools.product(*map(machine.gathered, iterables), repeat=repeat))

    made = {name: stepped(getattr(itertools, name)) for name in MODULES["itertools"]}
    return {**made, "product": product, "chain": Chain(machine, made["chain"])}


class Chain(Shared):
    """``itertools.chain``, a function with a second one as its attribute."""

    __slots__ = ("call", "machine")

    def __init__(self, machine: Machine, call: Callable[..., Iterator[Any]]) -> None:
        self.machine = machine
        self.call = call

    def __call__(self, *iterables: Iterable[Any]) -> Iterator[Any]:
        """The items of each."""
        return self.call(*iterables)

    def __repr__(self) -> str:
        return "<class 'itertools.chain'>"

    def from_iterable(self, iterables: Iterable[Iterable[Any]]) -> Iterator[Any]:
        """The items of each item."""
        return self.machine.ticked(
            itertools.chain.from_iterable(map(self.machine.ticked, self.machine.ticked(iterables)))
        )


def functions(machine: Machine) -> Mapping[str, object]:
    """The members of ``functools``."""

    def reduce(function: Callable[[Any, Any], Any], iterable: Iterable[Any], /, *initial: Any) -> Any:
        return functools.reduce(function, machine.ticked(iterable), *initial)

    return {"reduce": reduce}


def copying(machine: Machine) -> Mapping[str, object]:
    """The members of ``copy``, for what a program holds; a module or a function of ours is itself its copy."""

    def deep(x: Any, memo: Any = None) -> Any:  # noqa: ARG001
        machine.tick(64)
        return copy.deepcopy(x)

    def shallow(x: Any) -> Any:
        machine.tick(64)
        return copy.copy(x)

    return {"copy": shallow, "deepcopy": deep}


def clock(machine: Machine) -> Mapping[str, object]:
    """``time``: there is no clock in a run, which must give the same trace every time, and nobody to wait for it."""

    def sleep(seconds: float) -> None:
        machine.limit("limit-sleep", seconds=float(seconds))

    return {"sleep": sleep}


def warning(machine: Machine) -> Mapping[str, object]:
    """``warnings``: a run shows none of the host's, so there is nothing to filter."""

    def filtered(*_: object, **__: object) -> None:
        """Nothing is shown that could be filtered."""

    def warn(message: object, category: object = None, *_: object, **__: object) -> None:
        name = getattr(category, "__name__", "UserWarning")
        machine.print(f"{name}: {machine.text(message)}\n")

    return {"filterwarnings": filtered, "simplefilter": filtered, "warn": warn}


class Hint(Shared):
    """A name of ``typing``: it stands in annotations, and says nothing there that the run would need."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"typing.{self.name}"

    def __getitem__(self, _: object) -> Hint:
        return self

    def __or__(self, _: object) -> Hint:
        return self

    def __ror__(self, _: object) -> Hint:
        return self


def hints(machine: Machine) -> Mapping[str, object]:  # noqa: ARG001
    """The members of ``typing``."""

    def cast(_: object, val: Any) -> Any:
        return val

    return {**{name: Hint(name) for name in MODULES["typing"]}, "cast": cast}


def future(machine: Machine) -> Mapping[str, object]:  # noqa: ARG001
    """``from __future__ import …`` names what Python 3 does anyway."""
    return {name: Hint(name) for name in MODULES["__future__"]}
