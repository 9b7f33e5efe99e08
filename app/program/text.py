"""The reading as Unicode text: ``Q = 3·a³ − b²``. Read again with the same inputs, it is the same tree."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from app.program.functions import FUNCTIONS
from app.program.names import Names
from app.program.notation import ELEMENTWISE, JUXTAPOSED, Call, Line, Literal, Notation, Operation, Word

SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a piece of text holds together

_SIGNS = {"add": " + ", "sub": " − ", "mul": "·", "div": "/", "matmul": " @ ", ELEMENTWISE: " ⊙ ", JUXTAPOSED: " "}
_PREFERRED = {
    "log": "ln",
    "sigmoid": "σ",
    "trace": "tr",
    "maximum": "max",
    "minimum": "min",
    "amax": "max",
    "amin": "min",
}
_NUMBERED = {"log2": "log₂", "log10": "log₁₀"}
_TAIL = re.compile("[⁽′]")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(lines: Sequence[tuple[Line, Notation]], names: Names) -> str:
    """Every line as it was understood, one below the other."""
    writer = _Writer(names)
    return "\n".join(writer.line(line, value) for line, value in lines)


def exponent_text(exponent: Notation) -> str | None:
    """``²`` or ``⁻¹`` for a whole number; ``None`` for any other exponent."""
    if isinstance(exponent, Literal) and isinstance(exponent.value, int):
        return str(exponent.value).translate(_SUPERSCRIPT)
    if isinstance(exponent, Operation) and exponent.key == "neg":
        size = exponent_text(exponent.operands[0])
        return f"⁻{size}" if size is not None and not size.startswith("⁻") else None
    return None


class _Writer:
    def __init__(self, names: Names) -> None:
        self.names = names

    def line(self, line: Line, value: Notation) -> str:
        right = self.piece(value)[0]
        if line.name is None:
            return right
        if line.parameters is None:
            return f"{self.name(line.name)} = {right}"
        return f"{self.name(line.name)}({', '.join(map(self.name, line.parameters))}) = {right}"

    def name(self, name: str) -> str:
        if self.names.reads_as_one(name):
            return name
        found = _TAIL.search(name)
        end = found.start() if found else len(name)
        return rf"\mathrm{{{name[:end]}}}{name[end:]}"

    def piece(self, node: Notation) -> tuple[str, int]:
        """The text of ``node`` and how tightly it holds together."""
        if isinstance(node, Word):
            return self.name(node.name), ATOM
        if isinstance(node, Literal):
            return self.number(node.value)
        pieces = [self.piece(operand) for operand in node.operands]
        if isinstance(node, Call):
            return _called(self.name(node.function), pieces), ATOM
        return self.operation(node, pieces)

    def number(self, value: float) -> tuple[str, int]:
        if value == math.pi and not self.names.is_declared("π"):
            return "π", ATOM
        if value == math.e and not self.names.is_declared("e"):
            return "e", POWER  # as the base of a power it would be exp
        return repr(value), ATOM

    def operation(self, node: Operation, pieces: list[tuple[str, int]]) -> tuple[str, int]:  # noqa: PLR0911 - one return a form
        key = node.key
        if key in ("add", "sub"):
            return _joined(key, _held(pieces[0], SUM), _right(pieces[1], PRODUCT)), SUM
        if key in ("mul", "div", "matmul", ELEMENTWISE):
            return _joined(key, _held(pieces[0], PRODUCT), _right(pieces[1], POWER)), PRODUCT
        if key == JUXTAPOSED:
            signed = pieces[0][0].startswith("−")
            return _joined(key, _held(pieces[0], POWER if signed else PRODUCT), _held(pieces[1], POWER)), PRODUCT
        if key == "neg":
            return f"−{_held(pieces[0], POWER)}", PRODUCT
        if key == "pow":
            return self.power(node, pieces), POWER
        if key == "transpose":
            return f"{_held(pieces[0], ATOM)}ᵀ", POWER
        if key == "sqrt":
            return f"√{_held(pieces[0], ATOM)}", POWER
        if key in ("abs", "norm"):
            bar = "|" if key == "abs" else "‖"
            if not any(sign in pieces[0][0] for sign in "|‖"):
                return f"{bar}{pieces[0][0]}{bar}", ATOM
        return _called(self.function(key), pieces), ATOM

    def power(self, node: Operation, pieces: list[tuple[str, int]]) -> str:
        base = _held(pieces[0], ATOM)
        raised = exponent_text(node.operands[1])
        if raised is not None:
            return f"{base}{raised}"
        exponent = node.operands[1]
        bare = isinstance(exponent, Word | Literal) and pieces[1][1] == ATOM
        return f"{base}^{pieces[1][0]}" if bare else f"{base}^({pieces[1][0]})"

    def function(self, key: str) -> str:
        """A word for ``key`` that no name of the text hides."""
        if key in _NUMBERED:
            return _NUMBERED[key]
        words = [_PREFERRED.get(key, key), *(word for word, function in FUNCTIONS.items() if function.key == key)]
        return next((word for word in words if not self.names.is_declared(word)), key)


def _held(piece: tuple[str, int], least: int) -> str:
    written, tightness = piece
    return written if tightness >= least else f"({written})"


def _right(piece: tuple[str, int], least: int) -> str:
    """The right operand; a minus there is bracketed: ``a + (−b)``."""
    return f"({piece[0]})" if piece[0].startswith("−") else _held(piece, least)


def _joined(key: str, left: str, right: str) -> str:
    return f"{left}{_SIGNS[key]}{right}"


def _called(function: str, pieces: list[tuple[str, int]]) -> str:
    return f"{function}({', '.join(written for written, _ in pieces)})"
