"""Expressions without operators: constants, displays, conditions, attributes, items."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from app.errors import LimitError
from app.interpreter.script import access
from app.interpreter.script.arithmetic import MAX_BITS
from app.interpreter.script.compile.compiler import Compiler, Evaluate, Frame, expression
from app.interpreter.script.compile.names import store
from app.interpreter.script.compile.scope import Scope
from app.interpreter.script.kind import Kind
from app.interpreter.script.superclass import Super, super_attribute


@expression(ast.Constant)
def constant(compiler: Compiler, node: ast.Constant, scope: Scope) -> Evaluate:  # noqa: ARG001
    """A literal."""
    value = node.value
    if type(value) is int and value.bit_length() > MAX_BITS:
        raise LimitError("limit-integer", compiler.place(node)[0], {"limit": MAX_BITS})
    return lambda frame: value  # noqa: ARG005


@expression(ast.List, ast.Tuple, ast.Set)
def display(compiler: Compiler, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Evaluate:
    """``[a, *b]``, ``(a, b)``, ``{a, b}``."""
    make: Callable[[list[Any]], Any] = {ast.List: list, ast.Tuple: tuple, ast.Set: set}[type(node)]
    if any(isinstance(item, ast.Starred) for item in node.elts):
        items = spread(compiler, node.elts, scope)
        return lambda frame: make(items(frame))
    parts = tuple(compiler.expressions(node.elts, scope))
    if isinstance(node, ast.List):
        return lambda frame: [part(frame) for part in parts]
    return lambda frame: make([part(frame) for part in parts])


def spread(compiler: Compiler, nodes: list[ast.expr], scope: Scope) -> Callable[..., list[Any]]:
    """The values of ``nodes`` in a row, with ``*`` ones laid out. ``called``: what they are arguments of."""
    machine = compiler.machine
    parts = [
        (True, compiler.expression(node.value, scope), compiler.place(node))
        if isinstance(node, ast.Starred)
        else (False, compiler.expression(node, scope), compiler.place(node))
        for node in nodes
    ]

    def run(frame: Frame, called: object = None) -> list[Any]:
        values: list[Any] = []
        for starred, part, place in parts:
            value = part(frame)
            if not starred:
                values.append(value)
                continue
            machine.here = place
            machine.subject = value
            try:
                iter(value)
            except TypeError:
                what = "Value" if called is None else f"{described(called)} argument"
                raise TypeError(f"{what} after * must be an iterable, not {type(value).__name__}") from None
            values += machine.gathered(value)
            machine.length(len(values))
        return values

    return run


def described(called: object) -> str:
    """A function as Python's messages about its arguments name it."""
    name = getattr(called, "__qualname__", type(called).__name__)
    module = getattr(called, "__module__", None)
    if module == "__main__":
        return f"__main__.{name}()"
    return f"{name.rpartition('.')[2].rstrip('_')}()"


@expression(ast.Dict)
def dictionary(compiler: Compiler, node: ast.Dict, scope: Scope) -> Evaluate:
    """``{key: value, **other}``."""
    parts = [
        (None if key is None else compiler.expression(key, scope), compiler.expression(value, scope))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    machine, place = compiler.machine, compiler.place(node)

    if None not in node.keys:
        pairs = [(key, value) for key, value in parts if key is not None]
        return lambda frame: dict([(key(frame), value(frame)) for key, value in pairs])  # noqa: C404 -- none is hashed before all are there

    def run(frame: Frame) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value in parts:
            if key is not None:
                name = key(frame)
                made[name] = value(frame)
                continue
            other = value(frame)
            machine.here = place
            if not isinstance(other, dict):
                raise TypeError(f"'{type(other).__name__}' object is not a mapping")
            machine.tick(len(other))
            made.update(other)
        return made

    return run


@expression(ast.IfExp)
def conditional(compiler: Compiler, node: ast.IfExp, scope: Scope) -> Evaluate:
    """``a if test else b``."""
    test = compiler.test(node.test, scope)
    body, orelse = compiler.expression(node.body, scope), compiler.expression(node.orelse, scope)
    return lambda frame: body(frame) if test(frame) else orelse(frame)


@expression(ast.NamedExpr)
def walrus(compiler: Compiler, node: ast.NamedExpr, scope: Scope) -> Evaluate:
    """``(name := value)``."""
    value, bind = compiler.expression(node.value, scope), store(compiler, node.target.id, scope)

    def run(frame: Frame) -> Any:
        result = value(frame)
        bind(frame, result)
        return result

    return run


@expression(ast.Attribute)
def attribute(compiler: Compiler, node: ast.Attribute, scope: Scope) -> Evaluate:
    """``value.name``, as far as the tables allow it."""
    value, name = compiler.expression(node.value, scope), node.attr
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)
    span, line = place
    if name == "__class__":
        return lambda frame: machine.kind_of(type(value(frame)))
    look_up = access.attribute

    def run(frame: Frame) -> Any:
        owner = value(frame)
        machine.here = place
        if owner.__class__ is Super:
            return super_attribute(machine, owner, name)
        at(span, line)
        machine.subject = owner
        return look_up(machine, owner, name)

    return run


@expression(ast.Subscript)
def subscript(compiler: Compiler, node: ast.Subscript, scope: Scope) -> Evaluate:
    """``value[key]``."""
    value, key = compiler.expression(node.value, scope), compiler.expression(node.slice, scope)
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)
    span, line = place
    look_up = access.item

    def run(frame: Frame) -> Any:
        owner = value(frame)
        index = key(frame)
        machine.here = place
        at(span, line)
        machine.subject = owner
        if owner.__class__ is Kind:
            raise TypeError(f"type '{owner.name}' is not subscriptable")
        return look_up(machine, owner, index)

    return run


@expression(ast.Slice)
def slice_(compiler: Compiler, node: ast.Slice, scope: Scope) -> Evaluate:
    """``lower:upper:step``."""
    lower, upper, step = (
        None if part is None else compiler.expression(part, scope) for part in (node.lower, node.upper, node.step)
    )

    def run(frame: Frame) -> slice:
        return slice(lower and lower(frame), upper and upper(frame), step and step(frame))

    return run


@expression(ast.Starred)
def starred(compiler: Compiler, node: ast.Starred, scope: Scope) -> Evaluate:
    """``x[*index]`` is the only place where one stands alone: the displays and calls take theirs apart."""
    return compiler.expression(node.value, scope)
