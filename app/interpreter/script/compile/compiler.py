"""The Compiler: hands each node of the tree to the function that compiles its kind, and holds what all of them share."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, TypeVar

from app.errors import OwnError
from app.interpreter.script.arithmetic import Arithmetic
from app.interpreter.script.comparison import Comparison
from app.interpreter.script.compile.scope import FIRST, UNBOUND, Scope
from app.interpreter.script.machine import NOWHERE, Machine, Place
from app.interpreter.script.namespace import Namespace
from app.program.script.places import Places

Frame: TypeAlias = list[Any]
Evaluate: TypeAlias = Callable[[Frame], Any]
Execute: TypeAlias = Callable[[Frame], object]
Store: TypeAlias = Callable[[Frame, Any], None]
Handler: TypeAlias = "Callable[[Compiler, Any, Scope], Any]"

EXPRESSIONS: dict[type[ast.expr], Handler] = {}
STATEMENTS: dict[type[ast.stmt], Handler] = {}
H = TypeVar("H", bound=Callable[..., Any])

PASS: Execute = lambda frame: None  # noqa: E731, ARG005 -- the statement that does nothing


class Signal:
    """What a statement returns when it leaves its block; what a function returns lies in its frame."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


BREAK, CONTINUE, RETURN = Signal("break"), Signal("continue"), Signal("return")


def expression(*kinds: type[ast.expr]) -> Callable[[H], H]:
    """Registers what compiles these kinds of expression."""

    def register(handler: H) -> H:
        EXPRESSIONS.update(dict.fromkeys(kinds, handler))
        return handler

    return register


def statement(*kinds: type[ast.stmt]) -> Callable[[H], H]:
    """Registers what compiles these kinds of statement."""

    def register(handler: H) -> H:
        STATEMENTS.update(dict.fromkeys(kinds, handler))
        return handler

    return register


class Compiler:
    """Compiles the texts of one run: the set-up and the program share one module frame."""

    def __init__(self, machine: Machine, modules: Mapping[str, Namespace], own: frozenset[str]) -> None:
        self.machine = machine
        self.at = machine.listener.at
        self.given: dict[str, object] = {}  # names that need no definition: built in, or of the prelude
        self.modules = modules
        self.arithmetic = Arithmetic(machine)
        self.comparison = Comparison(machine, own="__eq__" in own)
        self.truth: Callable[[Any], bool] = self.comparison.truth if "__bool__" in own else bool
        self.module = Scope("module", None)
        self.frame: Frame = [None, None]
        self.places: Places | None = None  # None: the set-up, which has no place in the source

    def program(self, tree: ast.Module, places: Places | None) -> Execute:
        """A whole text, ready to run in ``frame``. ``places``: of the source; None for the set-up."""
        self.places = places
        return self.block(tree.body, self.module)

    def expression(self, node: ast.expr, scope: Scope) -> Evaluate:
        """What evaluates ``node``."""
        return _handler(EXPRESSIONS, node)(self, node, scope)  # type: ignore[no-any-return]

    def statement(self, node: ast.stmt, scope: Scope) -> Execute:
        """What carries out ``node``."""
        return _handler(STATEMENTS, node)(self, node, scope)  # type: ignore[no-any-return]

    def expressions(self, nodes: Iterable[ast.expr], scope: Scope) -> list[Evaluate]:
        """What evaluates each of ``nodes``."""
        return [self.expression(node, scope) for node in nodes]

    def block(self, body: list[ast.stmt], scope: Scope) -> Execute:
        """Statements in a row, each counted as a step."""
        machine = self.machine
        steps = tuple(self.statement(node, scope) for node in body)
        steps = tuple(step for step in steps if step is not PASS)
        count = len(body)
        if len(steps) == 1:
            only = steps[0]

            def run_one(frame: Frame) -> object:
                machine.steps -= count
                if machine.steps < 0:
                    machine.exhausted()
                return only(frame)

            return run_one

        def run(frame: Frame) -> object:
            machine.steps -= count
            if machine.steps < 0:
                machine.exhausted()
            for step in steps:
                signal = step(frame)
                if signal is not None:
                    return signal
            return None

        return run

    def place(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias) -> Place:
        """Where ``node`` stands."""
        return NOWHERE if self.places is None else (self.places.span(node), node.lineno)

    def test(self, node: ast.expr, scope: Scope) -> Callable[[Frame], bool]:
        """What evaluates ``node`` as a condition."""
        value = self.expression(node, scope)
        place, machine, at, truth = self.place(node), self.machine, self.at, self.truth

        def run(frame: Frame) -> bool:
            tested = value(frame)
            if tested is True or tested is False:
                return tested
            machine.here = place
            at(*place)
            machine.subject = tested
            return truth(tested)

        return run

    def global_slot(self, name: str) -> int:
        """Where the module's ``name`` lies; a name that needs no definition has its value there from the start."""
        slot = self.module.slot(name)
        while len(self.frame) <= slot:
            self.frame.append(UNBOUND)
        if self.frame[slot] is UNBOUND and name in self.given:
            self.frame[slot] = self.given[name]
        return slot


def new_frame(scope: Scope) -> Frame:
    """An empty frame; its scope must have been compiled, so that all its names are known."""
    return [None] * FIRST + [UNBOUND] * len(scope.slots)


def _handler(handlers: Mapping[Any, Handler], node: ast.AST) -> Handler:
    handler = handlers.get(type(node))
    if handler is None:
        raise OwnError(f"{type(node).__name__} was let through by the reader")
    return handler
