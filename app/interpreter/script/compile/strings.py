"""f-strings."""

from __future__ import annotations

import ast

from app.interpreter.script.compile.compiler import Compiler, Evaluate, Frame, expression
from app.interpreter.script.compile.scope import Scope
from app.interpreter.script.formatting import converted, formatted


@expression(ast.JoinedStr)
def joined(compiler: Compiler, node: ast.JoinedStr, scope: Scope) -> Evaluate:
    """``f"…{value}…"``."""
    parts = tuple(compiler.expressions(node.values, scope))
    machine = compiler.machine

    def run(frame: Frame) -> str:
        written = "".join([part(frame) for part in parts])
        machine.length(len(written))
        return written

    return run


@expression(ast.FormattedValue)
def gap(compiler: Compiler, node: ast.FormattedValue, scope: Scope) -> Evaluate:
    """``{value!r:specification}``."""
    value = compiler.expression(node.value, scope)
    specification = None if node.format_spec is None else compiler.expression(node.format_spec, scope)
    conversion = "" if node.conversion == -1 else chr(node.conversion)
    machine, at, place = compiler.machine, compiler.at, compiler.place(node.value)

    def run(frame: Frame) -> str:
        written = value(frame)
        asked = "" if specification is None else specification(frame)
        machine.here = place
        at(*place)
        machine.subject = written
        if conversion:
            written = converted(machine, written, conversion)
        return formatted(machine, written, asked)

    return run
