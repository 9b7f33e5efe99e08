"""``try``, ``with``, ``raise``, ``assert``. No program catches the end of its budget, or what we refuse it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from app.errors import TapedeckError
from app.interpreter.script import access
from app.interpreter.script.compile.compiler import PASS, Compiler, Evaluate, Execute, Frame, Store, statement
from app.interpreter.script.compile.names import erase, store
from app.interpreter.script.compile.scope import Scope
from app.interpreter.script.compile.targets import target
from app.interpreter.script.failure import beyond_memory
from app.interpreter.script.machine import Machine

Handler = tuple[Evaluate | None, Store | None, Execute, Callable[[Frame], None]]


@statement(ast.Raise)
def raise_(compiler: Compiler, node: ast.Raise, scope: Scope) -> Execute:
    """``raise``, ``raise error``, ``raise error from cause``."""
    error = None if node.exc is None else compiler.expression(node.exc, scope)
    cause = None if node.cause is None else compiler.expression(node.cause, scope)
    machine, place = compiler.machine, compiler.place(node)

    def run(frame: Frame) -> None:
        if error is None:
            machine.here = place
            if machine.handling is None:
                raise RuntimeError("No active exception to reraise")
            raise machine.handling
        raised = _exception(error(frame), "exceptions must derive from BaseException")
        because = None if cause is None else cause(frame)
        machine.here = place
        machine.raised = raised
        if cause is not None and because is not None:
            raise raised from _exception(because, "exception causes must derive from BaseException")
        raise raised

    return run


def _exception(given: Any, otherwise: str) -> BaseException:
    if isinstance(given, type) and issubclass(given, BaseException):
        given = given()
    if not isinstance(given, BaseException):
        raise TypeError(otherwise)
    return given


@statement(ast.Assert)
def assert_(compiler: Compiler, node: ast.Assert, scope: Scope) -> Execute:
    """``assert test, message``."""
    test = compiler.test(node.test, scope)
    message = None if node.msg is None else compiler.expression(node.msg, scope)
    machine, place = compiler.machine, compiler.place(node.test)

    def run(frame: Frame) -> None:
        if test(frame):
            return
        arguments = () if message is None else (message(frame),)
        machine.here = place
        machine.raised = AssertionError(*arguments)
        raise machine.raised

    return run


@statement(ast.Try)
def try_(compiler: Compiler, node: ast.Try, scope: Scope) -> Execute:
    """``try: … except: … else: … finally: …``."""
    body = compiler.block(node.body, scope)
    handlers = [_handler(compiler, handler, scope) for handler in node.handlers]
    orelse = compiler.block(node.orelse, scope) if node.orelse else PASS
    machine = compiler.machine

    def run(frame: Frame) -> object:
        try:
            signal = body(frame)
        except Exception as error:  # noqa: BLE001 -- the program says which ones it wants
            return _handle(machine, handlers, frame, error)
        return orelse(frame) if signal is None else signal

    if not node.finalbody:
        return run
    last = compiler.block(node.finalbody, scope)

    def run_and_finish(frame: Frame) -> object:
        try:
            signal = run(frame)
        except TapedeckError:
            raise
        except Exception as error:
            machine.failed(error)
            here = machine.here
            override = last(frame)
            machine.here = here
            if override is not None:
                return override
            raise
        override = last(frame)
        return signal if override is None else override

    return run_and_finish


def _handler(compiler: Compiler, node: ast.ExceptHandler, scope: Scope) -> Handler:
    kind = None if node.type is None else compiler.expression(node.type, scope)
    body = compiler.block(node.body, scope)
    if node.name is None:
        return kind, None, body, lambda frame: None  # noqa: ARG005
    forget = erase(compiler, ast.Name(node.name, ast.Del(), lineno=node.lineno, col_offset=node.col_offset), scope)

    def unbind(frame: Frame) -> None:
        try:
            forget(frame, None)
        except NameError:  # the block has deleted it already
            return

    return kind, store(compiler, node.name, scope, told=False), body, unbind


def _handle(machine: Machine, handlers: list[Handler], frame: Frame, error: Exception) -> object:
    if isinstance(error, TapedeckError):
        raise error
    if beyond_memory(error):
        machine.limit("limit-memory")
    machine.failed(error)
    for kind, bind, body, unbind in handlers:
        if kind is not None and not _matches(kind(frame), error):
            continue
        if bind is not None:
            bind(frame, error)
        outer, machine.handling = machine.handling, error
        try:
            return body(frame)
        finally:
            machine.handling = outer
            unbind(frame)
    raise error


def _matches(kinds: Any, error: BaseException) -> bool:
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise TypeError("catching classes that do not inherit from BaseException is not allowed")
        if isinstance(error, kind):
            return True
    return False


@statement(ast.With)
def with_(compiler: Compiler, node: ast.With, scope: Scope) -> Execute:
    """``with a as b, c: …``."""
    run = compiler.block(node.body, scope)
    for item in reversed(node.items):
        run = _with_one(compiler, item, run, scope)
    return run


def _with_one(compiler: Compiler, item: ast.withitem, body: Execute, scope: Scope) -> Execute:
    context = compiler.expression(item.context_expr, scope)
    bind = None if item.optional_vars is None else target(compiler, item.optional_vars, scope)
    machine, at, place = compiler.machine, compiler.at, compiler.place(item.context_expr)

    def leave(entered: Any, error: Exception | None) -> Any:
        machine.here = place
        at(*place)
        if error is None:
            return type(entered).__exit__(entered, None, None, None)
        return type(entered).__exit__(entered, machine.kind_of(type(error)), error, None)

    def run(frame: Frame) -> object:
        entered = context(frame)
        machine.here = place
        at(*place)
        machine.subject = entered
        if not access.enterable(machine, entered):
            raise TypeError(f"'{type(entered).__name__}' object does not support the context manager protocol")
        value = type(entered).__enter__(entered)
        try:
            if bind is not None:
                bind(frame, value)
            signal = body(frame)
        except TapedeckError:
            if not machine.is_user_class(type(entered)):
                leave(entered, None)  # torch's own state is to be as it was; a program's code has ended
            raise
        except Exception as error:
            machine.failed(error)
            if leave(entered, error):
                return None
            raise
        leave(entered, None)
        return signal

    return run
