"""One pass over the syntax tree: refuses what is not in the language, by its name and with its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from app.errors import Fact, ReadError, Span
from app.program.program import Note
from app.program.script.dunders import DEFINABLE, is_dunder, meant_by, misspelled, name_of
from app.program.script.places import Located, Places

REFUSED: Mapping[type[ast.AST], str] = {
    ast.Yield: "construct-yield",
    ast.YieldFrom: "construct-yield",
    ast.Await: "construct-async",
    ast.AsyncFunctionDef: "construct-async",
    ast.AsyncFor: "construct-async",
    ast.AsyncWith: "construct-async",
    ast.Match: "construct-match",
    ast.TryStar: "construct-except-star",
}
ALLOWED: tuple[type[ast.AST], ...] = (
    *(ast.FunctionDef, ast.ClassDef, ast.Return, ast.Delete, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For),
    *(ast.While, ast.If, ast.With, ast.Raise, ast.Try, ast.Assert, ast.Import, ast.ImportFrom, ast.Global),
    *(ast.Nonlocal, ast.Expr, ast.Pass, ast.Break, ast.Continue),
    *(ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp, ast.Lambda, ast.IfExp, ast.Dict, ast.Set, ast.ListComp),
    *(ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Compare, ast.Call, ast.FormattedValue, ast.JoinedStr),
    *(ast.Constant, ast.Attribute, ast.Subscript, ast.Starred, ast.Name, ast.List, ast.Tuple, ast.Slice),
)
OF_CLASSES = ("dataclass", "abstractmethod")  # decorators that a class does as well without
DECORATORS = (
    "staticmethod",
    "classmethod",
    "property",
    "no_grad",
    "enable_grad",
    "inference_mode",
    "once_differentiable",
)
_FORMAT_DUNDER = re.compile(r"%\((__\w+__)\)")
_FORMAT_FIELD = re.compile(r"\{\s*\w*((?:\.\w+|\[[^\]]*\])+)")


def check(tree: ast.Module, places: Places) -> tuple[Note, ...]:
    """Raises ReadError at the first thing that is not in the language; answers what is legal and yet hardly meant."""
    checker = _Checker(places, {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)})
    checker.visit(tree)
    return tuple(checker.notes)


def assigns_like_code(tree: ast.Module) -> bool:
    """Whether ``tree`` gives values in a way that notation has not: ``a, b = c``, ``x[0] = 1``, ``i += 1``, ``class_ = 1``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign):
            return True
        targets = node.targets if isinstance(node, ast.Assign) else []
        if len(targets) > 1 or any(not isinstance(one, ast.Name) or one.id.endswith("_") for one in targets):
            return True
    return False


