"""Comprehensions and generator expressions: a scope of their own, their first iterable evaluated around it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Iterator
from typing import Any

from app.interpreter.script.compile.compiler import Compiler, Evaluate, Frame, Store, expression, new_frame
from app.interpreter.script.compile.scope import UP, Comprehension, Scope, bound
from app.interpreter.script.compile.targets import target

Condition = Callable[[Frame], bool]
Clause = tuple[Evaluate, Store, tuple[Condition, ...]]  # what is gone through, what takes each item, what must hold


@expression(ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
def comprehension(compiler: Compiler, node: Comprehension, scope: Scope) -> Evaluate:
    """``[item for name in items if test]`` and its kind."""
    inner = Scope("comprehension", scope, "<comprehension>", nonlocals=frozenset())
    for clause in node.generators:
        for name in bound([clause.target]):
            inner.slot(name)
    first, *others = node.generators
    outermost = _iterated(compiler, first.iter, scope)
    clauses = [_clause(compiler, clause, inner) for clause in others]
    store, tests = target(compiler, first.target, inner), tuple(compiler.test(test, inner) for test in first.ifs)
    item = _item(compiler, node, inner)
    machine = compiler.machine

    def items(frame: Frame, source: Any) -> Generator[Any]:
        for value in machine.ticked(source):
            store(frame, value)
            if all(test(frame) for test in tests):
                if clauses:
                    yield from nested(frame, 0)
                else:
                    yield item(frame)

    def nested(frame: Frame, depth: int) -> Iterator[Any]:
        inner_items, inner_store, inner_tests = clauses[depth]
        for value in machine.ticked(inner_items(frame)):
            inner_store(frame, value)
            if all(test(frame) for test in inner_tests):
                if depth + 1 < len(clauses):
                    yield from nested(frame, depth + 1)
                else:
                    yield item(frame)

    def start(frame: Frame) -> Iterator[Any]:
        own = new_frame(inner)
        own[UP] = frame
        made = items(own, outermost(frame))
        made.__name__ = made.__qualname__ = "<genexpr>"  # type: ignore[attr-defined]
        return made

    if isinstance(node, ast.GeneratorExp):
        return start
    if isinstance(node, ast.ListComp):
        return lambda frame: _within(compiler, start(frame))
    make: Callable[[Any], Any] = set if isinstance(node, ast.SetComp) else dict
    return lambda frame: make(start(frame))  # each item is hashed before the next is made


def _within(compiler: Compiler, items: Iterator[Any]) -> list[Any]:
    made: list[Any] = []
    machine = compiler.machine
    for item in items:
        made.append(item)
        if len(made) & 0xFFFF == 0:  # steps are counted at the source; the length only has to be looked at now and then
            machine.length(len(made))
    return made


def _item(compiler: Compiler, node: Comprehension, scope: Scope) -> Evaluate:
    if not isinstance(node, ast.DictComp):
        return compiler.expression(node.elt, scope)
    key, value = compiler.expression(node.key, scope), compiler.expression(node.value, scope)
    return lambda frame: (key(frame), value(frame))


def _clause(compiler: Compiler, clause: ast.comprehension, scope: Scope) -> Clause:
    tests = tuple(compiler.test(test, scope) for test in clause.ifs)
    return _iterated(compiler, clause.iter, scope), target(compiler, clause.target, scope), tests


def _iterated(compiler: Compiler, node: ast.expr, scope: Scope) -> Evaluate:
    """What a ``for`` goes through: an error that it cannot be gone through belongs here."""
    value = compiler.expression(node, scope)
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)

    def run(frame: Frame) -> Iterator[Any]:
        source = value(frame)
        machine.here = place
        at(*place)
        machine.subject = source
        return iter(source)

    return run
