"""The check before the run: every module, attribute and built-in name is looked for in the tables. Nothing has run."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

import torch
from torch import nn

from app.errors import Fact, ReadError, Repair, Span
from app.interpreter.script.absent import TOPIC_OF, instead
from app.interpreter.script.access import KNOWN
from app.interpreter.script.builtins import NAMES
from app.interpreter.script.certain import check_certain
from app.interpreter.script.compile.scope import parameters
from app.interpreter.script.library import catalogue
from app.interpreter.script.namespace import Namespace
from app.interpreter.script.tables.prelude import PRELUDE
from app.program.program import Note, Script
from app.program.script.dunders import check_misspelled, is_dunder
from app.program.script.missing import complete
from app.program.script.names import Names
from app.program.script.places import Places

LIKENESS = 0.7  # of difflib's: Moudle is Module, bakward is backward, os is nothing of torch's
SAVED = re.compile(r"_saved_\w+")  # what an autograd node keeps, one name for each operand
IDENTIFIER = re.compile(r"[^\W\d]\w*")
NAMING = (ast.Attribute, ast.Name, ast.Import, ast.ImportFrom, ast.Call)  # what may name something of a table
REAL = (
    torch.Tensor,
    nn.Module,
    torch.optim.Optimizer,
    str,
    list,
    dict,
    set,
    tuple,
    int,
    float,
    BaseException,
    type(len),
    type,
)


def check(script: Script) -> list[Note]:
    """What to tell the reader. Raises ReadError, with the place, for what is not in any table."""
    names = Names(script.tree)
    complete(script, names, {*NAMES, *PRELUDE, *dir(builtins)})
    places, nodes, before = Places(script.source), [*ast.walk(script.tree)], [*ast.walk(script.setup_tree)]
    binds = _Binds([*before, *nodes])
    _Check(binds, script.setup_tree, None).every(before)
    _Check(binds, script.tree, places).every(nodes)
    check_certain(script.tree, nodes, places)
    check_misspelled(nodes, places)
    return _prelude_note(names, binds)


def _prelude_note(names: Names, binds: _Binds) -> list[Note]:
    """As in a notebook whose first cell was run, some names need no import: the reader is told which were used."""
    used = {node.id for node in names.unbound()} & PRELUDE.keys() - binds.imported.keys()
    listed = ", ".join(name for name in PRELUDE if name in used)
    return [Note("prelude", None, {"names": listed})] if listed else []


class _Binds:
    """What the set-up and the program bind together: by import, as attributes, or in any other way."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.imported = _imported(nodes)
        self.other = {name for node in nodes for name in _bound_otherwise(node)}
        self.attributes = {*_attributes_made(nodes), *self.other}

    def namespace(self, node: ast.expr) -> Namespace | None:
        """The module that an expression stands for, where that is certain before the run."""
        if isinstance(node, ast.Name):
            if node.id in self.other:
                return None
            found = self.imported.get(node.id) or {PRELUDE.get(node.id, "")}
            return _member(next(iter(found))) if len(found) == 1 else None
        if isinstance(node, ast.Attribute):
            space = self.namespace(node.value)
            member = None if space is None else space.members.get(node.attr)
            return member if isinstance(member, Namespace) else None
        return None


def _member(where: str) -> Namespace | None:
    module, _, name = where.partition(":")
    space = catalogue().get(module)
    if space is None or not name:
        return space
    member = space.members.get(name)
    return member if isinstance(member, Namespace) else None


def _imported(nodes: Iterable[ast.AST]) -> dict[str, set[str]]:
    """Name → what the import statements bind it to, as ``module`` or ``module:member``."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                outermost = alias.name.partition(".")[0]
                found.setdefault(alias.asname or outermost, set()).add(alias.name if alias.asname else outermost)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, set()).add(f"{node.module}:{alias.name}")
    return found


def _bound_otherwise(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
        yield from [node.name] if node.name else []
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        yield from parameters(node.args)


def _attributes_made(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Attributes that a program gives to objects: assigned, or named in a text as for ``register_buffer``."""
    within: set[ast.AST] = set()  # calls and dictionaries
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Call | ast.Dict) and node not in within:  # the outer ones come first
            within.update(ast.walk(node))
    for node in within:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (name for name in IDENTIFIER.findall(node.value) if not name.startswith("_"))


