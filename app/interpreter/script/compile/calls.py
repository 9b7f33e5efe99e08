"""Calls: arguments of every form, the place of the call, and the guard before torch is asked for memory."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable
from typing import Any

from app.interpreter.script import guard
from app.interpreter.script.compile.compiler import Compiler, Evaluate, Frame, expression
from app.interpreter.script.compile.expressions import described, spread
from app.interpreter.script.compile.names import CLASS
from app.interpreter.script.compile.scope import UNBOUND, UP, Scope
from app.interpreter.script.kind import Kind, unwrapped
from app.interpreter.script.superclass import Super

MAIN = "__main__"  # the module of everything a program defines
OURS = frozenset({MAIN, *(f"app.interpreter.script.{room}" for room in ("builtins", "iteration", "library.python"))})

HELD_BY_PYTHON = (list, dict, set, deque)  # what they take they keep: a type stays the token that it is

Arguments = tuple[Any, ...]
Keywords = dict[str, Any]


@expression(ast.Call)
def call(compiler: Compiler, node: ast.Call, scope: Scope) -> Evaluate:
    """``function(a, *b, c=d, **e)``."""
    if isinstance(node.func, ast.Name) and node.func.id == "super" and scope.find("super") is None and not node.args:
        return _super(compiler, node, scope)
    function = compiler.expression(node.func, scope)
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)
    span, line = place
    before = guard.before

    def invoke(called: Any, args: Arguments, kwargs: Keywords) -> Any:
        machine.here = place
        at(span, line)
        machine.subject = called
        if getattr(called, "__module__", None) not in OURS:
            if called.__class__ is not Kind and not isinstance(getattr(called, "__self__", None), HELD_BY_PYTHON):
                if args:
                    for argument in args:
                        if argument.__class__ is Kind:
                            args = tuple(map(unwrapped, args))
                            break
                if kwargs:
                    kwargs = {name: unwrapped(value) for name, value in kwargs.items()}
            called = before(machine, called, args, kwargs)
        return called(*args, **kwargs)

    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        positional, keywords = spread(compiler, node.args, scope), _keywords(compiler, node, scope)

        def run(frame: Frame) -> Any:
            called = function(frame)
            return invoke(called, tuple(positional(frame, called)), keywords(frame, called))

        return run
    arguments = tuple(compiler.expressions(node.args, scope))
    if not arguments:
        return lambda frame: invoke(function(frame), (), {})
    if len(arguments) == 1:
        [only] = arguments
        return lambda frame: invoke(function(frame), (only(frame),), {})
    if len(arguments) == 2:
        first, second = arguments
        return lambda frame: invoke(function(frame), (first(frame), second(frame)), {})
    return lambda frame: invoke(function(frame), tuple([argument(frame) for argument in arguments]), {})


def _keywords(compiler: Compiler, node: ast.Call, scope: Scope) -> Callable[[Frame, object], Keywords]:
    machine, place = compiler.machine, compiler.place(node)
    parts = [(keyword.arg, compiler.expression(keyword.value, scope)) for keyword in node.keywords]

    def run(frame: Frame, called: object) -> Keywords:
        made: Keywords = {}
        for name, part in parts:
            value = part(frame)
            if name is not None and name not in made:
                made[name] = value
                continue
            machine.here = place
            if name is None and not isinstance(value, dict):
                raise TypeError(f"{described(called)} argument after ** must be a mapping, not {type(value).__name__}")
            for key, item in value.items() if name is None else [(name, value)]:
                if not isinstance(key, str):
                    raise TypeError("keywords must be strings")
                if key in made:
                    raise TypeError(f"{described(called)} got multiple values for keyword argument '{key}'")
                made[key] = item
        return made

    return run


def _super(compiler: Compiler, node: ast.Call, scope: Scope) -> Evaluate:
    """``super()``: the class that is being defined around it, and the first parameter of the method."""
    machine, place = compiler.machine, compiler.place(node)
    to_function, function = _enclosing(scope, "function")
    to_class, _ = _enclosing(scope, "class")
    if function is None or to_class is None or function.first_parameter is None:

        def refuse(frame: Frame) -> Any:  # noqa: ARG001
            machine.here = place
            raise RuntimeError(
                "super(): no arguments"
                if function is None or to_class is not None
                else "super(): __class__ cell not found"
            )

        return refuse
    slot = function.slots[function.first_parameter]

    def run(frame: Frame) -> Super:
        machine.here = place
        of_class = frame
        for _ in range(to_class):
            of_class = of_class[UP]
        for _ in range(to_function or 0):
            frame = frame[UP]
        if frame[slot] is UNBOUND:
            raise RuntimeError("super(): arg[0] deleted")
        return Super(of_class[CLASS], frame[slot])

    return run


def _enclosing(scope: Scope, kind: str) -> tuple[int | None, Scope | None]:
    """How many frames up the innermost scope of a kind is."""
    hops = 0
    around: Scope | None = scope
    while around is not None:
        if around.kind == kind:
            return hops, around
        around = around.parent
        hops += 1
    return None, None
