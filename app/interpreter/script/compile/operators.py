"""Operators: arithmetic, comparisons, ``and``, ``or``, ``not``. Torch is told of the place; plain numbers are not."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from app.interpreter.script.arithmetic import NUMBERS
from app.interpreter.script.compile.compiler import Compiler, Evaluate, Frame, expression
from app.interpreter.script.compile.scope import Scope

UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}


def of_two(
    compiler: Compiler, node: ast.expr | ast.stmt, operation: Callable[[Any, Any], Any]
) -> Callable[[Any, Any], Any]:
    """``operation`` at the place of ``node``. Plain numbers stay plain numbers, and nobody need be told of them."""
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)
    span, line = place

    def run(x: Any, y: Any) -> Any:
        machine.here = place
        if x.__class__ in NUMBERS:
            if y.__class__ in NUMBERS:
                return operation(x, y)
            at(span, line, reflected=True)
            machine.subject = y
        else:
            at(span, line)
            machine.subject = x
        return operation(x, y)

    return run


@expression(ast.BinOp)
def binary(compiler: Compiler, node: ast.BinOp, scope: Scope) -> Evaluate:
    """``left + right`` and its kind: as ``of_two``, but written out, which saves a call each time."""
    left, right = compiler.expression(node.left, scope), compiler.expression(node.right, scope)
    numbers, anything = compiler.arithmetic.numbers[type(node.op)], compiler.arithmetic.binary[type(node.op)]
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)
    span, line = place

    def run(frame: Frame) -> Any:
        x = left(frame)
        y = right(frame)
        machine.here = place
        if x.__class__ in NUMBERS:
            if y.__class__ in NUMBERS:
                return numbers(x, y)
            at(span, line, reflected=True)
            machine.subject = y
        else:
            at(span, line)
            machine.subject = x
        return anything(x, y)

    return run


@expression(ast.UnaryOp)
def unary(compiler: Compiler, node: ast.UnaryOp, scope: Scope) -> Evaluate:
    """``-x``, ``+x``, ``~x``, ``not x``."""
    if isinstance(node.op, ast.Not):
        test = compiler.test(node.operand, scope)
        return lambda frame: not test(frame)
    operand, operation = compiler.expression(node.operand, scope), UNARY[type(node.op)]
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)

    def run(frame: Frame) -> Any:
        x = operand(frame)
        machine.here = place
        if x.__class__ not in NUMBERS:
            at(*place)
            machine.subject = x
        return operation(x)

    return run


@expression(ast.BoolOp)
def logical(compiler: Compiler, node: ast.BoolOp, scope: Scope) -> Evaluate:
    """``a and b``, ``a or b``: the value that decided."""
    *first, last = compiler.expressions(node.values, scope)
    stops = isinstance(node.op, ast.Or)
    machine, at, truth, place = compiler.machine, compiler.at, compiler.truth, compiler.place(node)

    def run(frame: Frame) -> Any:
        for part in first:
            value = part(frame)
            machine.here = place
            if value.__class__ not in NUMBERS:
                at(*place)
                machine.subject = value
            if truth(value) is stops:
                return value
        return last(frame)

    return run


@expression(ast.Compare)
def compare(compiler: Compiler, node: ast.Compare, scope: Scope) -> Evaluate:
    """``a < b <= c``."""
    comparison = compiler.comparison
    operations: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
        ast.Eq: comparison.equal if comparison.own else operator.eq,
        ast.NotEq: comparison.unequal if comparison.own else operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Is: operator.is_,
        ast.IsNot: operator.is_not,
        ast.In: comparison.contains,
        ast.NotIn: lambda item, container: not comparison.contains(item, container),
    }
    truth = compiler.truth
    left = compiler.expression(node.left, scope)
    links = [
        (of_two(compiler, node, operations[type(op)]), compiler.expression(right, scope))
        for op, right in zip(node.ops, node.comparators, strict=True)
    ]
    if len(links) == 1:
        [(compared, only)] = links
        return lambda frame: compared(left(frame), only(frame))

    def run(frame: Frame) -> Any:
        x = left(frame)
        answer: Any = True
        for compared, right in links:
            y = right(frame)
            answer = compared(x, y)
            if not truth(answer):
                return answer
            x = y
        return answer

    return run
