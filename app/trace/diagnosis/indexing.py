"""Elements that are not there, and tensors used where one number is needed."""

from __future__ import annotations

import ast

from app.errors import AuthorError, Repair, Span
from app.trace.diagnosis.case import Case, numbers, row, shape


def _subject(case: Case) -> ast.expr | None:
    """The tensor that is indexed, converted or asked for its truth."""
    piece = case.piece
    if isinstance(piece, ast.Subscript):
        return piece.value
    if isinstance(piece, ast.Call):
        if isinstance(piece.func, ast.Attribute) and not piece.args:
            return piece.func.value
        return piece.args[0] if piece.args else None
    if isinstance(piece, ast.If | ast.While | ast.Assert | ast.IfExp):
        return piece.test
    return piece if isinstance(piece, ast.expr) else None


def _named(case: Case) -> tuple[str, str]:
    """The subject's text and its shape, where they are known."""
    subject = _subject(case)
    if subject is None:
        return "", ""
    name = case.text.of(subject)
    place = case.places.get(name)
    if place is None and case.operands:
        return name, shape(case.operands[0].shape)
    return name, "" if place is None else shape(case.shape_of(place))


def _shapes(case: Case) -> set[tuple[int, ...]]:
    """The shapes of all tensors that went into what failed."""
    return {operand.shape for operand in case.operands}


def tensor_index(case: Case) -> AuthorError | None:
    """An index beyond the end of an axis."""
    index, dimension, size = numbers(case.found[0])[:3]
    if size == 0 and dimension == 0 and isinstance(case.piece, ast.Subscript) and _shapes(case) == {()}:
        return of_a_number(case)
    name, sizes = _named(case)
    return case.teach(
        "index-out-of-range", name=name, shape=sizes, index=index, dimension=dimension, size=size, last=size - 1
    )


def sequence_index(case: Case) -> AuthorError | None:
    """An index beyond the end of a list or tuple."""
    return case.teach("sequence-index", name=_named(case)[0], kind=case.found[1])


def row_index(case: Case) -> AuthorError | None:
    """A row that an embedding does not have."""
    if len(case.operands) < 2:
        return None
    weight = next((operand for operand in case.operands if len(operand.shape) == 2), case.operands[-1])
    count = weight.shape[0] if weight.shape else 0
    return case.teach("embedding-index", rows=count, last=count - 1)


def too_many(case: Case) -> AuthorError | None:
    """More indices than axes."""
    name, sizes = _named(case)
    return case.teach("too-many-indices", name=name, shape=sizes, dimensions=int(case.found[1]))


def of_a_number(case: Case) -> AuthorError | None:
    """A tensor that holds a single number has no elements to choose or to go through."""
    piece, repairs = case.piece, list[Repair]()
    if isinstance(piece, ast.Subscript):
        span = case.text.span(piece)
        repairs = [Repair(Span(case.text.span(piece.value).end, span.end), ".item()")]
    return case.teach("index-of-a-number", name=_named(case)[0], repairs=repairs)


def one_number(case: Case) -> AuthorError | None:
    """``item()``, ``float()`` and ``int()`` need a tensor with one element."""
    name, sizes = _named(case)
    return case.teach("not-one-number", name=name, shape=sizes or _count(case))


def _count(case: Case) -> str:
    return f"({case.found[1]},)" if case.found.lastindex else "(…)"


def truth(case: Case) -> AuthorError | None:
    """A tensor with several elements is neither true nor false."""
    subject = _subject(case)
    repairs = []
    if subject is not None:
        text = case.text.of(subject)
        text = text if isinstance(subject, ast.Name | ast.Call | ast.Attribute | ast.Subscript) else f"({text})"
        repairs = [case.text.replaced(subject, f"{text}.{ask}()") for ask in ("all", "any")]
    return case.teach("truth-of-many", name="" if subject is None else case.text.short(subject), repairs=repairs)


def as_array(case: Case) -> AuthorError | None:
    """A tensor that requires grad does not leave torch without being detached."""
    call = case.call
    repairs = []
    if call is not None and isinstance(call.func, ast.Attribute) and call.func.attr == "numpy":
        repairs = [case.text.before_dot(call.func, ".detach()")]
        name = case.text.of(call.func.value)
    else:
        name = _named(case)[0]
        argument = call.args[0] if call is not None and len(call.args) == 1 else None
        if isinstance(argument, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            repairs = [case.text.replaced(argument, f"{name}.detach()")]
    return case.teach("array-of-grad", name=name, repairs=repairs)


TABLE = (
    row(r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)", tensor_index),
    row(
        r"IndexError: (list|tuple|string|range object)(?: assignment)? index out of range|pop from empty (list)",
        sequence_index,
    ),
    row(r"index out of range in self", row_index),
    row(r"too many indices for tensor of dimension (\d+)", too_many),
    row(r"invalid index of a 0-dim tensor|iteration over a 0-d tensor|len\(\) of a 0-d tensor", of_a_number),
    row(
        r"a Tensor with (\d+) elements cannot be converted to Scalar|only one element tensors can be converted",
        one_number,
    ),
    row(r"Boolean value of Tensor with more than one", truth),
    row(r"Can't call numpy\(\) on Tensor that requires grad", as_array),
)
