"""The reading as LaTeX: ``Q = 3a^{3} - b^{2}``. Made of our own words only: nothing that was typed passes through unescaped."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.operations.notation import name_latex
from app.program.notation import ELEMENTWISE, JUXTAPOSED, Call, Line, Literal, Notation, Operation, Word

_SUM, _BIG, _PRODUCT, _POWER, _ATOM = range(5)  # how tightly a piece holds together; _BIG ends in a Σ that reaches on

_COMMANDS = {
    "sin": r"\sin",
    "cos": r"\cos",
    "tan": r"\tan",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "tanh": r"\tanh",
    "log": r"\ln",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "sigmoid": r"\sigma",
    "det": r"\det",
    "maximum": r"\max",
    "minimum": r"\min",
    "amax": r"\max",
    "amin": r"\min",
    "trace": r"\operatorname{tr}",
}


def latex(lines: Sequence[tuple[Line, Notation]]) -> str:
    """The lines as one formula, aligned at ``=`` where there are several."""
    if len(lines) == 1:
        return _line(*lines[0], sign="=")
    rows = r" \\ ".join(_line(line, value, sign="&=") for line, value in lines)
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def _line(line: Line, value: Notation, sign: str) -> str:
    right = piece(value)[0]
    if line.name is None:
        return f"& {right}" if sign == "&=" else right
    parameters = "" if line.parameters is None else rf"\left({', '.join(map(name_latex, line.parameters))}\right)"
    return f"{name_latex(line.name)}{parameters} {sign} {right}"


def piece(node: Notation) -> tuple[str, int]:
    """The LaTeX of ``node`` and how tightly it holds together."""
    if isinstance(node, Word):
        written = name_latex(node.name)
        return written, _POWER if "^" in written else _ATOM  # TeX refuses a second superscript
    if isinstance(node, Literal):
        return _number(node.value)
    pieces = [piece(operand) for operand in node.operands]
    if isinstance(node, Call):
        return rf"{name_latex(node.function)}{_bracketed(pieces)}", _ATOM
    return _operation(node, pieces)


def _number(value: float) -> tuple[str, int]:
    if value in (math.pi, math.e):
        return (r"\pi" if value == math.pi else "e"), _ATOM
    written = repr(value)
    if "e" not in written:
        return written, _ATOM
    digits, exponent = written.split("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}", _PRODUCT


def _operation(node: Operation, pieces: list[tuple[str, int]]) -> tuple[str, int]:  # noqa: PLR0911 - one return a form
    key = node.key
    if key in ("add", "sub"):
        return f"{_held(pieces[0], _SUM)} {'+' if key == 'add' else '-'} {_right(pieces[1], _BIG)}", _SUM
    if key in ("mul", "matmul", ELEMENTWISE, JUXTAPOSED):
        return _product(node, pieces), min(_PRODUCT, max(pieces[1][1], _BIG))
    if key == "neg":
        return f"-{_right(pieces[0], _BIG)}", min(_PRODUCT, max(pieces[0][1], _BIG))
    if key == "div":
        return rf"\frac{{{pieces[0][0]}}}{{{pieces[1][0]}}}", _POWER
    if key == "pow":
        return f"{_held(pieces[0], _ATOM)}^{{{pieces[1][0]}}}", _POWER
    if key == "exp":
        return f"e^{{{pieces[0][0]}}}", _POWER
    if key == "sqrt":
        return rf"\sqrt{{{pieces[0][0]}}}", _POWER
    return _function(key, pieces)


def _function(key: str, pieces: list[tuple[str, int]]) -> tuple[str, int]:  # noqa: PLR0911 - one return a form
    if key == "transpose":
        return rf"{_held(pieces[0], _ATOM)}^{{\top}}", _POWER
    if key == "abs":
        return rf"\left|{pieces[0][0]}\right|", _ATOM
    if key == "norm":
        return rf"\left\|{pieces[0][0]}\right\|", _ATOM
    if key in ("sum", "prod"):
        return rf"\{key} {_held(pieces[0], _BIG)}", _BIG
    if key == "dot":
        return rf"{_held(pieces[0], _ATOM)}^{{\top}} {_held(pieces[1], _POWER)}", _PRODUCT
    if key == "outer":
        return rf"{_held(pieces[0], _POWER)} {_held(pieces[1], _ATOM)}^{{\top}}", _PRODUCT
    escaped = key.replace("_", r"\_")
    word = _COMMANDS.get(key) or rf"\operatorname{{{escaped}}}"
    return f"{word}{_bracketed(pieces)}", _ATOM


def _product(node: Operation, pieces: list[tuple[str, int]]) -> str:
    r"""A product: side by side, with ``\odot`` elementwise, and with ``\cdot`` before a number."""
    big = pieces[1][1] == _BIG and pieces[1][0].startswith("\\")
    left, right = _held(pieces[0], _PRODUCT), _right(pieces[1], _BIG if big else _POWER)
    if node.key == ELEMENTWISE:
        return rf"{left} \odot {right}"
    if right[0].isdecimal() or (node.key == "mul" and right.startswith(r"\left(") and left[-1].isalpha()):
        return rf"{left} \cdot {right}"
    return f"{left}{right}" if isinstance(node.operands[0], Literal) and left[-1].isdecimal() else f"{left} {right}"


def _held(written: tuple[str, int], least: int) -> str:
    return written[0] if written[1] >= least else rf"\left({written[0]}\right)"


def _right(written: tuple[str, int], least: int) -> str:
    return rf"\left({written[0]}\right)" if written[0].startswith("-") else _held(written, least)


def _bracketed(pieces: list[tuple[str, int]]) -> str:
    return rf"\left({', '.join(written for written, _ in pieces)}\right)"
