"""Runs the expressions of a Program on real torch, one torch call for each operation, and differentiates the output.

What happens is what the same lines of PyTorch would do: literals stay plain Python numbers, so every value and every
gradient is equal to plain torch bit for bit. Nothing here records; a ``Listener`` is told where each call comes from.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor

from app.errors import Fact, LimitError, RunError
from app.interpreter.constants import calculate, literal
from app.interpreter.functions import FUNCTIONS, OPERATORS, takes_numbers
from app.interpreter.listener import Listener
from app.program.program import Nested, Note, Program
from app.program.shapes import Shape, elements, shape_of
from app.program.tree import Apply, Expression, Name, Number

Value: TypeAlias = Tensor | int | float

MAX_ELEMENTS = 10_000_000  # of all results of a run together: 80 MB in float64, and as much again for gradients
MAX_OPERATIONS = 20_000  # of a run: some ten times what a picture can still show


@dataclass(frozen=True, slots=True)
class Application:
    """One operation that ran on torch: its place in the tree, what went in and what came out."""

    node: Apply
    line: int
    operands: tuple[Value, ...]
    value: Tensor


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves. ``grad_output`` is the v of vᵀJ that was used, None where no backward pass ran."""

    variables: Mapping[str, Value]  # inputs and assigned names, as they stand at the end
    output: Value
    grad_output: Any
    notes: tuple[Note, ...]
    applications: tuple[Application, ...]

    @property
    def differentiated(self) -> bool:
        """Whether a backward pass ran."""
        return self.grad_output is not None


def run(program: Program, listener: Listener) -> Result:
    """Runs ``program`` forward, then backward from its output where that requires a gradient.

    The output is the last line's value. v is the program's ``grad_output``, else ones in the output's shape. Raises
    RunError where torch refuses operands whose shapes ``read`` found to fit, or their backward pass, LimitError where a budget is used up; the
    listener has then seen everything up to the failing call.
    """
    result = forward(program, listener)
    output = result.output
    if not isinstance(output, Tensor) or not output.requires_grad:
        note = Note("nothing-to-differentiate", program.statements[-1].span)
        return Result(result.variables, output, None, (*result.notes, note), result.applications)
    listener.at(None, None)
    with torch._C.DisableTorchFunction():  # noqa: SLF001 - v is ours: making it is no operation of the program
        v = _vector(program.grad_output, output)
    try:
        output.backward(gradient=v)  # type: ignore[no-untyped-call]
    except RuntimeError as problem:  # clamp of a number between the elements of a vector has a value but no gradient
        facts: dict[str, Fact] = {"operation": "backward", "torch": str(problem).partition("\n")[0]}
        raise RunError("torch-refused", program.statements[-1].span, facts) from problem
    return Result(result.variables, output, v.tolist(), result.notes, result.applications)


def forward(program: Program, listener: Listener) -> Result:
    """Runs ``program`` forward only; its ``grad_output`` is None. Errors as for ``run``."""
    torch.default_generator.manual_seed(program.seed)  # torch.manual_seed asks every kind of device: 0.5 ms
    with warnings.catch_warnings(action="ignore"):  # torch warns on a terminal nobody reads; what matters is in notes
        forward_pass = _ForwardPass(program, listener)
        for name, given in program.inputs.items():
            leaf = torch.tensor(given, dtype=forward_pass.dtype, requires_grad=name not in program.frozen)
            forward_pass.bind(name, leaf, _shape_of(given))
        for statement in program.statements:
            output, shape = forward_pass.evaluate(statement.value, statement.line)
            if statement.name is not None:
                forward_pass.bind(statement.name, output, shape)
        if not isinstance(output, Tensor):
            forward_pass.tensor(output)  # a plain number is an output too, and is to be seen
    return Result(forward_pass.variables, output, None, tuple(forward_pass.notes), tuple(forward_pass.applications))


