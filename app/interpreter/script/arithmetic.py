"""Python's operators, bounded: no integer above 32,768 bits and no sequence above a million items comes out of one."""

from __future__ import annotations

import ast
import operator
from collections import deque
from collections.abc import Callable
from typing import Any

from app.interpreter.script.formatting import percent
from app.interpreter.script.machine import MAX_LENGTH, Machine

MAX_BITS = 4_096 * 8  # of an integer: ten thousand digits
NUMBERS: frozenset[Any] = frozenset({int, float, bool, complex})
INTEGERS: frozenset[Any] = frozenset({int, bool})
SEQUENCES = (str, bytes, list, tuple, deque)

Binary = Callable[[Any, Any], Any]

SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}  # fmt: skip


class Arithmetic:
    """The operators of one run. ``numbers`` are for two plain numbers, ``binary`` and ``inplace`` for anything."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        bounds: dict[type[ast.operator], Callable[[Any, Any], None]] = {
            ast.Add: self._adding,
            ast.Mult: self._multiplying,
            ast.Pow: self._raising,
            ast.LShift: self._shifting,
        }
        self.binary: dict[type[ast.operator], Binary] = {
            **_RAW,
            **{sign: _bounded(bound, _RAW[sign]) for sign, bound in bounds.items()},
            ast.Mod: self._filling(operator.mod),
        }
        self.numbers = {**self.binary, ast.Add: operator.add, ast.Mod: operator.mod}
        self.inplace: dict[type[ast.operator], Binary] = {
            **_RAW_INPLACE,
            **{sign: _bounded(bound, _RAW_INPLACE[sign]) for sign, bound in bounds.items()},
            ast.Add: self._extending(_bounded(self._adding, operator.iadd)),
            ast.Mod: self._filling(operator.imod),
        }

    def _adding(self, left: Any, right: Any) -> None:
        if isinstance(left, SEQUENCES) and isinstance(right, SEQUENCES):
            self._sequence(len(left) + len(right))

    def _multiplying(self, left: Any, right: Any) -> None:
        if left.__class__ in INTEGERS and right.__class__ in INTEGERS:
            self._bits(left.bit_length() + right.bit_length())
        elif isinstance(left, SEQUENCES) and _repeats(right):
            self._sequence(len(left) * operator.index(right))
        elif isinstance(right, SEQUENCES) and _repeats(left):
            self._sequence(len(right) * operator.index(left))

    def _raising(self, base: Any, exponent: Any) -> None:
        if base.__class__ in INTEGERS and exponent.__class__ in INTEGERS and exponent > 1 and not -1 <= base <= 1:
            self._bits((base.bit_length() - 1) * exponent)

    def _shifting(self, left: Any, right: Any) -> None:
        if left.__class__ in INTEGERS and right.__class__ in INTEGERS and left and right > 0:
            self._bits(left.bit_length() + right)

    def _filling(self, remainder: Binary) -> Binary:
        """``%``: the remainder, or a text with its gaps filled."""

        def run(left: Any, right: Any) -> Any:
            return percent(self.machine, left, right) if left.__class__ is str else remainder(left, right)

        return run

    def _extending(self, add: Binary) -> Binary:
        """``+=``, which lets a list take in whatever can be gone through."""

        def run(left: Any, right: Any) -> Any:
            if left.__class__ is list and right.__class__ is not list:
                iter(right)
                right = self.machine.gathered(right)
            return add(left, right)

        return run

    def _bits(self, bits: int) -> None:
        if bits > MAX_BITS:
            self.machine.limit("limit-integer", limit=MAX_BITS)

    def _sequence(self, length: int) -> None:
        if length > MAX_LENGTH:
            self.machine.length(length)
        self.machine.tick(max(length, 0) >> 6)  # copying 64 items takes about as long as one step


def _repeats(number: Any) -> bool:
    """Whether a sequence times ``number`` is the sequence so many times over, not what ``number`` makes of it."""
    return number.__class__ in INTEGERS or (hasattr(number, "__index__") and not hasattr(number, "__rmul__"))


def _bounded(bound: Callable[[Any, Any], None], operation: Binary) -> Binary:
    """``operation`` on what ``bound`` lets through."""

    def run(left: Any, right: Any) -> Any:
        bound(left, right)
        return operation(left, right)

    return run


_RAW: dict[type[ast.operator], Binary] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.MatMult: operator.matmul, ast.RShift: operator.rshift, ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_, ast.BitXor: operator.xor, ast.Mult: operator.mul, ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
}  # fmt: skip
_RAW_INPLACE: dict[type[ast.operator], Binary] = {
    ast.Sub: operator.isub, ast.Div: operator.itruediv, ast.FloorDiv: operator.ifloordiv, ast.MatMult: operator.imatmul,
    ast.RShift: operator.irshift, ast.BitAnd: operator.iand, ast.BitOr: operator.ior, ast.BitXor: operator.ixor,
    ast.Add: operator.iadd, ast.Mod: operator.imod, ast.Mult: operator.imul, ast.Pow: operator.ipow,
    ast.LShift: operator.ilshift,
}  # fmt: skip
