"""``prepare(script)`` resolves every name of a Script against the tables; ``Prepared.run`` then carries it out."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch

from app.errors import AuthorError, LimitError
from app.interpreter.listener import Listener
from app.interpreter.script.builtins import names_of
from app.interpreter.script.check import check
from app.interpreter.script.compile.classes import ASIDE
from app.interpreter.script.compile.compiler import Compiler, Execute, Frame
from app.interpreter.script.failure import failure
from app.interpreter.script.guard import Guard, looker
from app.interpreter.script.library import finish, libraries
from app.interpreter.script.machine import MAX_DEPTH, Machine
from app.interpreter.script.namespace import Namespace
from app.interpreter.script.tables.prelude import PRELUDE
from app.program.program import Note, Script
from app.program.script.places import Places

HOST_DEPTH = 8_000  # of Python's own calls: MAX_DEPTH of a program's, each inside an expression of some depth
GRAD_OF_NON_LEAF = "The .grad attribute of a Tensor that is not a leaf"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves beside what its listener was told."""

    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A Script whose every name is known to be allowed."""

    script: Script
    notes: list[Note]  # of the check, and of the run as far as it came

    def run(self, listener: Listener) -> Result:
        """Carries the script out. Raises RunError or LimitError; the listener has then seen everything before."""
        with opened(self.script, listener, self.notes) as compiler:
            carry_out(compiler, self.script)
        return Result(tuple(self.notes))


@contextmanager
def opened(script: Script, listener: Listener, notes: list[Note]) -> Iterator[Compiler]:
    """A fresh run of ``script``, nothing carried out yet. What the block raises becomes the author's error."""
    torch.default_generator.manual_seed(script.seed)  # torch.manual_seed asks every kind of device: 0.5 ms
    machine = Machine(listener, notes)
    guard = nullcontext() if listener.watch(looker(machine)) else Guard(machine)
    with _deeper(), _listening(machine), guard:
        try:
            yield _compiler(machine, script)
        except LimitError as error:
            error.span = error.span or machine.here[0]  # where time or memory ran out
            raise
        except AuthorError:
            raise
        except RecursionError:
            machine.limit("limit-calls", limit=MAX_DEPTH)
        except Exception as error:
            raise failure(machine, error) from error
        if machine.pending is not None:
            raise machine.pending


def carry_out(compiler: Compiler, script: Script) -> None:
    """Runs the set-up, then the program."""
    set_up = compiler.program(script.setup_tree, None)
    program = compiler.program(script.tree, Places(script.source))
    if script.setup_tree.body:
        _set_up(compiler.machine, set_up, compiler.frame)
    program(compiler.frame)
    finish(compiler.modules)


def prepare(script: Script) -> Prepared:
    """Checks ``script`` against the tables. Raises ReadError, with the place, before anything runs."""
    return Prepared(script, check(script))


def _set_up(machine: Machine, set_up: Execute, frame: Frame) -> None:
    """Runs the set-up, which is shown folded."""
    machine.in_setup = True
    machine.listener.setup(begins=True)
    try:
        set_up(frame)
    finally:
        machine.in_setup = False
        machine.listener.setup(begins=False)


def _compiler(machine: Machine, script: Script) -> Compiler:
    modules = libraries(machine)
    own = frozenset(
        node.name
        for tree in (script.setup_tree, script.tree)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in ASIDE
    )
    compiler = Compiler(machine, modules, own)
    compiler.given.update(names_of(machine, compiler.comparison, compiler.arithmetic))
    compiler.given.update(
        {name: _prelude(modules, where) for name, where in PRELUDE.items() if where.partition(":")[0] in modules}
    )
    return compiler


def _prelude(modules: dict[str, Namespace], where: str) -> Any:
    module, _, member = where.partition(":")
    return modules[module].members[member] if member else modules[module]


@contextmanager
def _deeper() -> Iterator[None]:
    """The host's own limit of calls, raised so that ours comes first."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, HOST_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@contextmanager
def _listening(machine: Machine) -> Iterator[None]:
    """What torch warns of is printed nowhere; what a reader should know becomes a note."""

    def show(message: Warning | str, *_: Any) -> None:
        if str(message).startswith(GRAD_OF_NON_LEAF):
            machine.note("grad-of-non-leaf")

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show  # type: ignore[assignment]
        yield