class _ForwardPass:
    """The state of one forward pass. Shapes are kept beside the values: asking a tensor would be recorded, and slow."""

    def __init__(self, program: Program, listener: Listener) -> None:
        self.dtype = torch.float64 if program.dtype == "float64" else torch.float32
        self.listener = listener
        self.variables: dict[str, Value] = {}
        self.shapes: dict[str, Shape | None] = {}
        self.notes: list[Note] = []
        self.applications: list[Application] = []
        self.elements = 0

    def bind(self, name: str, value: Value, shape: Shape | None) -> None:
        self.variables[name] = value
        self.shapes[name] = shape
        self.listener.bind(name, value)

    def evaluate(self, expression: Expression, line: int) -> tuple[Value, Shape | None]:
        """The value of a tree and its shape (None for a plain number). No recursion: a tree may be as deep as it likes."""
        values: list[Value] = []
        shapes: list[Shape | None] = []
        value: Value
        shape: Shape | None
        for node in _operands_first(expression, MAX_OPERATIONS - len(self.applications)):
            if isinstance(node, Number):
                value, shape = literal(node.value), None
            elif isinstance(node, Name):
                value, shape = self.variables[node.name], self.shapes[node.name]
            else:
                arity = len(node.operands)
                operands, around = tuple(values[-arity:]), shapes[-arity:]
                del values[-arity:], shapes[-arity:]
                value, shape = self._apply(node, line, operands, around)
            values.append(value)
            shapes.append(shape)
        return values[0], shapes[0]

    def _apply(
        self, node: Apply, line: int, operands: tuple[Value, ...], around: list[Shape | None]
    ) -> tuple[Value, Shape | None]:
        if around.count(None) == len(around):
            number, note = calculate(node.operation, operands)  # type: ignore[arg-type]
            if note is not None:
                self.notes.append(Note(note, node.span))
            return number, None
        shape = shape_of(node.operation, [shape or () for shape in around], node.span)
        self.elements += elements(shape)
        if self.elements > MAX_ELEMENTS:
            raise LimitError("limit-total-elements", node.span, {"limit": MAX_ELEMENTS})
        value = self._call(node, line, operands)
        self.applications.append(Application(node, line, operands, value))
        return value, shape

    def _call(self, node: Apply, line: int, operands: tuple[Value, ...]) -> Tensor:
        if node.operation == "leaky_relu" and len(operands) > 1 and isinstance(operands[1], Tensor):
            raise RunError("slope-not-a-number", node.operands[1].span)
        if not takes_numbers(node.operation, operands):
            operands = tuple(map(self.tensor, operands))
        reflected = node.operation in OPERATORS and not isinstance(operands[0], Tensor)
        self.listener.at(node.span, line, reflected=reflected)
        try:
            return FUNCTIONS[node.operation](*operands)
        except (RuntimeError, TypeError, ValueError, IndexError) as problem:
            facts: dict[str, Fact] = {"operation": node.operation, "torch": str(problem).partition("\n")[0]}
            raise RunError("torch-refused", node.span, facts) from problem

    def tensor(self, operand: Value) -> Tensor:
        """``operand`` as torch takes it; the listener is told of a plain number."""
        if isinstance(operand, Tensor):
            return operand
        tensor = torch.tensor(float(operand), dtype=self.dtype)
        self.listener.literal(tensor, operand)
        return tensor


def _operands_first(expression: Expression, budget: int) -> list[Expression]:
    """Every node of a tree, operands before the operation, left before right."""
    order: list[Expression] = []
    waiting = [expression]
    operations = 0
    while waiting:
        node = waiting.pop()
        order.append(node)
        if isinstance(node, Apply):
            operations += 1
            if operations > budget:
                raise LimitError("limit-operations", expression.span, {"limit": MAX_OPERATIONS})
            waiting.extend(node.operands)
    order.reverse()
    return order


def _vector(given: Nested | None, output: Tensor) -> Tensor:
    """The v of vᵀJ as a tensor in the shape of the output; ones where nobody gave it.

    Ones lie in memory as the output does, as from ``torch.ones_like``: the order of sums, and so the last bit, depends
    on it.
    """
    if given is None:
        return torch.ones_like(output)
    return torch.tensor(given, dtype=output.dtype)


def _shape_of(nested: Nested) -> Shape:
    """The shape of a number or of nested lists, which ``read`` has checked to be regular."""
    shape = []
    while isinstance(nested, list):
        shape.append(len(nested))
        nested = nested[0]
    return tuple(shape)
