"""Python's operators, bounded: no integer above 32,768 bits and no sequence above a million items comes out of one."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from app.interpreter.script.formatting import percent
from app.interpreter.script.machine import MAX_LENGTH, Machine

MAX_BITS = 4_096 * 8  # of an integer: ten thousand digits
NUMBERS: frozenset[Any] = frozenset({int, float, bool, complex})
INTEGERS: frozenset[Any] = frozenset({int, bool})
SEQUENCES: frozenset[Any] = frozenset({str, bytes, list, tuple})

Binary = Callable[[Any, Any], Any]

SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}  # fmt: skip


class Arithmetic:
    """The operators of one run. ``numbers`` are for two plain numbers, ``binary`` and ``inplace`` for anything."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.numbers: dict[type[ast.operator], Binary] = {
            **_RAW,
            ast.Mult: self.times,
            ast.Pow: self.power,
            ast.LShift: self.shift,
        }
        self.binary: dict[type[ast.operator], Binary] = {**self.numbers, ast.Add: self.plus, ast.Mod: self.modulo}
        self.inplace: dict[type[ast.operator], Binary] = {
            **_RAW_INPLACE,
            ast.Add: self._guarded(self.plus, operator.iadd),
            ast.Mult: self._guarded(self.times, operator.imul),
            ast.Mod: self._guarded(self.modulo, operator.imod),
            ast.Pow: self._guarded(self.power, operator.ipow),
            ast.LShift: self._guarded(self.shift, operator.ilshift),
        }

    def plus(self, left: Any, right: Any) -> Any:
        """``left + right``."""
        if left.__class__ in SEQUENCES and right.__class__ in SEQUENCES:
            self._sequence(len(left) + len(right))
        return left + right

    def times(self, left: Any, right: Any) -> Any:
        """``left * right``."""
        if left.__class__ in INTEGERS and right.__class__ in INTEGERS:
            self._bits(left.bit_length() + right.bit_length())
        elif left.__class__ in SEQUENCES and right.__class__ in INTEGERS:
            self._sequence(len(left) * right)
        elif right.__class__ in SEQUENCES and left.__class__ in INTEGERS:
            self._sequence(len(right) * left)
        return left * right

    def power(self, base: Any, exponent: Any) -> Any:
        """``base ** exponent``."""
        if base.__class__ in INTEGERS and exponent.__class__ in INTEGERS and exponent > 1 and not -1 <= base <= 1:
            self._bits((base.bit_length() - 1) * exponent)
        return base**exponent

    def shift(self, left: Any, right: Any) -> Any:
        """``left << right``."""
        if left.__class__ in INTEGERS and right.__class__ in INTEGERS and left and right > 0:
            self._bits(left.bit_length() + right)
        return left << right

    def modulo(self, left: Any, right: Any) -> Any:
        """``left % right``: the remainder, or a text with its gaps filled."""
        return percent(self.machine, left, right) if left.__class__ is str else left % right

    def _guarded(self, guarded: Binary, inplace: Binary) -> Binary:
        """``guarded`` where the result is new; ``inplace`` where the left operand may change itself."""
        new = NUMBERS | {str, bytes, tuple}

        def run(left: Any, right: Any) -> Any:
            if left.__class__ in new:
                return guarded(left, right)
            if left.__class__ is list:
                return self._list(inplace, left, right)
            return inplace(left, right)

        return run

    def _list(self, inplace: Binary, left: list[Any], right: Any) -> Any:
        if inplace is operator.iadd:
            items = self.machine.gathered(right)
            self._sequence(len(left) + len(items))
            return inplace(left, items)
        if right.__class__ in INTEGERS:
            self._sequence(len(left) * right)
        return inplace(left, right)

    def _bits(self, bits: int) -> None:
        if bits > MAX_BITS:
            self.machine.limit("limit-integer", limit=MAX_BITS)

    def _sequence(self, length: int) -> None:
        if length > MAX_LENGTH:
            self.machine.length(length)
        self.machine.tick(length >> 6)  # copying 64 items takes about as long as one step


_RAW: dict[type[ast.operator], Binary] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.MatMult: operator.matmul, ast.RShift: operator.rshift, ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}  # fmt: skip
_RAW_INPLACE: dict[type[ast.operator], Binary] = {
    ast.Sub: operator.isub, ast.Div: operator.itruediv, ast.FloorDiv: operator.ifloordiv, ast.MatMult: operator.imatmul,
    ast.RShift: operator.irshift, ast.BitAnd: operator.iand, ast.BitOr: operator.ior, ast.BitXor: operator.ixor,
}  # fmt: skip
