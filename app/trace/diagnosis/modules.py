"""Modules and optimizers that are not set up: ``super().__init__()`` is missing, ``forward`` is missing, no parameters."""

from __future__ import annotations

import ast
from difflib import get_close_matches

from app.errors import AuthorError, Related, Repair, Span
from app.trace.diagnosis.case import Case, row


def without_init(case: Case) -> AuthorError | None:
    """``__init__`` of a module uses what only ``nn.Module.__init__`` sets up."""
    owner = _class_around(case) or _class_named(case, case.found[1])
    init = None if owner is None else _method(owner, "__init__")
    if owner is None or init is None:
        return None
    first = init.body[0]
    blanks = case.text.indentation(first)
    start = case.text.span(first).start
    repairs = [] if blanks is None else [Repair(Span(start, start), f"super().__init__()\n{blanks}")]
    return case.teach(
        "init-of-module-missing",
        name=owner.name,
        related=[Related(case.text.head(init), "init-here")],
        repairs=repairs,
    )


def without_forward(case: Case) -> AuthorError | None:
    """A module that is called needs ``forward``."""
    owner = _class_named(case, case.found[1])
    if owner is None:
        return case.teach("forward-missing", name=case.found[1])
    methods = [line for line in owner.body if isinstance(line, ast.FunctionDef)]
    close = get_close_matches("forward", [method.name for method in methods], 1, 0.6)
    repairs = [_renamed(case, method, "forward") for method in methods if method.name in close]
    return case.teach(
        "forward-missing",
        name=owner.name,
        related=[Related(case.text.head(owner), "class-here")],
        repairs=repairs,
    )


def _renamed(case: Case, method: ast.FunctionDef, name: str) -> Repair:
    span = case.text.head(method)
    start = case.text.source.index(method.name, span.start + len("def"))
    return Repair(Span(start, start + len(method.name)), name)


def no_parameters(case: Case) -> AuthorError | None:
    """An optimizer of nothing."""
    return case.teach("no-parameters")


def not_a_leaf(case: Case) -> AuthorError | None:
    """An optimizer steps leaves."""
    return case.teach("optimizer-of-results")


def no_list(case: Case) -> AuthorError | None:
    """An optimizer takes a list of tensors."""
    argument = case.call.args[0] if case.call is not None and case.call.args else None
    repairs = [] if argument is None else [case.text.replaced(argument, f"[{case.text.of(argument)}]")]
    return case.teach("optimizer-of-a-tensor", repairs=repairs)


def not_a_parameter(case: Case) -> AuthorError | None:
    """What a module calls a parameter must stay one."""
    statement = case.text.statement(case.error.span)
    repairs = []
    if isinstance(statement, ast.Assign):
        repairs = [case.text.replaced(statement.value, f"nn.Parameter({case.text.of(statement.value)})")]
    return case.teach("parameter-expected", name=case.found[1], repairs=repairs)


def gradients_returned(case: Case) -> AuthorError | None:
    """A user's ``backward`` gives one gradient for each operand of ``forward``."""
    owner = _class_named(case, case.found[1])
    method = None if owner is None else _method(owner, "backward")
    return case.teach(
        "gradients-returned",
        name=case.found[1],
        expected=int(case.found[2]),
        found=int(case.found[3]),
        related=_where(case, method),
    )


def gradient_shape(case: Case) -> AuthorError | None:
    """… and each of the shape of its operand."""
    owner = _class_named(case, case.found[1])
    method = None if owner is None else _method(owner, "backward")
    return case.teach(
        "gradient-shape",
        name=case.found[1],
        position=int(case.found[2]),
        found=f"[{case.found[3]}]",
        expected=f"[{case.found[4]}]",
        related=_where(case, method),
    )


def _where(case: Case, method: ast.FunctionDef | None) -> list[Related]:
    return [] if method is None else [Related(case.text.head(method), "backward-here")]


def _class_around(case: Case) -> ast.ClassDef | None:
    """The class in whose ``__init__`` the error is."""
    span = case.error.span
    for owner in case.text.classes:
        around = case.text.span(owner)
        init = _method(owner, "__init__")
        if span is not None and init is not None and around.start <= span.start and span.end <= around.end:
            inner = case.text.span(init)
            if inner.start <= span.start and span.end <= inner.end:
                return owner
    return None


def _class_named(case: Case, name: str | None) -> ast.ClassDef | None:
    return next((owner for owner in case.text.classes if owner.name == name), None)


def _method(owner: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((line for line in owner.body if isinstance(line, ast.FunctionDef) and line.name == name), None)


TABLE = (
    row(r"cannot assign \w+ before Module.__init__\(\) call()", without_init),
    row(
        r"'(\w+)' object has no attribute '_(?:backward_hooks|forward_hooks|parameters|modules|buffers|\w+_hooks)'",
        without_init,
    ),
    row(r"Module \[(\w+)\] is missing the required \"forward\" function", without_forward),
    row(r"optimizer got an empty parameter list", no_parameters),
    row(r"can't optimize a non-leaf Tensor", not_a_leaf),
    row(r"params argument given to the optimizer should be an iterable", no_list),
    row(r"cannot assign '\S+' as parameter '(\w+)'", not_a_parameter),
    row(
        r"function (\w+?)(?:Backward) returned an incorrect number of gradients \(expected (\d+), got (\d+)\)",
        gradients_returned,
    ),
    row(
        r"Function (\w+?)Backward returned an invalid gradient at index (\d+) - got \[([\d, ]*)\].* \[([\d, ]*)\]",
        gradient_shape,
    ),
)
