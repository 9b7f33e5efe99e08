"""The text of a script, asked by place: which expression stands there, where a name got its value, how to mend it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from app.errors import Repair, Span
from app.interpreter.script.tables.prelude import PRELUDE
from app.program.program import Script
from app.program.script.places import Places

Piece: TypeAlias = ast.expr | ast.stmt
LONGEST = 40  # what is longer is no name for anything
MODULES = frozenset(name for name, where in PRELUDE.items() if ":" not in where)
COMMENT = re.compile(r"#[^\n]*")
COMPOUND = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Try)


class Text:
    """A script's source and syntax tree. Knows nothing of the set-up, whose places are never shown."""

    def __init__(self, script: Script) -> None:
        self.source = script.source
        self._tree = script.tree
        self._places = Places(script.source)

    @cached_property
    def pieces(self) -> list[Piece]:
        """Every expression and statement, outer ones first."""
        return [node for node in ast.walk(self._tree) if isinstance(node, ast.expr | ast.stmt)]

    def span(self, node: Piece | ast.arg | ast.keyword) -> Span:
        """What ``node`` covers."""
        return self._places.span(node)

    def of(self, node: Piece) -> str:
        """How ``node`` is written."""
        start, end = self.span(node)
        return self.source[start:end]

    def short(self, node: Piece) -> str:
        """How ``node`` is written, as far as it fits into a sentence."""
        text = " ".join(self.of(node).split())
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

    def at(self, span: Span | None) -> Piece | None:
        """The smallest expression or statement that covers ``span``."""
        if span is None:
            return None
        best: tuple[int, Piece] | None = None
        for node in self.pieces:
            start, end = self.span(node)
            if start <= span.start and span.end <= end and (best is None or end - start <= best[0]):
                best = (end - start, node)
        return None if best is None else best[1]

    def is_module(self, node: ast.expr) -> bool:
        """Whether ``node`` names a module: ``torch``, ``F``, ``torch.nn.functional``, whatever was imported."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.imported

    @cached_property
    def imported(self) -> frozenset[str]:
        """The names of modules, imported or there from the start."""
        nodes = [node for node in ast.walk(self._tree) if isinstance(node, ast.alias)]
        return MODULES | {(node.asname or node.name).split(".")[0] for node in nodes}

    def statement(self, span: Span | None) -> ast.stmt | None:
        """The innermost statement around ``span``."""
        if span is None:
            return None
        around = [
            node
            for node in self.pieces
            if isinstance(node, ast.stmt)
            and self.span(node).start <= span.start
            and span.end <= self.span(node).end
        ]  # fmt: skip
        return around[-1] if around else None

    def on_line(self, line: int | None) -> Span | None:
        """What stands on a line: its statement, or the head of one that goes on below."""
        if line is None:
            return None
        for node in reversed(self.pieces):
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line):
                return self.head(node)
        return None

    def head(self, node: ast.stmt) -> Span:
        """A statement, or of one with a block its first line."""
        span = self.span(node)
        if not isinstance(node, COMPOUND):
            return span
        return Span(span.start, span.start + len(self.source[span.start : span.end].split("\n", 1)[0].rstrip()))

    def calls(self, line: int, *names: str) -> list[ast.Call]:
        """The calls on a line of a function or method with one of these names."""
        return [
            node
            for node in self.pieces
            if isinstance(node, ast.Call) and node.lineno <= line <= (node.end_lineno or line) and called(node) in names
        ]

    def given(self, name: str, before: int) -> ast.expr | None:
        """The expression that ``name`` was last given before offset ``before``, in the order of the text."""
        found: ast.expr | None = None
        for target, value in self._assignments():
            if not isinstance(target, ast.Name) or target.id != name or self.span(value).end > before:
                continue
            if found is None or self.span(value) > self.span(found):
                found = value
        return found

    def _assignments(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        for node in self.pieces:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from _pairs(target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                yield node.target, node.value

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the program gives to anything."""
        found = {node.id for node in self.pieces if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).split(".")[0])
        return frozenset(found)

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Every attribute that the program itself gives to anything: ``self.x = …``, and what its classes define."""
        found = {
            node.attr for node in self.pieces if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
        for node in self.classes:
            for line in node.body:
                if isinstance(line, ast.FunctionDef):
                    found.add(line.name)
                elif isinstance(line, ast.Assign):
                    found |= {target.id for target in line.targets if isinstance(target, ast.Name)}
        return frozenset(found)

    @cached_property
    def strings(self) -> frozenset[str]:
        """Every string of the program."""
        return frozenset(
            node.value for node in self.pieces if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        """Every class of the program."""
        return [node for node in self.pieces if isinstance(node, ast.ClassDef)]

    # -- repairs --------------------------------------------------------------------------------------------------------

    def replaced(self, node: Piece, text: str) -> Repair:
        """``text`` in place of ``node``."""
        return Repair(self.span(node), text)

    def with_argument(self, call: ast.Call, text: str) -> Repair:
        """One more argument at the end of ``call``; in place of the keyword argument of that name, if there is one."""
        name, equals, _ = text.partition("=")
        for keyword in call.keywords:
            if equals and keyword.arg == name:
                return Repair(self.span(keyword), text)
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not arguments:
            end = self.span(call).end - 1
            return Repair(Span(end, end), text)
        last, end = max(self.span(argument).end for argument in arguments), self.span(call).end - 1
        between = COMMENT.sub("", self.source[last:end]).strip()
        at = end if between else last  # a bracket around the argument, or a comma after it, is not part of its span
        return Repair(Span(at, at), text if "," in between else f", {text}")

    def before_dot(self, attribute: ast.Attribute, text: str) -> Repair:
        """``text`` between an expression, with its brackets, and the dot of its attribute."""
        dot = self.source.rindex(".", 0, self.span(attribute).end)
        return Repair(Span(dot, dot), text)

    def edited(self, node: Piece, repairs: list[Repair]) -> Repair:
        """Several repairs inside ``node`` as one."""
        start, end = self.span(node)
        text = self.source[start:end]
        for span, new in sorted(repairs, reverse=True):
            text = text[: span.start - start] + new + text[span.end - start :]
        return Repair(Span(start, end), text)

    def indentation(self, node: ast.stmt) -> str | None:
        """The blanks before a statement; None where something else stands before it on its line."""
        start = self.span(node).start
        before = self.source[self.source.rfind("\n", 0, start) + 1 : start]
        return None if before.strip() else before


def called(call: ast.Call) -> str:
    """The last name of what is called: ``backward`` of ``loss.backward()``."""
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What an assignment gives to what; ``a, b = 1, 2`` gives twice."""
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        if len(target.elts) == len(value.elts):
            for inner, given in zip(target.elts, value.elts, strict=True):
                yield from _pairs(inner, given)
    else:
        yield target, value