class _Checker(ast.NodeVisitor):
    """Walks the tree in the order of the text, knowing what encloses each node."""

    def __init__(self, places: Places, functions: set[str]) -> None:
        self.places = places
        self.functions = functions  # that the program defines: each may decorate another
        self.notes: list[Note] = []
        self.enclosing: list[ast.AST] = []  # outermost first

    def refuse(self, code: str, node: Located, **facts: Fact) -> None:
        """Raise ``code`` at ``node``."""
        raise ReadError(code, self.places.span(node), facts)

    def visit(self, node: ast.AST) -> None:
        """Check ``node``, then what is in it."""
        if isinstance(node, ast.stmt | ast.expr):
            if type(node) in REFUSED:
                raise ReadError(REFUSED[type(node)], self._beginning(node), {"construct": _word(node)})
            if not isinstance(node, ALLOWED):
                raise ReadError("construct", self._beginning(node), {"construct": type(node).__name__})
        method = getattr(self, f"visit_{type(node).__name__}", None)
        if method is not None:
            method(node)
        self.enclosing.append(node)
        self.generic_visit(node)
        self.enclosing.pop()

    def _beginning(self, node: ast.stmt | ast.expr) -> Span:
        """The first line of ``node``: a whole ``match`` statement would be underlined otherwise."""
        start, end = self.places.span(node)
        return Span(start, end if node.end_lineno == node.lineno else self.places.offset(node.lineno + 1, 0) - 1)

    # statements

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for keyword in node.keywords:
            self.refuse("class-keyword", keyword, name=str(keyword.arg or "**"))
        self._definition(node)
        for base in node.bases:
            if isinstance(base, ast.Starred):
                self.refuse("construct", base, construct="*")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._definition(node)
        if self.enclosing and isinstance(self.enclosing[-1], ast.Module) and is_dunder(node.name) and not self.notes:
            self.notes.append(Note("method-outside-class", name_of(node, self.places), {"name": node.name}))

    def _definition(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            last = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
            setter = isinstance(named, ast.Attribute) and last in ("setter", "getter")
            own = isinstance(named, ast.Name) and last in self.functions
            if isinstance(node, ast.ClassDef) or not (last in DECORATORS or setter or own):
                advice: dict[str, Fact] = {"instead": "classes"} if last in OF_CLASSES else {}
                self.refuse("decorator", decorator, name=last or "…", **advice)
        if is_dunder(node.name) and node.name not in DEFINABLE:
            wanted = meant_by(node.name)
            if wanted is not None and isinstance(node, ast.FunctionDef):
                raise misspelled(node, wanted, self.places)
            raise ReadError("dunder-definition", name_of(node, self.places), {"name": node.name[:64]})

    def visit_arguments(self, node: ast.arguments) -> None:
        names: set[str] = set()
        for one in (*node.posonlyargs, *node.args, node.vararg, *node.kwonlyargs, node.kwarg):
            if one is not None and one.arg in names:
                self.refuse("duplicate-parameter", one, name=one.arg[:64])
            if one is not None:
                names.add(one.arg)

    def visit_arg(self, node: ast.arg) -> None:
        self._name(node.arg, node)

    def visit_Return(self, node: ast.Return) -> None:
        if not any(isinstance(one, ast.FunctionDef) for one in self.enclosing):
            self.refuse("return-outside", node)

    def visit_Break(self, node: ast.Break) -> None:
        self._in_loop(node, "break")

    def visit_Continue(self, node: ast.Continue) -> None:
        self._in_loop(node, "continue")

    def _in_loop(self, node: ast.stmt, word: str) -> None:
        inner: ast.AST = node
        for one in reversed(self.enclosing):
            if isinstance(one, ast.FunctionDef | ast.ClassDef):
                break
            if isinstance(one, ast.For | ast.While) and inner not in one.orelse:
                return
            inner = one
        self.refuse("loop-word-outside", node, word=word)

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if not isinstance(target, ast.Name | ast.Subscript):
                self.refuse("delete-target", target)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self._names(node, node.names)
        if not any(isinstance(one, ast.FunctionDef) for one in self.enclosing):
            self.refuse("nonlocal-outside", node, name=node.names[0][:64])

    def visit_Global(self, node: ast.Global) -> None:
        self._names(node, node.names)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._names(alias, [*alias.name.split("."), alias.asname or ""])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level:
            self.refuse("relative-import", node)
        for alias in node.names:
            if alias.name == "*":
                self.refuse("star-import", node, module=(node.module or "")[:64])
            self._names(alias, [alias.name, alias.asname or ""])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._names(node, [node.name or ""])

    def visit_comprehension(self, node: ast.comprehension) -> None:
        if node.is_async:
            self.refuse("construct-async", node.target, construct="async")

    # expressions

    def visit_Name(self, node: ast.Name) -> None:
        self._name(node.id, node, store=not isinstance(node.ctx, ast.Load))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if is_dunder(node.attr) and not self._may_use(node):
            raise ReadError("dunder-attribute", self.places.attribute(node), {"name": node.attr[:64]})
        if node.attr == "format" and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            self._format(node.value, node.value.value)

    def _may_use(self, node: ast.Attribute) -> bool:
        """Names of types, versions of libraries, and special methods that are called by name."""
        if not isinstance(node.ctx, ast.Load):
            return False
        parent = self.enclosing[-1]
        if node.attr == "__name__":
            return True
        if node.attr == "__version__":
            return isinstance(node.value, ast.Name)
        if node.attr == "__class__":
            return isinstance(parent, ast.Attribute) and parent.attr == "__name__"
        return node.attr in DEFINABLE and isinstance(parent, ast.Call) and parent.func is node

    def visit_Call(self, node: ast.Call) -> None:
        names: set[str] = set()
        for keyword in node.keywords:
            if keyword.arg is None:
                continue
            self._name(keyword.arg, keyword)
            if keyword.arg in names:
                self.refuse("keyword-twice", keyword, name=keyword.arg[:64])
            names.add(keyword.arg)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            found = _FORMAT_DUNDER.search(node.left.value)
            if found:
                self.refuse("dunder-name", node.left, name=found[1][:64])

    def _format(self, node: ast.Constant, template: str) -> None:
        """``"{0.os}".format(torch)`` reads an attribute without an attribute in the tree."""
        found = _FORMAT_FIELD.search(template.replace("{{", "").replace("}}", ""))
        if found:
            self.refuse("format-field", node, field=found[1][:64])

    def visit_Tuple(self, node: ast.Tuple) -> None:
        self._stars(node)

    def visit_List(self, node: ast.List) -> None:
        self._stars(node)

    def _stars(self, node: ast.Tuple | ast.List) -> None:
        stars = [one for one in node.elts if isinstance(one, ast.Starred)]
        if isinstance(node.ctx, ast.Store) and len(stars) > 1:
            self.refuse("two-stars", stars[1])

    # names

    def _names(self, node: Located, names: list[str]) -> None:
        for name in names:
            self._name(name, node)

    def _name(self, name: str, node: Located, *, store: bool = True) -> None:
        if not is_dunder(name) or (name == "__name__" and not store):
            return
        if name in DEFINABLE and self.enclosing and isinstance(node, ast.Name) and self._in_class_body():
            return  # __rmul__ = __mul__
        self.refuse("dunder-name", node, name=name[:64])

    def _in_class_body(self) -> bool:
        inner = [one for one in self.enclosing if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.Lambda)]
        return bool(inner) and isinstance(inner[-1], ast.ClassDef)


def _word(node: ast.AST) -> str:
    """What the construct is called in a text."""
    if isinstance(node, ast.YieldFrom):
        return "yield from"
    words = {"TryStar": "except*", "Yield": "yield", "Await": "await", "Match": "match"}
    return words.get(type(node).__name__, "async")
