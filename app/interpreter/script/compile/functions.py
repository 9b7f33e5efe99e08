"""Functions: closures that lay out a frame, bind their arguments as Python does, and run their body in it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from app.errors import TapedeckError
from app.interpreter.script.compile.arguments import Signature, lay_out
from app.interpreter.script.compile.calls import MAIN
from app.interpreter.script.compile.compiler import Compiler, Evaluate, Execute, Frame, expression, statement
from app.interpreter.script.compile.names import store
from app.interpreter.script.compile.scope import (
    RETURNED,
    UNBOUND,
    Function,
    Scope,
    bound,
    declared,
    parameters,
)
from app.interpreter.script.machine import MAX_DEPTH


@expression(ast.Lambda)
def lambda_(compiler: Compiler, node: ast.Lambda, scope: Scope) -> Evaluate:
    """``lambda x: value``."""
    inner = _scope(node, scope, "<lambda>")
    value = compiler.expression(node.body, inner)
    machine = compiler.machine

    def body(frame: Frame) -> None:
        machine.tick()
        frame[RETURNED] = value(frame)

    return maker(compiler, node, scope, inner, body)


@statement(ast.FunctionDef)
def function(compiler: Compiler, node: ast.FunctionDef, scope: Scope) -> Execute:
    """``def name(…): …``, with its decorators."""
    inner = _scope(node, scope, scope.qualified + node.name)
    make = maker(compiler, node, scope, inner, compiler.block(node.body, inner))
    decorators = [(compiler.expression(one, scope), compiler.place(one)) for one in node.decorator_list]
    put, machine, at = store(compiler, node.name, scope, told=False), compiler.machine, compiler.at

    def run(frame: Frame) -> None:
        applied = [(decorator(frame), place) for decorator, place in decorators]
        made = make(frame)
        for decorator, place in reversed(applied):
            machine.here = place
            at(*place)
            made = decorator(made)
        put(frame, made)

    return run


def _scope(node: Function, scope: Scope, name: str) -> Scope:
    body: list[ast.AST] = [*node.body] if isinstance(node, ast.FunctionDef) else [node.body]
    statements = node.body if isinstance(node, ast.FunctionDef) else []
    inner = Scope(
        "function", scope, name, globals=declared(statements, ast.Global), nonlocals=declared(statements, ast.Nonlocal)
    )
    for parameter in parameters(node.args):
        inner.slot(parameter)
    positional = [*node.args.posonlyargs, *node.args.args]
    first = positional[0] if positional else node.args.vararg
    inner.first_parameter = None if first is None else first.arg
    for own in bound(body):
        if own not in inner.globals and own not in inner.nonlocals:
            inner.slot(own)
    return inner


def maker(compiler: Compiler, node: Function, scope: Scope, inner: Scope, body: Execute) -> Evaluate:
    """What makes the function object when its definition is reached: defaults are evaluated then, once."""
    arguments = node.args
    positional = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    late = positional[len(positional) - len(arguments.defaults) :]
    defaults = [*zip(late, compiler.expressions(arguments.defaults, scope), strict=True)]
    defaults += [
        (one.arg, compiler.expression(default, scope))
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    ]
    name = inner.name if not isinstance(node, ast.Lambda) else scope.qualified + "<lambda>"
    signature = Signature.of(name, arguments, inner.slots)
    machine, at = compiler.machine, compiler.at
    count = len(positional)
    simple = not (arguments.vararg or arguments.kwonlyargs or arguments.kwarg)
    rest = len(inner.slots) - count

    def make(frame: Frame) -> Callable[..., Any]:
        given = {parameter: default(frame) for parameter, default in defaults}
        others = [UNBOUND] * rest

        def call(*args: Any, **kwargs: Any) -> Any:
            here = machine.here
            if simple and not kwargs and len(args) == count:
                own: Frame = [frame, None, *args, *others]
            else:
                own = [frame, None, *[UNBOUND] * (count + rest)]
                lay_out(signature, given, own, args, kwargs)
            if machine.depth >= MAX_DEPTH:
                machine.limit("limit-calls", limit=MAX_DEPTH, torch="RecursionError: maximum recursion depth exceeded")
            machine.depth += 1
            try:
                body(own)
            except TapedeckError:
                raise
            except Exception as error:
                machine.failed(error)
                machine.callers.append(here)
                raise
            finally:
                machine.depth -= 1
            machine.here = here
            at(*here)
            return own[RETURNED]

        call.__name__ = name.rpartition(".")[2]
        call.__qualname__ = name
        call.__module__ = MAIN
        return call

    return make
