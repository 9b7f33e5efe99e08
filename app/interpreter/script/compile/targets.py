"""What stands left of ``=``: names, attributes, items, and several of them at once."""

from __future__ import annotations

import ast
from typing import Any

from app.interpreter.script import access
from app.interpreter.script.compile.compiler import Compiler, Frame, Store
from app.interpreter.script.compile.names import erase, store
from app.interpreter.script.compile.scope import Scope


def target(compiler: Compiler, node: ast.expr, scope: Scope) -> Store:
    """What puts a value into ``node``."""
    if isinstance(node, ast.Name):
        return store(compiler, node.id, scope)
    if isinstance(node, ast.Starred):
        return target(compiler, node.value, scope)
    if isinstance(node, ast.Attribute):
        return _attribute(compiler, node, scope)
    if isinstance(node, ast.Subscript):
        return _item(compiler, node, scope)
    assert isinstance(node, ast.Tuple | ast.List)
    return _several(compiler, node, scope)


def _attribute(compiler: Compiler, node: ast.Attribute, scope: Scope) -> Store:
    value, name = compiler.expression(node.value, scope), node.attr
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)

    def run(frame: Frame, given: Any) -> None:
        owner = value(frame)
        machine.here = place
        at(*place)
        machine.subject = owner
        access.assign(machine, owner, name, given)

    return run


def _item(compiler: Compiler, node: ast.Subscript, scope: Scope) -> Store:
    value, key = compiler.expression(node.value, scope), compiler.expression(node.slice, scope)
    machine, at, place = compiler.machine, compiler.at, compiler.place(node)

    def run(frame: Frame, given: Any) -> None:
        owner = value(frame)
        index = key(frame)
        machine.here = place
        at(*place)
        machine.subject = owner
        access.set_item(machine, owner, index, given)

    return run


def _several(compiler: Compiler, node: ast.Tuple | ast.List, scope: Scope) -> Store:
    stores = [target(compiler, part, scope) for part in node.elts]
    stars = [index for index, part in enumerate(node.elts) if isinstance(part, ast.Starred)]
    machine, at, place, wanted = compiler.machine, compiler.at, compiler.place(node), len(stores)

    def values(given: Any) -> list[Any]:
        try:
            iter(given)
        except TypeError:
            raise TypeError(f"cannot unpack non-iterable {type(given).__name__} object") from None
        items = machine.gathered(given)
        if stars:
            least = wanted - 1
            if len(items) < least:
                raise ValueError(f"not enough values to unpack (expected at least {least}, got {len(items)})")
            start = stars[0]
            end = len(items) - (least - start)
            return [*items[:start], items[start:end], *items[end:]]
        if len(items) > wanted:
            raise ValueError(f"too many values to unpack (expected {wanted})")
        if len(items) < wanted:
            raise ValueError(f"not enough values to unpack (expected {wanted}, got {len(items)})")
        return items

    def run(frame: Frame, given: Any) -> None:
        if given.__class__ is not tuple and given.__class__ is not list:
            machine.here = place
            at(*place)
            machine.subject = given
        elif len(given) != wanted:
            machine.here = place
        for put, value in zip(stores, values(given), strict=True):
            put(frame, value)

    return run


def deletion(compiler: Compiler, node: ast.expr, scope: Scope) -> Store:
    """What ``del node`` does; the value it takes is not used."""
    if isinstance(node, ast.Name):
        return erase(compiler, node, scope)
    if isinstance(node, ast.Tuple | ast.List):
        parts = [deletion(compiler, part, scope) for part in node.elts]

        def delete_all(frame: Frame, _: Any) -> None:
            for part in parts:
                part(frame, None)

        return delete_all
    assert isinstance(node, ast.Subscript)
    value = compiler.expression(node.value, scope)
    machine, place = compiler.machine, compiler.place(node)
    key = compiler.expression(node.slice, scope)

    def delete_item(frame: Frame, _: Any) -> None:
        owner = value(frame)
        index = key(frame)
        machine.here = place
        access.delete_item(machine, owner, index)

    return delete_item
