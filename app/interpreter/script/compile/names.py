"""Names: where they are read from, and what happens when they take a value."""

from __future__ import annotations

import ast
from typing import Any

from app.interpreter.script.compile.compiler import Compiler, Evaluate, Frame, Store, expression
from app.interpreter.script.compile.scope import UNBOUND, UP, Scope

NAMESPACE = 2  # a class body's frame holds its names in a dictionary
CLASS = 3  # and here the class, once it is made


@expression(ast.Name)
def load(compiler: Compiler, node: ast.Name, scope: Scope) -> Evaluate:
    """A name that is read."""
    found = scope.find(node.id)
    if found is None:
        return _load_global(compiler, node)
    hops, owner = found
    if owner.kind == "class":
        return _load_in_class(compiler, node, scope)
    slot = owner.slots[node.id]
    return _load_local(compiler, node, slot) if hops == 0 else _load_outer(compiler, node, hops, slot)


def _load_global(compiler: Compiler, node: ast.Name) -> Evaluate:
    name, machine, place = node.id, compiler.machine, compiler.place(node)
    module = compiler.frame
    slot = compiler.global_slot(name)

    def run(frame: Frame) -> Any:  # noqa: ARG001
        value = module[slot]
        if value is UNBOUND:
            machine.here = place
            raise NameError(f"name '{name}' is not defined")
        return value

    return run


def _load_local(compiler: Compiler, node: ast.Name, slot: int) -> Evaluate:
    name, machine, place = node.id, compiler.machine, compiler.place(node)

    def run(frame: Frame) -> Any:
        value = frame[slot]
        if value is UNBOUND:
            machine.here = place
            raise UnboundLocalError(f"cannot access local variable '{name}' where it is not associated with a value")
        return value

    return run


def _load_outer(compiler: Compiler, node: ast.Name, hops: int, slot: int) -> Evaluate:
    name, machine, place = node.id, compiler.machine, compiler.place(node)

    def run(frame: Frame) -> Any:
        for _ in range(hops):
            frame = frame[UP]
        value = frame[slot]
        if value is UNBOUND:
            machine.here = place
            raise NameError(
                f"cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
            )
        return value

    return run


def _load_in_class(compiler: Compiler, node: ast.Name, scope: Scope) -> Evaluate:
    """In a class body a name is looked for in the class first, then where it would be without the class."""
    name = node.id
    assert scope.parent is not None
    outer = load(compiler, node, scope.parent)

    def run(frame: Frame) -> Any:
        names = frame[NAMESPACE]
        return names[name] if name in names else outer(frame[UP])

    return run


def store(compiler: Compiler, name: str, scope: Scope, *, told: bool = True) -> Store:
    """What binds ``name``. ``told``: the listener is told; functions, classes and modules it is spared."""
    found = scope.find(name)
    bind = compiler.machine.listener.bind
    if found is None:
        module, slot = compiler.frame, compiler.global_slot(name)

        def store_global(frame: Frame, value: Any) -> None:  # noqa: ARG001
            module[slot] = value
            if told:
                bind(name, value)

        return store_global
    hops, owner = found
    if owner.kind == "class":

        def store_in_class(frame: Frame, value: Any) -> None:
            frame[NAMESPACE][name] = value

        return store_in_class
    slot = owner.slots[name]
    if hops == 0:

        def store_local(frame: Frame, value: Any) -> None:
            frame[slot] = value
            if told:
                bind(name, value, local=True)

        return store_local

    def store_outer(frame: Frame, value: Any) -> None:
        for _ in range(hops):
            frame = frame[UP]
        frame[slot] = value
        if told:
            bind(name, value, local=True)

    return store_outer


def erase(compiler: Compiler, node: ast.Name, scope: Scope) -> Store:
    """What unbinds a name: ``del x``, and the end of ``except … as x``. The value it takes is not used."""
    found = scope.find(node.id)
    name, current = node.id, load(compiler, node, scope)
    if found is None:
        module, slot = compiler.frame, compiler.global_slot(name)
        given = compiler.given.get(name, UNBOUND)
        unbind = compiler.machine.listener.unbind

        def erase_global(frame: Frame, _: Any) -> None:
            current(frame)
            module[slot] = given
            unbind(name)

        return erase_global
    hops, owner = found
    if owner.kind == "class":

        def erase_in_class(frame: Frame, _: Any) -> None:
            if frame[NAMESPACE].pop(name, UNBOUND) is UNBOUND:
                raise NameError(f"name '{name}' is not defined")

        return erase_in_class
    slot = owner.slots[name]

    def erase_local(frame: Frame, _: Any) -> None:
        current(frame)
        for _hop in range(hops):
            frame = frame[UP]
        frame[slot] = UNBOUND

    return erase_local
