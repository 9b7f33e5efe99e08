"""Which names a program binds, and which it reads that no line of it binds: Python's scopes, without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple


@dataclass(eq=False, slots=True)
class Scope:
    """A module, a function or lambda, a class body, or a comprehension."""

    kind: Literal["module", "function", "class", "comprehension"]
    parent: Scope | None
    bound: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)  # of a global or nonlocal statement

    def binds(self, name: str) -> bool:
        """Whether ``name``, read here, is bound somewhere in the program."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bound and (scope is self or scope.kind != "class"):
                return True
            scope = scope.parent
        return False


class Use(NamedTuple):
    """A name that is read, and where."""

    node: ast.Name
    scope: Scope


class _Walk(ast.NodeVisitor):
    """Walks a tree in the order of evaluation, with the scope in which it stands."""

    def __init__(self) -> None:
        self.module = Scope("module", None)
        self.uses: list[Use] = []
        self.all: dict[str, ast.Name] = {}
        self._scope = self.module

    def _bind(self, name: str) -> None:
        scope = self._scope
        if name in scope.elsewhere:
            scope = self.module
        scope.bound.add(name)

    def _enter(self, kind: Literal["function", "class", "comprehension"]) -> Scope:
        outer = self._scope
        self._scope = Scope(kind, outer)
        return outer

    def visit_Name(self, node: ast.Name) -> None:
        self.all.setdefault(node.id, node)
        if isinstance(node.ctx, ast.Load):
            self.uses.append(Use(node, self._scope))
        else:
            self._bind(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        scope = self._scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        inner, self._scope = self._scope, scope
        self.visit(node.target)
        self._scope = inner

    def visit_Global(self, node: ast.Global) -> None:
        self._scope.elsewhere.update(node.names)
        self.module.bound.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self._scope.elsewhere.update(node.names)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if self._scope.kind in ("module", "class"):  # inside a function Python never evaluates it
            self.visit(node.annotation)
        self.visit(node.target)
        if node.value:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._bind(node.name)
        for outside in (*node.decorator_list, *_annotations(node.args), *([node.returns] if node.returns else [])):
            self.visit(outside)
        self._function(node.args, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node.args, [node.body])

    def _function(self, arguments: ast.arguments, body: Iterable[ast.AST]) -> None:
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default)
        outer = self._enter("function")
        self._scope.bound.update(argument.arg for argument in _all(arguments))
        for node in body:
            self.visit(node)
        self._scope = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        for outside in (*node.decorator_list, *node.bases):
            self.visit(outside)
        outer = self._enter("class")
        for statement in node.body:
            self.visit(statement)
        self._scope = outer

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        self.visit(node.generators[0].iter)  # the first is evaluated outside
        outer = self._enter("comprehension")
        for number, generator in enumerate(node.generators):
            if number:
                self.visit(generator.iter)
            self.visit(generator.target)
            for condition in generator.ifs:
                self.visit(condition)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self._scope = outer

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self.visit_ListComp(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self.visit_ListComp(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self.visit_ListComp(node)


class Names:
    """The names of one text: ``module`` is its outermost scope, ``all`` holds each name at its first place."""

    def __init__(self, tree: ast.Module) -> None:
        walk = _Walk()
        walk.visit(tree)
        self.module, self.uses, self.all = walk.module, walk.uses, walk.all

    def unbound(self, given: Iterable[str] = ()) -> list[ast.Name]:
        """The names that are read and bound nowhere, nor in ``given``, in the order of the text."""
        known = set(given)
        found = [use.node for use in self.uses if use.node.id not in known and not use.scope.binds(use.node.id)]
        return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _all(arguments: ast.arguments) -> list[ast.arg]:
    every = (*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg)
    return [one for one in every if one is not None]


def _annotations(arguments: ast.arguments) -> list[ast.expr]:
    return [one.annotation for one in _all(arguments) if one.annotation is not None]
