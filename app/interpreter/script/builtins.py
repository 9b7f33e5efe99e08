"""The names that need no import: Python's built-in functions and types, bounded, and the exceptions."""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Iterable
from types import BuiltinFunctionType, MethodType
from typing import TYPE_CHECKING, Any

from app.interpreter.script import access
from app.interpreter.script.arithmetic import MAX_BITS, Arithmetic
from app.interpreter.script.comparison import Comparison
from app.interpreter.script.formatting import converted, formatted
from app.interpreter.script.iteration import MISSING, Iteration
from app.interpreter.script.kind import Kind, real_types
from app.interpreter.script.namespace import Shared
from app.interpreter.script.superclass import Super

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

EXCEPTIONS = (
    Exception, ArithmeticError, AssertionError, AttributeError, EOFError, FileNotFoundError, FloatingPointError,
    ImportError, IndexError, KeyError, LookupError, MemoryError, ModuleNotFoundError, NameError, NotImplementedError,
    OSError, OverflowError, RecursionError, RuntimeError, RuntimeWarning, StopIteration, TypeError, UnboundLocalError,
    UnicodeError, UserWarning, ValueError, Warning, ZeroDivisionError, DeprecationWarning,
)  # fmt: skip
TYPES = (bool, int, float, complex, str, list, tuple, dict, set, frozenset, range, slice, object, type, bytes)
FUNCTIONS = (
    "abs", "all", "any", "ascii", "bin", "callable", "chr", "divmod", "enumerate", "filter", "format", "getattr", "hasattr",
    "hash", "hex", "isinstance", "issubclass", "iter", "len", "map", "max", "min", "next", "oct", "ord", "pow", "print",
    "repr", "reversed", "round", "setattr", "sorted", "sum", "zip",
)  # fmt: skip
DECORATORS = ("property", "staticmethod", "classmethod")
CONSTANTS: dict[str, object] = {"NotImplemented": NotImplemented, "Ellipsis": ..., "__name__": "__main__"}
NAMES = frozenset({*FUNCTIONS, *DECORATORS, *CONSTANTS, "super", *(kind.__name__ for kind in (*EXCEPTIONS, *TYPES))})
MAX_DIGITS = 400  # that ``round`` is asked to leave; every float is itself from there on


def names_of(machine: Machine, comparison: Comparison, arithmetic: Arithmetic) -> dict[str, object]:
    """Every built-in name with its object for one run."""
    return Builtins(machine, comparison, arithmetic).names()


