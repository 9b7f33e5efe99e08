"""Mutations of a program's tree: what comes out is Python again, and most of it runs; it is only not what anybody meant."""

from __future__ import annotations

import ast
import random
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

CONSTANTS: tuple[Any, ...] = (0, 1, 2, 3, -1, 0.5, 1e308, 1e-320, 10**9, 2**63, 10**30, True, None, "", "x", "dim", (), float("inf"), float("nan"), 1j)  # fmt: skip
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult, ast.BitAnd, ast.LShift)
COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.GtE, ast.Is, ast.In, ast.NotIn)
MOST_NODES = 3000


@cache
def parsed(text: str) -> ast.Module | None:
    """The tree of a text that is Python. It is not to be changed."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def regrown(chance: random.Random, text: str, others: Sequence[str]) -> str:
    """``text`` after one to four mutations of its tree; as it is where it is not Python."""
    if parsed(text) is None:
        return text
    tree = ast.parse(text)
    try:
        for _ in range(chance.randint(1, 4)):
            nodes = list(ast.walk(tree))[:MOST_NODES]
            chance.choice(MUTATIONS)(chance, nodes, parsed(chance.choice(others)) or tree)
        return ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, RecursionError, AttributeError, TypeError, SyntaxError):  # a tree that stands for no text
        return text


Nodes = Sequence[ast.AST]


def _some(chance: random.Random, nodes: Nodes, *kinds: type[ast.AST]) -> Any:
    """One of those nodes; where there is none, one that nobody will see."""
    return chance.choice([node for node in nodes if isinstance(node, kinds)] or [kinds[0]()])


def constant(chance: random.Random, nodes: Nodes, _: ast.Module) -> None:
    """Another number or text."""
    _some(chance, nodes, ast.Constant).value = chance.choice(CONSTANTS)


def operator(chance: random.Random, nodes: Nodes, _: ast.Module) -> None:
    """Another operator."""
    _some(chance, nodes, ast.BinOp, ast.AugAssign).op = chance.choice(OPERATORS)()


def comparison(chance: random.Random, nodes: Nodes, _: ast.Module) -> None:
    """Another comparison."""
    node = _some(chance, nodes, ast.Compare)
    node.ops = [chance.choice(COMPARISONS)() for _ in getattr(node, "ops", ())]


def name(chance: random.Random, nodes: Nodes, _: ast.Module) -> None:
    """One name of the program in place of another."""
    _some(chance, nodes, ast.Name).id = getattr(_some(chance, nodes, ast.Name), "id", "x")


def attribute(chance: random.Random, nodes: Nodes, other: ast.Module) -> None:
    """A method or function of this program or of another, asked of something else."""
    lent = _some(chance, [*nodes, *ast.walk(other)], ast.Attribute)
    _some(chance, nodes, ast.Attribute).attr = getattr(lent, "attr", "grad")


def expression(chance: random.Random, nodes: Nodes, _: ast.Module) -> None:
    """An expression of the program in place of another."""
    target, (field, at) = _slot(chance, nodes)
    lent = _some(chance, nodes, ast.BinOp, ast.Call, ast.Name, ast.Subscript, ast.Attribute, ast.Constant)
    lent = ast.parse(ast.unparse(lent), mode="eval").body if _is_written(lent) else ast.Constant(0)
    if at is None:
        setattr(target, field, lent)
    else:
        getattr(target, field)[at] = lent


def _is_written(node: ast.AST) -> bool:
    return any(True for _ in ast.iter_fields(node)) and isinstance(getattr(node, "ctx", None), ast.Load | None)


def _slot(chance: random.Random, nodes: Nodes) -> tuple[ast.AST, tuple[str, int | None]]:
    """A place where an expression stands that is read."""
    node = _some(chance, nodes, ast.BinOp, ast.Call, ast.Assign, ast.Subscript, ast.Return, ast.Expr)
    slots: list[tuple[str, int | None]] = [
        (field, at) for field in ("args", "elts") for at, _ in enumerate(getattr(node, field, ()))
    ]
    slots += [
        (field, None)
        for field in ("left", "right", "value", "slice")
        if isinstance(getattr(node, field, None), ast.expr)
    ]
    return node, chance.choice(slots or [("seen_by_nobody", None)])


def argument(chance: random.Random, nodes: Nodes, _: ast.Module) -> None:
    """An argument less, twice, or by another keyword."""
    call = _some(chance, nodes, ast.Call)
    arguments, keywords = getattr(call, "args", []), getattr(call, "keywords", [])
    match chance.randrange(3):
        case 0 if arguments:
            del arguments[chance.randrange(len(arguments))]
        case 1 if arguments:
            arguments.append(chance.choice(arguments))
        case _ if keywords:
            chance.choice(keywords).arg = getattr(_some(chance, nodes, ast.keyword), "arg", "dim")


def statement(chance: random.Random, nodes: Nodes, other: ast.Module) -> None:
    """A statement removed, said again elsewhere, or taken from another program with all before it."""
    body = chance.choice([node.body for node in nodes if isinstance(getattr(node, "body", None), list) and node.body])
    at = chance.randrange(len(body))
    match chance.randrange(4):
        case 0 if len(body) > 1:
            del body[at]
        case 1:
            body.insert(at, chance.choice(body))
        case 2:
            body[at:at] = ast.parse(ast.unparse(other)).body[: chance.randrange(12)]
        case _:
            body[at] = chance.choice(BLOCKS)(chance, body[at])


BLOCKS: tuple[Callable[[random.Random, Any], ast.stmt], ...] = (
    lambda chance, inner: _around(f"for _ in range({chance.choice((0, 2, 30, 10**9))}):", inner),
    lambda _, inner: _around("while True:", inner),
    lambda _, inner: _around("with torch.no_grad():", inner),
    lambda _, inner: ast.Try([inner], [ast.ExceptHandler(None, None, [ast.Pass()])], [], []),
)


def _around(head: str, inner: ast.stmt) -> ast.stmt:
    block: Any = ast.parse(f"{head}\n    pass").body[0]
    block.body = [inner]
    return block


Mutation = Callable[[random.Random, Nodes, ast.Module], None]
MUTATIONS: tuple[Mutation, ...] = (
    constant, constant, operator, comparison, name, name, attribute, expression, expression, argument, statement, statement,
)  # fmt: skip
