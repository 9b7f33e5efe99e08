"""Which scope a name of the program belongs to: Python's own rules, decided before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Function = ast.FunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
UP, RETURNED, FIRST = 0, 1, 2  # what the items of a frame are; local names begin at FIRST


class Unbound:
    """What a frame holds for a name that has no value yet."""

    __slots__ = ()


UNBOUND = Unbound()


@dataclass(slots=True)
class Scope:
    """A module, a function, a class body or a comprehension, and where its names lie in its frame."""

    kind: Literal["module", "function", "class", "comprehension"]
    parent: Scope | None
    name: str = ""  # as in ``__qualname__``
    slots: dict[str, int] = field(default_factory=dict)
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()
    first_parameter: str | None = None

    def slot(self, name: str) -> int:
        """Where ``name`` lies, made now if it has no place yet."""
        return self.slots.setdefault(name, len(self.slots) + FIRST)

    def find(self, name: str) -> tuple[int, Scope] | None:
        """How many frames up ``name`` is bound, and where; None: it is a global name."""
        if name in self.globals:
            return None
        scope: Scope | None = self
        hops = 0
        while scope is not None and scope.kind != "module":
            visible = scope.kind != "class" or scope is self
            if visible and name in scope.slots and name not in scope.nonlocals:
                return hops, scope
            if name in scope.globals and visible:
                return None
            scope = scope.parent
            hops += 1
        return None

    def function(self) -> tuple[int, Scope]:
        """The function or module in whose scope a walrus of a comprehension binds."""
        scope, hops = self, 0
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
            hops += 1
        return hops, scope

    @property
    def qualified(self) -> str:
        """What stands before the name of a function or class defined here."""
        if self.kind == "module":
            return ""
        if self.kind == "comprehension" and self.parent is not None:
            return self.parent.qualified
        return f"{self.name}." if self.kind == "class" else f"{self.name}.<locals>."


def parameters(arguments: ast.arguments) -> list[str]:
    """The names of all parameters: positional, ``*args``, keyword-only, ``**kwargs``."""
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    if arguments.vararg:
        names.append(arguments.vararg.arg)
    names += [argument.arg for argument in arguments.kwonlyargs]
    if arguments.kwarg:
        names.append(arguments.kwarg.arg)
    return names


def declared(body: Iterable[ast.stmt], kind: type[ast.Global | ast.Nonlocal]) -> frozenset[str]:
    """What ``global`` or ``nonlocal`` statements of a body name."""
    return frozenset(name for node in own_nodes(body) if isinstance(node, kind) for name in node.names)


def bound(body: Iterable[ast.AST]) -> Iterator[str]:
    """Every name that a body binds in its own scope, in the order of the text."""
    for node in own_nodes(body):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
            yield from [node.name] if node.name else []
        elif isinstance(node, ast.alias) and node.name != "*":
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, COMPREHENSIONS):
            yield from _walruses(node)


def own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node of a body that belongs to its scope: not what is inside functions, classes and comprehensions."""
    waiting = list(body)
    waiting.reverse()
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(_own_children(node))))


def _own_children(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        return [*node.decorator_list, *node.args.defaults, *(default for default in node.args.kw_defaults if default)]
    if isinstance(node, ast.Lambda):
        return [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases]
    if isinstance(node, COMPREHENSIONS):
        return [node.generators[0].iter]
    if isinstance(node, ast.AnnAssign):
        return [node.target, *([node.value] if node.value else [])]
    return ast.iter_child_nodes(node)


def _walruses(comprehension: ast.AST) -> Iterator[str]:
    """A walrus in a comprehension binds in the scope around it."""
    for node in ast.walk(comprehension):
        if isinstance(node, ast.NamedExpr) and isinstance(node.target, ast.Name):
            yield node.target.id
