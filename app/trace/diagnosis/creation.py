"""Where a tensor is created in the text, and how to let it require grad."""

from __future__ import annotations

import ast

from app.errors import Repair
from app.trace.diagnosis.case import Case
from app.trace.diagnosis.text import Text, called

WITH_FLAG = frozenset(
    {
        *("tensor", "ones", "zeros", "full", "eye", "rand", "randn", "arange", "linspace", "empty", "normal"),
        *("ones_like", "zeros_like", "full_like", "rand_like", "randn_like", "randint"),
    }
)  # they take requires_grad
WITHOUT_FLAG = frozenset({"Tensor", "FloatTensor", "from_numpy", "as_tensor"})


def creation(case: Case, name: str) -> ast.Call | None:
    """The call that made what ``name`` holds, if it is one that creates a tensor."""
    span = case.error.span
    value = None if span is None else case.text.given(name, span.end)
    if isinstance(value, ast.Call) and called(value) in WITH_FLAG | WITHOUT_FLAG:
        return value
    return None


def requiring_grad(case: Case, name: str) -> Repair | None:
    """Lets ``name`` require grad from its creation on; whole numbers become floating-point ones."""
    call = creation(case, name)
    if call is None:
        return None
    if called(call) in WITHOUT_FLAG:
        end = case.text.span(call).end
        return Repair(case.text.span(call)._replace(start=end), ".requires_grad_()")
    flag = case.text.with_argument(call, "requires_grad=True")
    if case.dtype_of(case.places[name]).startswith(("float", "bfloat", "complex")):
        return flag
    floats = with_points(case.text, call)
    return case.text.edited(call, [*floats, flag]) if floats else None


def with_points(text: Text, call: ast.Call) -> list[Repair]:
    """A point behind every whole number of the first argument."""
    if called(call) != "tensor" or not call.args or any(keyword.arg == "dtype" for keyword in call.keywords):
        return []
    return [
        text.replaced(node, f"{text.of(node)}.")
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and type(node.value) is int
    ]
