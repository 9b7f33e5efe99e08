"""Kinds of numbers that do not go together: whole numbers that should require grad, operands of different dtypes."""

from __future__ import annotations

import ast

from app.errors import AuthorError, Repair
from app.trace.diagnosis.case import LOSSES, Case, Operand, row
from app.trace.diagnosis.creation import creation, with_points
from app.trace.diagnosis.text import called

CASTS = {"float32": "float", "float64": "double", "int64": "long"}
WHOLE = ("int", "uint", "bool")


def integers(case: Case) -> AuthorError | None:
    """A tensor of whole numbers cannot require grad."""
    call, name = case.call, ""
    if call is not None and isinstance(call.func, ast.Attribute) and called(call) == "requires_grad_":
        name = case.text.of(call.func.value)
        call = creation(case, name)
    elif (statement := case.text.statement(case.error.span)) is not None and isinstance(statement, ast.Assign):
        target = statement.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == "requires_grad":
            name = case.text.of(target.value)
            call = creation(case, name)
    repairs = [
        case.text.edited(inner, points)
        for inner in ([] if call is None else ast.walk(call))
        if isinstance(inner, ast.Call) and (points := with_points(case.text, inner))
    ]
    return case.teach("integers-require-grad", repairs=repairs[:1])


def differ(case: Case) -> AuthorError | None:
    """Two operands whose dtypes torch does not bring together by itself."""
    distinct: list[Operand] = []
    for operand in case.operands:
        if all(operand.dtype != other.dtype for other in distinct):
            distinct.append(operand)
    if len(distinct) < 2:
        return None
    first, second = distinct[:2]
    return case.teach(
        "dtypes-differ",
        first=first.name,
        first_dtype=first.dtype,
        second=second.name,
        second_dtype=second.dtype,
        repairs=_cast(case, first, second),
    )


def _cast(case: Case, first: Operand, second: Operand) -> list[Repair]:
    """The one of the two that holds whole numbers, else the second, taken in the dtype of the other."""
    changed, kept = (first, second) if first.dtype.startswith(WHOLE) else (second, first)
    if case.failed is not None and case.failed.operation == "linear":
        changed, kept = first, second  # a layer's parameters keep their dtype
    piece = changed.piece
    if piece is None or kept.dtype not in CASTS:
        return []
    text = case.text.of(piece)
    text = text if isinstance(piece, ast.Name | ast.Attribute | ast.Call | ast.Subscript) else f"({text})"
    return [case.text.replaced(piece, f"{text}.{CASTS[kept.dtype]}()")]


def classes(case: Case) -> AuthorError | None:
    """Classes to be predicted must be whole numbers."""
    return _target(case, "target-not-whole", "long")


def measured(case: Case) -> AuthorError | None:
    """What a prediction is measured against must be floating-point numbers."""
    return _target(case, "target-not-floating", "float")


def _target(case: Case, code: str, wanted: str) -> AuthorError | None:
    if len(case.operands) < 2 or case.failed is None or not (case.failed.operation or "").endswith(LOSSES):
        return None
    operand, call = case.operands[1], case.call
    argument = call.args[1] if call is not None and len(call.args) > 1 else operand.piece
    repairs = []
    if isinstance(argument, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        repairs = [case.text.replaced(argument, f"{case.text.of(argument)}.{wanted}()")]
    return case.teach(code, name=operand.name, dtype=operand.dtype, repairs=repairs)


def indices(case: Case) -> AuthorError | None:
    """An embedding looks rows up by number."""
    argument = case.call.args[0] if case.call is not None and case.call.args else None
    repairs = []
    if isinstance(argument, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        repairs = [case.text.replaced(argument, f"{case.text.of(argument)}.long()")]
    return case.teach("indices-not-whole", repairs=repairs)


def stored(case: Case) -> AuthorError | None:
    """A result in floating point is written into a tensor of whole numbers."""
    return case.teach("in-place-dtype", found=case.found[1], kept=case.found[2])


def mean(case: Case) -> AuthorError | None:
    """The mean of whole numbers is none."""
    repairs = []
    if case.call is not None and isinstance(case.call.func, ast.Attribute) and case.operands and not case.call.args:
        repairs = [case.text.before_dot(case.call.func, ".float()")]
    return case.teach("mean-of-whole-numbers", dtype=case.found[1].lower(), repairs=repairs)


TABLE = (
    row(r"[Oo]nly Tensors of floating point (?:and complex )?dtype can require grad", integers),
    row(r"expected target dtype to be Long|expected scalar type Long but found", classes),
    row(r"Found dtype (?:Long|Int|Byte|Bool) but expected (?:Float|Double)", measured),
    row(r"Expected tensor for argument #1 'indices' to have one of the following scalar types", indices),
    row(
        r"expected (?:both vectors|m1 and m2|mat1 and mat2)? ?to have (?:the )?same dtype|must have the same dtype",
        differ,
    ),
    row(r"expected scalar type|[Ff]ound dtype|should be the same", differ),
    row(r"result type (\w+) can't be cast to the desired output type (\w+)", stored),
    row(r"could not infer output dtype\..*Got: (\w+)", mean),
)
