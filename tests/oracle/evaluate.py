"""The oracle: evaluates a Program by dual numbers and gives vᵀJ for every input, or says why it had better not.

An answer is only as good as the problem is conditioned. ``Unfit`` is raised where a comparison would say nothing:
``domain``     a logarithm, root, quotient or power leaves the reals, overflows or divides by zero on the way
``range``      an intermediate value or derivative is above 10⁴, so that rounding is multiplied by as much
``kink``       a computed (not exactly representable) operand comes within 10⁻⁹ of a kink, so that rounding chooses the side
``singular``   a determinant is so small that torch's way, through the inverse, has no digits left
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.program.program import Program
from app.program.tree import Apply, Expression, Name, Number
from tests.oracle.array import OTHERS, Array, elementwise, flat, number, shape_of
from tests.oracle.dual import ELEMENTWISE, Dual

LARGEST = 1e4
NEAR = 1e-9
# IEEE 754 demands the nearest float of these, so that every implementation has the same one
EXACT = frozenset(
    {"add", "sub", "mul", "div", "neg", "abs", "sqrt", "relu", "maximum", "minimum", "clamp", "transpose"}
)


class Unfit(Exception):  # noqa: N818 - not an error of anybody
    """The case tells nothing about gradients; the reason is the text."""


@dataclass(frozen=True)
class Answer:
    """Elements in row-major order."""

    value: list[float]
    grads: dict[str, list[float]]
    scale: float  # the largest value or derivative on the way, at least 1


def answer(program: Program) -> Answer:
    """Value and vᵀJ of every input that is not frozen, in float64."""
    variables: dict[str, Array] = {}
    exact = set(program.inputs)
    live = [name for name in program.inputs if name not in program.frozen]
    width = sum(len(flat(program.inputs[name])) for name in live)
    slices, start = {}, 0
    for name, nested in program.inputs.items():
        numbers = flat(nested)
        if name in live:
            slices[name] = slice(start, start + len(numbers))
            start += len(numbers)
            cells = [
                Dual(x, tuple(float(slices[name].start + i == j) for j in range(width))) for i, x in enumerate(numbers)
            ]
        else:
            cells = [Dual(x) for x in numbers]
        variables[name] = Array(shape_of(nested), cells)
    walk = _Walk(variables, exact)
    for statement in program.statements:
        try:
            output = walk.value(statement.value)
        except (ValueError, ZeroDivisionError, OverflowError) as problem:
            raise Unfit("domain") from problem
        if statement.name is not None:
            variables[statement.name] = output
            if walk.exact(statement.value):
                exact.add(statement.name)
    v = [1.0] * len(output.cells) if program.grad_output is None else flat(program.grad_output)
    pulled = [
        math.fsum(weight * cell.tangent[i] for weight, cell in zip(v, output.cells, strict=True) if cell.tangent)
        for i in range(width)
    ]
    grads = {name: pulled[part] for name, part in slices.items()}
    return Answer([cell.value for cell in output.cells], grads, walk.scale)


class _Walk:
    def __init__(self, variables: dict[str, Array], exact_names: set[str]) -> None:
        self.variables = variables
        self.exact_names = exact_names
        self.scale = 1.0

    def value(self, node: Expression) -> Array:
        if isinstance(node, Number):
            return number(Dual(float(node.value)))
        if isinstance(node, Name):
            return self.variables[node.name]
        operands = [self.value(operand) for operand in node.operands]
        if not all(map(self.exact, node.operands)):
            _keep_away_from_kinks(node.operation, operands)
        if node.operation in ELEMENTWISE:
            result = elementwise(ELEMENTWISE[node.operation], *operands)
        else:
            result = OTHERS[node.operation](*operands)
        if node.operation == "det" and abs(result.cells[0].value) < 1e-4:
            raise Unfit("singular")
        self.measure(result)
        return result

    def exact(self, node: Expression) -> bool:
        """Whether every correct implementation computes the same float for ``node``."""
        if isinstance(node, Apply):
            return node.operation in EXACT and all(map(self.exact, node.operands))
        return isinstance(node, Number) or node.name in self.exact_names

    def measure(self, result: Array) -> None:
        for cell in result.cells:
            for figure in (cell.value, *cell.tangent):
                if not abs(figure) <= LARGEST:  # NaN too
                    raise Unfit("range" if math.isfinite(figure) else "domain")
                self.scale = max(self.scale, abs(figure))


def _keep_away_from_kinks(operation: str, operands: list[Array]) -> None:
    first = operands[0]
    values = [cell.value for cell in first.cells]
    near = False
    if operation in {"abs", "relu", "leaky_relu", "sign", "sqrt"}:
        near = any(abs(value) < NEAR for value in values)
    elif operation in {"maximum", "minimum"}:
        gaps = elementwise(ELEMENTWISE["sub"], *operands).cells
        near = any(abs(gap.value) < NEAR for gap in gaps)
    elif operation == "clamp":
        bounds = [cell.value for bound in operands[1:] for cell in bound.cells]
        near = any(abs(value - bound) < NEAR for value in values for bound in bounds)
    elif operation in {"amax", "amin"}:
        ordered = sorted(values, reverse=operation == "amax")
        near = len(ordered) > 1 and abs(ordered[0] - ordered[1]) < NEAR
    elif operation == "norm":
        near = math.hypot(*values) < NEAR
    elif operation == "std":
        near = max(values) - min(values) < NEAR
    elif operation == "pow":
        near = any(abs(value) < NEAR for value in values)
    if near:
        raise Unfit("kink")