class Builtins(Shared):
    """The built-in functions of one run."""

    def __init__(self, machine: Machine, comparison: Comparison, arithmetic: Arithmetic) -> None:
        self.machine = machine
        self.comparison = comparison
        self.arithmetic = arithmetic
        self.iteration = Iteration(machine, comparison, arithmetic)

    def names(self) -> dict[str, object]:
        """Name → object."""
        going = self.iteration.functions()
        functions = {
            name: going.get(name) or getattr(self, f"{name}_", None) or getattr(builtins, name) for name in FUNCTIONS
        }
        makers: dict[type, Callable[..., Any] | None] = {
            bool: self._bool, int: self._int, float: float, complex: complex, str: self._str, list: self._list,
            tuple: self._tuple, dict: self._dict, set: self._set, frozenset: self._frozenset, range: range,
            slice: slice, type: self._type, object: None, bytes: self._bytes,
        }  # fmt: skip
        for real, make in makers.items():
            self.machine.kinds[real] = Kind(real, real.__name__, make)
        for name in ("enumerate", "zip", "map", "filter"):
            self.machine.kinds.setdefault(getattr(builtins, name), Kind(getattr(builtins, name), name, going[name]))
        return {
            **functions,
            **{name: getattr(builtins, name) for name in DECORATORS},
            **CONSTANTS,
            "super": self._super,
            **{error.__name__: error for error in EXCEPTIONS},
            **{real.__name__: self.machine.kinds[real] for real in makers},
        }

    # -- functions ------------------------------------------------------------------------------------------------------

    def print_(self, *args: Any, sep: Any = None, end: Any = None, file: Any = None, flush: Any = False) -> None:  # noqa: ARG002
        """``print``."""
        if file is not None:
            self.machine.refuse("not-available", name="print(file=…)")
        for name, given in (("sep", sep), ("end", end)):
            if given is not None and not isinstance(given, str):
                raise TypeError(f"{name} must be None or a string, not {type(given).__name__}")
        written = (" " if sep is None else sep).join([self.machine.text(value) for value in args])
        self.machine.print(written + ("\n" if end is None else end))

    def repr_(self, value: Any, /) -> str:
        """``repr``."""
        return self.machine.representation(value)

    def ascii_(self, value: Any, /) -> str:
        """``ascii``."""
        return str(converted(self.machine, value, "a"))

    def format_(self, value: Any, specification: str = "", /) -> str:
        """``format``."""
        return formatted(self.machine, value, specification)

    def hash_(self, value: Any, /) -> int:
        """``hash``: not of a text, since it differs from run to run, nor of what is hashed by its address."""
        if isinstance(value, int | float | bool):
            return hash(value)
        hash(value)
        return self.machine.refuse("not-available", name=f"hash({type(value).__name__})")

    def isinstance_(self, value: Any, kinds: Any, /) -> bool:
        """``isinstance``."""
        return isinstance(value, real_types(kinds))

    def issubclass_(self, cls: Any, kinds: Any, /) -> bool:
        """``issubclass``."""
        real = cls.real if isinstance(cls, Kind) else cls
        if not isinstance(real, type):
            raise TypeError("issubclass() arg 1 must be a class")
        return issubclass(real, real_types(kinds))

    def getattr_(self, value: Any, name: Any, default: Any = MISSING, /) -> Any:
        """``getattr``, by the rules of every attribute."""
        try:
            return access.attribute(self.machine, value, self._name(name))
        except AttributeError:
            if default is MISSING:
                raise
            return default

    def hasattr_(self, value: Any, name: Any, /) -> bool:
        """``hasattr``, by the rules of every attribute."""
        try:
            access.attribute(self.machine, value, self._name(name))
        except AttributeError:
            return False
        return True

    def setattr_(self, value: Any, name: Any, given: Any, /) -> None:
        """``setattr``, by the rules of every attribute."""
        access.assign(self.machine, value, self._name(name), given)

    def _name(self, name: Any) -> str:
        if not isinstance(name, str):
            raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")
        if name.startswith("__"):
            self.machine.refuse("not-available", name=name)
        return name

    def round_(self, number: Any, ndigits: Any = None) -> Any:
        """``round``."""
        ndigits = operator.index(ndigits) if hasattr(ndigits, "__index__") else ndigits
        if isinstance(ndigits, int) and isinstance(number, int | float) and abs(ndigits) > MAX_DIGITS:
            if ndigits > 0:
                return number
            self.machine.limit("limit-integer", limit=MAX_BITS)  # Python would first compute that power of ten
        return round(number, ndigits)

    def pow_(self, base: Any, exp: Any, mod: Any = None) -> Any:
        """``pow``."""
        return self.arithmetic.binary[ast.Pow](base, exp) if mod is None else pow(base, exp, mod)

    # -- types ----------------------------------------------------------------------------------------------------------

    def _bool(self, value: Any = False, /) -> bool:  # noqa: FBT002 -- as Python's own
        return self.comparison.truth(value)

    def _int(self, value: Any = 0, /, *args: Any, **kwargs: Any) -> int:
        self.machine.tick()
        made = int(value, *args, **kwargs)
        if made.bit_length() > MAX_BITS:
            self.machine.limit("limit-integer", limit=MAX_BITS)
        return made

    def _str(self, value: Any = "", /) -> str:
        return self.machine.text(value)

    def _list(self, iterable: Iterable[Any] = (), /) -> list[Any]:
        return self.machine.gathered(_iterable(iterable))

    def _tuple(self, iterable: Iterable[Any] = (), /) -> tuple[Any, ...]:
        return tuple(self.machine.gathered(_iterable(iterable)))

    def _set(self, iterable: Iterable[Any] = (), /) -> set[Any]:
        return set(self.machine.gathered(_iterable(iterable)))

    def _frozenset(self, iterable: Iterable[Any] = (), /) -> frozenset[Any]:
        return frozenset(self.machine.gathered(_iterable(iterable)))

    def _bytes(self, source: Any = b"", /) -> bytes:
        if isinstance(source, int):
            self.machine.length(source)
            return bytes(source)
        return source if isinstance(source, bytes) else bytes(self.machine.gathered(_iterable(source)))

    def _dict(self, source: Any = (), /, **kwargs: Any) -> dict[Any, Any]:
        if isinstance(source, dict):
            self.machine.tick(len(source))
            return {**source, **kwargs}
        return dict(self.machine.gathered(_iterable(source)), **kwargs)

    def _type(self, value: Any, /) -> Any:
        if isinstance(value, MethodType) and str(value.__module__).startswith("app."):
            return self.machine.kind_of(BuiltinFunctionType)  # ours stand for Python's own
        return self.machine.kind_of(type if isinstance(value, Kind) else type(value))

    def _super(self, start: Any, instance: Any, /) -> Any:
        return Super(start, instance)


def _iterable(source: Any) -> Any:
    """``source``, or Python's TypeError where it cannot be gone through."""
    iter(source)
    return source
