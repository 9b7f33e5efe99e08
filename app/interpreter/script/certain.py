"""What a program is certain to ask for and cannot have here: seen in the tree, so that it is refused before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from app.errors import ReadError, Repair
from app.program.script.places import Places

REACHING = frozenset({"getattr", "setattr", "hasattr"})  # each reaches attributes by name: who calls it must be seen
Nodes: TypeAlias = Sequence[ast.AST]
Found: TypeAlias = Iterator[ReadError]


def check_certain(tree: ast.Module, nodes: Nodes, places: Places) -> None:
    """Raises the first ReadError of the rules below. ``nodes``: every node of ``tree``."""
    found = (_workers(nodes, places), _devices(tree, places), _saved(nodes, places), _handed_on(nodes, places))
    for error in chain(*found, _stopping(tree, nodes, places)):
        raise error


def _workers(nodes: Nodes, places: Places) -> Found:
    """``DataLoader(…, num_workers=4)``: the batches would be made by other processes."""
    for node in nodes:
        if isinstance(node, ast.keyword) and node.arg == "num_workers" and isinstance(node.value, ast.Constant):
            count = node.value.value
            if type(count) is int and count != 0:
                span = places.span(node.value)
                yield ReadError("no-workers", span, {"count": count}, (Repair(span, "0"),))


def _devices(tree: ast.Module, places: Places) -> Found:
    """``.to("cuda")`` in a statement that surely runs; behind an ``if`` it may be meant for other machines."""
    for statement in tree.body:
        if not isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign)):
            continue
        for node in _evaluated(statement):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            named = [keyword.value for keyword in node.keywords if keyword.arg == "device"]
            for value in (*(node.args if node.func.attr == "to" else ()), *named):
                device = value.value if isinstance(value, ast.Constant) else None
                if isinstance(device, str) and device.partition(":")[0] in {"cuda", "mps", "xpu", "meta"}:
                    span = places.span(value)
                    yield ReadError("no-such-device", span, {"device": device}, (Repair(span, '"cpu"'),))


def _saved(nodes: Nodes, places: Places) -> Found:
    """``t = y.grad_fn._saved_self``: a name would keep alive, and let change, what belongs to the graph."""
    for node in nodes:
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Return)) else None
        if isinstance(value, ast.Attribute) and value.attr.startswith("_saved_"):
            yield ReadError("saved-kept", places.span(value), {"name": value.attr})


def _handed_on(nodes: Nodes, places: Places) -> Found:
    """``reduce(getattr, …)``."""
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        if (
            isinstance(node, ast.Name)
            and node.id in REACHING
            and isinstance(node.ctx, ast.Load)
            and id(node) not in called
        ):
            yield ReadError("only-called", places.span(node), {"name": node.id})


def _stopping(tree: ast.Module, nodes: Nodes, places: Places) -> Found:
    """``raise StopIteration`` where no function runs: there is no iteration that it could end."""
    if not any(isinstance(node, ast.Raise) for node in nodes):
        return
    for node in _outside_functions(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(raised, ast.Name) and raised.id == "StopIteration":
                yield ReadError("nothing-to-stop", places.span(node))


def _evaluated(root: ast.AST) -> Iterator[ast.AST]:
    """What is certain to be evaluated with ``root``: no branch of a condition, no body of a lambda."""
    return _walk(root, lambda node: isinstance(node, (ast.IfExp, ast.BoolOp, ast.Lambda, ast.GeneratorExp)))


def _outside_functions(root: ast.AST) -> Iterator[ast.AST]:
    return _walk(root, lambda node: isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))


def _walk(root: ast.AST, closed: Callable[[ast.AST], bool]) -> Iterator[ast.AST]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if not closed(node):
            waiting.extend(ast.iter_child_nodes(node))
