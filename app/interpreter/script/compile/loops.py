"""``for`` and ``while``: the listener is told of every iteration."""

from __future__ import annotations

import ast
from typing import Any

from app.interpreter.script.compile.compiler import BREAK, CONTINUE, PASS, Compiler, Execute, Frame, statement
from app.interpreter.script.compile.scope import Scope
from app.interpreter.script.compile.targets import target


@statement(ast.For)
def for_(compiler: Compiler, node: ast.For, scope: Scope) -> Execute:
    """``for target in items: … else: …``."""
    items, put = compiler.expression(node.iter, scope), target(compiler, node.target, scope)
    body = compiler.block(node.body, scope)
    orelse = compiler.block(node.orelse, scope) if node.orelse else PASS
    machine, at, listener = compiler.machine, compiler.at, compiler.machine.listener
    place, of_items = compiler.place(node), compiler.place(node.iter)

    def run(frame: Frame) -> object:
        source = items(frame)
        machine.here = of_items
        at(*of_items)
        machine.subject = source
        iterator = iter(source)
        listener.loop(*place, _count(source))
        try:
            number = 0
            while True:
                machine.here = of_items
                at(*of_items)
                machine.subject = source
                try:
                    value = next(iterator)
                except StopIteration:
                    break
                listener.iteration(number)
                number += 1
                put(frame, value)
                signal = body(frame)
                if signal is not None and signal is not CONTINUE:
                    return None if signal is BREAK else signal
        finally:
            listener.end_loop()
        return orelse(frame)

    return run


@statement(ast.While)
def while_(compiler: Compiler, node: ast.While, scope: Scope) -> Execute:
    """``while test: … else: …``."""
    test, body = compiler.test(node.test, scope), compiler.block(node.body, scope)
    orelse = compiler.block(node.orelse, scope) if node.orelse else PASS
    machine, listener, place = compiler.machine, compiler.machine.listener, compiler.place(node)
    of_test = compiler.place(node.test)

    def run(frame: Frame) -> object:
        machine.here = of_test
        listener.loop(*place, None)
        try:
            number = 0
            while test(frame):
                listener.iteration(number)
                number += 1
                signal = body(frame)
                if signal is not None and signal is not CONTINUE:
                    return None if signal is BREAK else signal
        finally:
            listener.end_loop()
        return orelse(frame)

    return run


def _count(source: Any) -> int | None:
    """How many iterations there will be, where that can be asked: also of ``enumerate(loader)`` and ``zip(xs, ys)``."""
    try:
        return len(source)
    except TypeError:
        hint = getattr(source, "__length_hint__", lambda: None)()
        return hint if isinstance(hint, int) else None
    except OverflowError:  # a range that is longer than any program runs
        return None
