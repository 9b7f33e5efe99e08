"""Shapes that do not fit: of elementwise operations, matrix products, layers, losses, stacks and views."""

from __future__ import annotations

import ast
from typing import TypedDict

from app.errors import AuthorError
from app.trace.diagnosis.case import Case, Operand, numbers, row, shape


class Two(TypedDict):
    """The facts of two operands."""

    first: str
    first_shape: str
    second: str
    second_shape: str


def two(first: Operand, second: Operand) -> Two:
    """The facts of two operands."""
    return {
        "first": first.name,
        "first_shape": shape(first.shape),
        "second": second.name,
        "second_shape": shape(second.shape),
    }


def elementwise(case: Case) -> AuthorError | None:
    """Two shapes that broadcasting cannot bring together."""
    pair = _unlike(case.operands)
    if pair is None:
        return None
    size, other_size, dimension = (int(number) for number in case.found.groups())
    return case.teach("shapes-differ", **two(*pair), size=size, other_size=other_size, dimension=dimension)


def _unlike(operands: list[Operand]) -> tuple[Operand, Operand] | None:
    """The first two operands that cannot be broadcast against each other."""
    for position, first in enumerate(operands):
        for second in operands[position + 1 :]:
            pairs = zip(reversed(first.shape), reversed(second.shape), strict=False)
            if any(size != other and 1 not in {size, other} for size, other in pairs):
                return first, second
    return None


def product(case: Case) -> AuthorError | None:
    """A matrix product whose inner sizes differ; a Linear layer that is given too many or too few features."""
    if case.failed is not None and case.failed.operation == "linear" and len(case.operands) >= 2:
        given, weight = case.operands[:2]
        layer = weight.name.removesuffix(".weight")
        if given.piece is not None and case.call is not None:
            layer = case.text.short(case.call.func)
        return case.teach(
            "linear-features",
            layer=layer,
            expected=weight.shape[-1],
            features=given.shape[-1] if given.shape else 0,
            name=given.name,
            shape=shape(given.shape),
        )
    if len(case.operands) < 2:
        return None
    first, second = case.operands[-2:]
    if not first.shape or not second.shape:
        return case.teach("product-of-a-number", **two(first, second))
    inner = second.shape[-2] if len(second.shape) > 1 else second.shape[0]
    if first.shape[-1] == inner:
        return None
    fits = len(first.shape) == len(second.shape) == 2 and first.shape[-1] == second.shape[-1]
    repairs = []
    if fits and isinstance(second.piece, ast.Name):
        repairs = [case.text.replaced(second.piece, f"{second.name}.T")]
    return case.teach("product-shapes", **two(first, second), inner=first.shape[-1], other_inner=inner, repairs=repairs)


def batches(case: Case) -> AuthorError | None:
    """As many targets as predictions."""
    if len(case.operands) < 2:
        return None
    return case.teach("target-count", **two(*case.operands[:2]), size=int(case.found[1]), other_size=int(case.found[2]))


def target(case: Case) -> AuthorError | None:
    """A target of another shape than the prediction."""
    return None if len(case.operands) < 2 else case.teach("target-shape", **two(*case.operands[:2]))


def one_class_each(case: Case) -> AuthorError | None:
    """Classes stand in a vector."""
    if len(case.operands) < 2:
        return None
    argument = case.call.args[1] if case.call is not None and len(case.call.args) > 1 else None
    repairs = []
    if isinstance(argument, ast.Name) and case.operands[1].shape[-1:] == (1,):
        repairs = [case.text.replaced(argument, f"{argument.id}.squeeze(-1)")]
    return case.teach("target-not-vector", **two(*case.operands[:2]), repairs=repairs)


def out_of_classes(case: Case) -> AuthorError | None:
    """A class that the prediction has no column for."""
    if not case.operands or len(case.operands[0].shape) < 1:
        return None
    prediction = case.operands[0]
    classes = prediction.shape[1] if len(prediction.shape) > 1 else prediction.shape[0]
    return case.teach(
        "target-out-of-range",
        target=int(case.found[1]),
        classes=classes,
        last=classes - 1,
        name=prediction.name,
        shape=shape(prediction.shape),
    )


def stacked(case: Case) -> AuthorError | None:
    """``stack`` and ``cat`` of tensors that do not fit."""
    operands = case.operands
    if len(operands) < 2:
        return None
    if case.failed is not None and case.failed.operation == "stack":
        other = next((operand for operand in operands if operand.shape != operands[0].shape), operands[1])
        return case.teach("stack-shapes", **two(operands[0], other))
    first, *rest = operands
    unlike = [operand for operand in rest if len(operand.shape) != len(first.shape)]
    if unlike:
        return case.teach("cat-dimensions", **two(first, unlike[0]))
    dimension = int(case.found[1])
    unlike = [operand for operand in rest if _without(operand.shape, dimension) != _without(first.shape, dimension)]
    return case.teach("cat-shapes", **two(first, unlike[0]), dimension=dimension) if unlike else None


