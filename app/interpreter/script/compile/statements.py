"""Statements in which nothing turns off the way: assignments, expressions, imports, deletions, conditions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from app.interpreter.script import access
from app.interpreter.script.compile.compiler import (
    BREAK,
    CONTINUE,
    PASS,
    RETURN,
    Compiler,
    Evaluate,
    Execute,
    Frame,
    Store,
    statement,
)
from app.interpreter.script.compile.names import store
from app.interpreter.script.compile.operators import of_two
from app.interpreter.script.compile.scope import RETURNED, Scope
from app.interpreter.script.compile.targets import deletion, target


@statement(ast.Expr)
def expression_statement(compiler: Compiler, node: ast.Expr, scope: Scope) -> Execute:
    """An expression for its effect. A text is a comment, as at the start of a function."""
    if isinstance(node.value, ast.Constant):
        return PASS
    value = compiler.expression(node.value, scope)

    def run(frame: Frame) -> None:
        value(frame)

    return run


@statement(ast.Pass, ast.Global, ast.Nonlocal)
def nothing(compiler: Compiler, node: ast.stmt, scope: Scope) -> Execute:  # noqa: ARG001
    """``pass``, and declarations: the scopes know them already."""
    return PASS


@statement(ast.Break)
def break_(compiler: Compiler, node: ast.Break, scope: Scope) -> Execute:  # noqa: ARG001
    """``break``."""
    return lambda frame: BREAK  # noqa: ARG005


@statement(ast.Continue)
def continue_(compiler: Compiler, node: ast.Continue, scope: Scope) -> Execute:  # noqa: ARG001
    """``continue``."""
    return lambda frame: CONTINUE  # noqa: ARG005


@statement(ast.Return)
def return_(compiler: Compiler, node: ast.Return, scope: Scope) -> Execute:
    """``return value``."""
    if node.value is None:

        def run_empty(frame: Frame) -> object:
            frame[RETURNED] = None
            return RETURN

        return run_empty
    value = compiler.expression(node.value, scope)

    def run(frame: Frame) -> object:
        frame[RETURNED] = value(frame)
        return RETURN

    return run


@statement(ast.Assign)
def assign(compiler: Compiler, node: ast.Assign, scope: Scope) -> Execute:
    """``a = b = value``."""
    value, targets = compiler.expression(node.value, scope), [target(compiler, one, scope) for one in node.targets]
    if len(targets) == 1:
        [only] = targets

        def run_one(frame: Frame) -> None:
            only(frame, value(frame))

        return run_one

    def run(frame: Frame) -> None:
        result = value(frame)
        for put in targets:
            put(frame, result)

    return run


@statement(ast.AnnAssign)
def annotated(compiler: Compiler, node: ast.AnnAssign, scope: Scope) -> Execute:
    """``a: int = value``. The annotation is for readers."""
    if node.value is None:
        return PASS
    value, put = compiler.expression(node.value, scope), target(compiler, node.target, scope)

    def run(frame: Frame) -> None:
        put(frame, value(frame))

    return run


@statement(ast.AugAssign)
def augmented(compiler: Compiler, node: ast.AugAssign, scope: Scope) -> Execute:
    """``a += value``: in place where the left side can. What is left of the sign is evaluated once."""
    value = compiler.expression(node.value, scope)
    combined = of_two(compiler, node, compiler.arithmetic.inplace[type(node.op)])
    if isinstance(node.target, ast.Name):
        load = compiler.expression(ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target), scope)
        put = store(compiler, node.target.id, scope)

        def run(frame: Frame) -> None:
            old = load(frame)
            put(frame, combined(old, value(frame)))

        return run
    return _augmented_place(compiler, node.target, scope, value, combined)


def _augmented_place(
    compiler: Compiler,
    node: ast.Attribute | ast.Subscript,
    scope: Scope,
    value: Evaluate,
    combined: Callable[[Any, Any], Any],
) -> Execute:
    owner = compiler.expression(node.value, scope)
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)
    get: Callable[..., Any]
    put: Callable[..., Any]
    key: Evaluate
    if isinstance(node, ast.Attribute):
        name = node.attr
        get, put, key = access.attribute, access.assign, lambda frame: name  # noqa: ARG005
    else:
        get, put = access.item, access.set_item
        key = compiler.expression(node.slice, scope)

    def run(frame: Frame) -> None:
        held = owner(frame)
        index = key(frame)
        machine.here = place
        at(*place)
        machine.subject = held
        old = get(machine, held, index)
        new = combined(old, value(frame))
        at(*place)
        machine.subject = held
        put(machine, held, index, new)

    return run


@statement(ast.Delete)
def delete(compiler: Compiler, node: ast.Delete, scope: Scope) -> Execute:
    """``del a, b[0]``."""
    parts = [deletion(compiler, one, scope) for one in node.targets]

    def run(frame: Frame) -> None:
        for part in parts:
            part(frame, None)

    return run


@statement(ast.If)
def if_(compiler: Compiler, node: ast.If, scope: Scope) -> Execute:
    """``if test: … else: …``."""
    test, body = compiler.test(node.test, scope), compiler.block(node.body, scope)
    orelse = compiler.block(node.orelse, scope) if node.orelse else PASS

    def run(frame: Frame) -> object:
        return body(frame) if test(frame) else orelse(frame)

    return run


@statement(ast.Import)
def import_(compiler: Compiler, node: ast.Import, scope: Scope) -> Execute:
    """``import torch.nn as nn``."""
    bindings: list[tuple[Store, object]] = []
    for alias in node.names:
        outermost = alias.name.partition(".")[0]
        module = compiler.modules[alias.name if alias.asname else outermost]
        bindings.append((store(compiler, alias.asname or outermost, scope, told=False), module))
    return _bind_all(bindings)


@statement(ast.ImportFrom)
def import_from(compiler: Compiler, node: ast.ImportFrom, scope: Scope) -> Execute:
    """``from torch import nn``."""
    module = compiler.modules[node.module or ""]
    members = module.members
    names = (
        [(name, name) for name in members]
        if node.names[0].name == "*"
        else [(alias.name, alias.asname or alias.name) for alias in node.names]
    )
    return _bind_all([(store(compiler, bound, scope, told=False), members[name]) for name, bound in names])


def _bind_all(bindings: list[tuple[Store, object]]) -> Execute:
    def run(frame: Frame) -> None:
        for put, value in bindings:
            put(frame, value)

    return run