class _Check:
    """Checks one text. ``places`` is None for the set-up, of which nothing is shown."""

    def __init__(self, binds: _Binds, tree: ast.Module, places: Places | None) -> None:
        self.binds = binds
        self.tree = tree
        self.places = places

    def every(self, nodes: Iterable[ast.AST]) -> None:
        """``nodes``, in the order of the text."""
        named = [node for node in nodes if isinstance(node, NAMING)]
        named.sort(key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))
        for node in named:
            if isinstance(node, ast.Attribute):
                self._attribute(node)
            elif isinstance(node, ast.Name):
                self._name(node)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    self._module(alias, alias.name)
            elif isinstance(node, ast.ImportFrom):
                self._import_from(node)
            else:
                self._call(node)

    def _module(self, node: ast.Import | ast.ImportFrom | ast.alias, name: str) -> None:
        modules = catalogue()
        if name in modules:
            return
        parent, _, last = name.rpartition(".")
        if parent in modules:
            self._refuse_member(modules[parent], last, self._word(node, last), exists=modules[parent].exists(last))
        span = self._word(node, name)
        near = difflib.get_close_matches(name, list(modules), 1, LIKENESS)
        facts: dict[str, Fact] = {"name": name[:64], "torch": f"ModuleNotFoundError: No module named '{name[:64]}'"}
        if near:
            raise ReadError("unknown-module", span, {**facts, "near": near[0]}, _repairs(span, near[0]))
        raise ReadError("module-not-available", span, {**facts, **instead(name)}, self._left_out(span))

    def _import_from(self, node: ast.ImportFrom) -> None:
        self._module(node, node.module or "")
        space = catalogue()[node.module or ""]
        for alias in node.names:
            if alias.name not in space.members:
                self._refuse_member(space, alias.name, self._word(alias, alias.name), exists=space.exists(alias.name))

    def _attribute(self, node: ast.Attribute) -> None:
        name = node.attr
        if is_dunder(name):
            return  # the reader has said which of them there are
        space = self.binds.namespace(node.value)
        span = None if self.places is None else self.places.attribute(node)
        if space is not None:
            if not isinstance(node.ctx, ast.Load):
                raise ReadError("not-assignable", span, {"name": f"{space.name}.{name[:64]}"})
            if name not in space.members:
                self._refuse_member(space, name, span, exists=space.exists(name))
        elif name not in KNOWN and name not in self.binds.attributes and not SAVED.fullmatch(name):
            self._refuse_attribute(name, span)

    def _refuse_member(self, space: Namespace, name: str, span: Span | None, *, exists: bool) -> None:
        whole = f"{space.name}.{name[:64]}"
        if exists or whole in TOPIC_OF:
            raise ReadError("not-available", span, {"name": whole, **instead(whole)}, self._left_out(span))
        message = f"module '{space.name}' has no attribute '{name[:64]}'"
        self._refuse_unknown(name, span, message, space.members)

    def _refuse_attribute(self, name: str, span: Span | None) -> None:
        if name.startswith("_") or any(hasattr(real, name) for real in REAL):
            raise ReadError("not-available", span, {"name": name[:64]})
        candidates = [*sorted(KNOWN), *sorted(self.binds.attributes)]
        self._refuse_unknown(name, span, f"no object here has an attribute '{name[:64]}'", dict.fromkeys(candidates))

    def _refuse_unknown(self, name: str, span: Span | None, message: str, members: Mapping[str, object]) -> None:
        near = difflib.get_close_matches(name, [one for one in members if not one.startswith("_")], 1, LIKENESS)
        facts: dict[str, Fact] = {"name": name[:64], "torch": f"AttributeError: {message}"}
        if near:
            raise ReadError("unknown-attribute", span, {**facts, "near": near[0]}, _repairs(span, near[0]))
        raise ReadError("attribute-nowhere", span, facts)

    def _name(self, node: ast.Name) -> None:
        """What Python has built in and is not to be had here."""
        name = node.id
        if name in NAMES or name in PRELUDE or name in self.binds.other or name in self.binds.imported:
            return
        raise ReadError("not-available", self._span(node), {"name": name[:64], **instead(name)})

    def _call(self, node: ast.Call) -> None:
        """Calls of built-in functions that would get round the tables."""
        if not isinstance(node.func, ast.Name) or node.func.id in self.binds.other:
            return
        called = node.func.id
        if called == "object":
            raise ReadError("not-available", self._span(node), {"name": "object()"})
        if called not in {"getattr", "setattr"} or len(node.args) < 2:
            return
        space, name = self.binds.namespace(node.args[0]), _text(node.args[1])
        if space is not None and called == "setattr":
            raise ReadError("not-assignable", self._span(node), {"name": f"{space.name}.{name or '…'}"})
        if name is not None and (name.startswith("__") or (space is not None and name not in space.members)):
            raise ReadError("not-available", self._span(node), {"name": name[:64]})

    def _left_out(self, span: Span | None) -> tuple[Repair, ...]:
        """Makes a comment of the import at ``span`` if nothing that it binds is ever read."""
        if span is None or self.places is None:
            return ()
        idle = _idle_imports(self.tree, self.places)
        return tuple(line for line in idle if line.span.start <= span.start < line.span.end)

    def _span(self, node: ast.expr | ast.stmt | ast.alias) -> Span | None:
        return None if self.places is None else self.places.span(node)

    def _word(self, node: ast.Import | ast.ImportFrom | ast.alias, name: str) -> Span | None:
        """Where ``name`` stands in an import statement."""
        span = self._span(node)
        if span is None or self.places is None:
            return span
        return self.places.find(name, *span) or span


def _idle_imports(tree: ast.Module, places: Places) -> Iterator[Repair]:
    """Makes comments of imports that have a line of the main program to themselves, and of whose names none is read."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = [line for node in tree.body for line in {node.lineno, node.end_lineno}]
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and lines.count(node.lineno) == 1:
            alone = node.lineno == node.end_lineno
            names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            if alone and not names & read:
                yield Repair(places.span(node), f"# {ast.unparse(node)}")


def _text(node: ast.expr) -> str | None:
    """The text that a literal holds, put together from parts or not."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return None if left is None or right is None else left + right
    return None


def _repairs(span: Span | None, text: str) -> tuple[Repair, ...]:
    return () if span is None else (Repair(span, text),)
