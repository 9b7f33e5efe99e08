"""Class statements: real Python types whose functions are our closures; five methods are kept aside, for us alone to call."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from app.interpreter.script.access import BASES, is_internal
from app.interpreter.script.compile.calls import MAIN
from app.interpreter.script.compile.compiler import Compiler, Execute, Frame, statement
from app.interpreter.script.compile.names import store
from app.interpreter.script.compile.scope import FIRST, UP, Scope, bound, declared
from app.interpreter.script.kind import Kind
from app.interpreter.script.machine import Machine

HASH = "__hash__"  # where an object keeps its number: under a name that no program may use
ASIDE = frozenset({"__repr__", "__str__", "__eq__", "__bool__", "__format__"})


@statement(ast.ClassDef)
def class_(compiler: Compiler, node: ast.ClassDef, scope: Scope) -> Execute:
    """``class Name(Base): …``."""
    inner = Scope("class", scope, scope.qualified + node.name, globals=declared(node.body, ast.Global))
    for name in bound([*node.body]):
        if name not in inner.globals:
            inner.slot(name)
    bases = compiler.expressions(node.bases, scope)
    body = compiler.block(node.body, inner)
    put = store(compiler, node.name, scope, told=False)
    machine, place, qualified = compiler.machine, compiler.place(node), inner.name

    def run(frame: Frame) -> None:
        above = tuple(base(frame) for base in bases)
        own: Frame = [None] * (FIRST + 2)
        own[UP] = frame
        names: dict[str, Any] = {}
        own[FIRST] = names
        body(own)
        machine.here = place
        made = make_class(machine, node.name, qualified, tuple(_base(machine, base) for base in above), names)
        own[FIRST + 1] = made
        put(frame, made)

    return run


def _base(machine: Machine, base: Any) -> type:
    """A class that a program may derive from."""
    real = base.real if isinstance(base, Kind) else base
    if not isinstance(real, type):
        raise TypeError(f"cannot derive a class from a value of type {type(base).__name__}")
    if real is object or machine.is_user_class(real) or issubclass(real, BASES):
        return real
    return machine.refuse("not-a-base", name=real.__name__)


def make_class(machine: Machine, name: str, qualified: str, bases: tuple[type, ...], names: dict[str, Any]) -> type:
    """The type, known to the machine as the program's own."""
    for key in names:
        if is_internal(machine, (above for base in bases for above in base.__mro__), key):
            machine.refuse("not-assignable", name=f"{name}.{key}")
    aside: dict[str, Callable[..., Any]] = {key: names.pop(key) for key in ASIDE & names.keys()}
    namespace: dict[str, Any] = {**names, "__module__": MAIN, "__qualname__": qualified}
    if "__eq__" in aside:
        namespace["__hash__"] = None  # as in Python: what defines equality alone cannot be a key
    elif bases in {(), (object,)}:
        namespace["__hash__"] = _numbered(machine)
    made = type(name, bases, namespace)
    machine.aside[made] = aside
    return made


def _numbered(machine: Machine) -> Callable[[Any], int]:
    """A ``__hash__`` by which a set of objects has the same order in every run: the host's own is made of addresses."""

    def number(instance: Any) -> int:
        held: dict[str, int] = instance.__dict__
        if HASH not in held:
            machine.hashed += 1
            held[HASH] = machine.hashed
        return held[HASH]

    return number