def _without(sizes: tuple[int, ...], dimension: int) -> tuple[int, ...]:
    return sizes[:dimension] + sizes[dimension + 1 :]


def viewed(case: Case) -> AuthorError | None:
    """As many elements after ``view`` as before."""
    wanted = numbers(case.found[1])
    return case.teach(
        "view-size",
        name=case.operands[0].name if case.operands else "",
        shape=shape(case.operands[0].shape if case.operands else ()),
        wanted=shape(wanted),
        count=int(case.found[2]),
    )


def not_contiguous(case: Case) -> AuthorError | None:
    """``view`` cannot copy; ``reshape`` can."""
    call = case.call
    if call is None or not isinstance(call.func, ast.Attribute) or call.func.attr != "view":
        return case.teach("view-not-contiguous")
    end = case.text.span(call.func).end
    repair = case.text.before_dot(call.func, "")
    return case.teach(
        "view-not-contiguous",
        repairs=[repair._replace(span=repair.span._replace(start=end - 4, end=end), text="reshape")],
    )


def expanded(case: Case) -> AuthorError | None:
    """Only an axis of size 1 can be repeated; what is assigned to a part must fit it."""
    code = "assigned-shape" if case.failed is not None and case.failed.operation == "__setitem__" else "expand-shape"
    return case.teach(code, wanted=shape(numbers(case.found[2])), found=shape(numbers(case.found[3])))


def in_place(case: Case) -> AuthorError | None:
    """What is written in place keeps its shape."""
    return case.teach("in-place-shape", found=shape(numbers(case.found[1])), wanted=shape(numbers(case.found[2])))


def channels(case: Case) -> AuthorError | None:
    """A convolution takes as many channels as it was made for."""
    return case.teach(
        "channels", expected=int(case.found[2]), found=int(case.found[3]), shape=shape(numbers(case.found[1]))
    )


def normalised(case: Case) -> AuthorError | None:
    """A normalisation layer takes as many features as it was made for."""
    sizes = numbers(case.found[0])
    name = case.operands[0].name if case.operands else ""
    found, expected = (sizes[0], sizes[1]) if "running" in case.found[0] else (sizes[-1], sizes[0])
    return case.teach("features", expected=expected, found=found, name=name)


def axis(case: Case) -> AuthorError | None:
    """An axis that the tensor does not have."""
    low, high, given = (int(number) for number in case.found.groups())
    operand = case.operands[0] if case.operands else None
    return case.teach(
        "no-such-dimension",
        name="" if operand is None else operand.name,
        shape="" if operand is None else shape(operand.shape),
        dimension=given,
        low=low,
        high=high,
    )


def ragged(case: Case) -> AuthorError | None:
    """Nested lists of different lengths are no tensor."""
    return case.teach(
        "lists-ragged", expected=int(case.found[1]), dimension=int(case.found[2]), found=int(case.found[3])
    )


TABLE = (
    row(r"mat1 and mat2 shapes cannot be multiplied|size mismatch, got input|inconsistent tensor size", product),
    row(r"Expected size for first two dimensions of batch2|both arguments to (?:matmul|linear) need", product),
    row(
        r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)",
        elementwise,
    ),
    row(r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)", batches),
    row(r"Using a target size|Target size \(torch", target),
    row(r"0D or 1D target tensor expected", one_class_each),
    row(r"Target (-?\d+) is out of bounds", out_of_classes),
    row(r"stack expects each tensor to be equal size|Tensors must have same number of dimensions", stacked),
    row(r"Sizes of tensors must match except in dimension (\d+)", stacked),
    row(r"shape '\[([-\d, ]*)\]' is invalid for input of size (\d+)", viewed),
    row(r"view size is not compatible with input tensor's size and stride", not_contiguous),
    row(
        r"The expanded size of the tensor \((\d+)\).*Target sizes: \[([-\d, ]*)\]\.\s+Tensor sizes: \[([\d, ]*)\]",
        expanded,
    ),
    row(r"output with shape \[([\d, ]*)\] doesn't match the broadcast shape \[([\d, ]*)\]", in_place),
    row(r"expected input\[([\d, ]+)\] to have (\d+) channels, but got (\d+) channels", channels),
    row(
        r"running_mean should contain (\d+) elements not (\d+)|normalized_shape=\[[\d, ]+\].*input of size\[[\d, ]+\]",
        normalised,
    ),
    row(r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)", axis),
    row(r"expected sequence of length (\d+) at dim (\d+) \(got (\d+)\)", ragged),
)
