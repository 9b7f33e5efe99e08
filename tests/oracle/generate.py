"""Random expressions of known shapes: scalars, vectors, matrices, broadcasting, every operation. Knows no torch.

``expressions(count, seed)`` yields the same cases for the same arguments on every machine. A quarter of the inputs
are multiples of ½, so that kinks are stood on exactly; domains of logarithms and roots are mostly, not always, kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.errors import Span
from app.program.program import Program, Reading
from app.program.tree import Apply, Expression, Name, Number, Statement

NOWHERE = Span(0, 0)
LETTERS: dict[tuple[int, ...], str] = {
    (): "abcd",
    (2,): "uv",
    (3,): "xy",
    (2, 2): "AB",
    (2, 3): "CD",
    (3, 2): "MN",
    (3, 3): "WZ",
}
LINES = "rs"  # names of earlier lines
EXPONENTS = (2, 2, 3, 3, 4, 1, 0, 0.5, 1.5, -2, -1)
SAFE = (
    "neg",
    "abs",
    "sin",
    "cos",
    "atan",
    "tanh",
    "sigmoid",
    "relu",
    "softplus",
    "gelu",
    "silu",
    "erf",
    "sign",
    "leaky_relu",
)
GUARDED = ("log", "log2", "log10", "sqrt", "asin", "acos", "exp", "sinh", "cosh", "tan")
BINARY = ("add", "add", "sub", "sub", "mul", "mul", "mul", "div", "maximum", "minimum")
TO_NUMBER = (
    "sum",
    "mean",
    "var",
    "std",
    "norm",
    "prod",
    "amax",
    "amin",
    "trace",
    "det",
    "dot",
    "mse",
    "inner",
    "logsumexp",
)
TO_VECTOR = ("softmax", "log_softmax", "matrix-vector", "vector-matrix")
TO_MATRIX = ("matmul", "matmul", "outer", "transpose", "softmax", "log_softmax")

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One request and the tree that its text must be read as."""

    source: str
    statements: tuple[Statement, ...]
    inputs: dict[str, Any]
    frozen: tuple[str, ...]
    grad_output: Any
    dtype: str
    seed: int = 0
    language: str = "expression"

    def program(self) -> Program:
        """The Program as ``read`` should give it, but for spans and reading."""
        return Program(
            source=self.source,
            statements=self.statements,
            inputs=self.inputs,
            defaulted=frozenset(),
            frozen=frozenset(self.frozen),
            grad_output=self.grad_output,
            dtype=self.dtype,  # type: ignore[arg-type]
            seed=self.seed,
            reading=Reading("", self.source),
        )


def expressions(count: int, seed: int) -> Iterator[Case]:
    """``count`` random cases; every fifth in float32, the others in float64."""
    for number in range(count):
        yield _Grower(random.Random(f"{seed}/{number}")).case("float32" if number % 5 == 4 else "float64")


def text_of(expression: Expression) -> str:
    """A tree as text, bracketed wherever precedence could matter."""
    if isinstance(expression, Number):
        return repr(expression.value)
    if isinstance(expression, Name):
        return expression.name
    operands = [text_of(operand) for operand in expression.operands]
    sign = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "^", "matmul": "@"}.get(expression.operation)
    if sign:
        return f"({operands[0]} {sign} {operands[1]})"
    if expression.operation == "neg":
        return f"(-{operands[0]})"
    return f"{expression.operation}({', '.join(operands)})"


def names_in(expression: Expression) -> set[str]:
    """Every name that occurs in a tree."""
    if isinstance(expression, Apply):
        return set().union(*map(names_in, expression.operands))
    return {expression.name} if isinstance(expression, Name) else set()


def operations_in(expression: Expression) -> list[str]:
    """The operations of a tree, as often as they occur."""
    if not isinstance(expression, Apply):
        return []
    return [expression.operation, *(key for operand in expression.operands for key in operations_in(operand))]


@dataclass
class _Grower:
    random: random.Random
    shapes: dict[str, Shape] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)

    def case(self, dtype: str) -> Case:
        statements = []
        for line, name in enumerate(LINES[: self.random.choice((0, 0, 0, 1, 1, 2))], start=1):
            shape = self.shape()
            statements.append(Statement(name, self.grow(shape, 2), NOWHERE, line))
            self.shapes[name] = shape
        shape = self.shape()
        value = self.grow(shape, self.random.choice((1, 2, 3, 3, 4)))
        statements.append(Statement(None, value, NOWHERE, len(statements) + 1))
        return Case(
            source="\n".join(
                (f"{statement.name} = " if statement.name else "") + text_of(statement.value)
                for statement in statements
            ),
            statements=tuple(statements),
            inputs=self.inputs,
            frozen=self.frozen(statements),
            grad_output=self.values(shape) if shape and self.random.random() < 0.5 else None,
            dtype=dtype,
        )

    def frozen(self, statements: list[Statement]) -> tuple[str, ...]:
        """Some inputs, but never all of those that the output depends on."""
        chosen = {name for name in self.inputs if self.random.random() < 0.15}
        needed = names_in(statements[-1].value)
        for statement in reversed(statements[:-1]):
            if statement.name in needed:
                needed |= names_in(statement.value)
        if needed.intersection(self.inputs) <= chosen:
            chosen.remove(min(needed.intersection(self.inputs)))
        return tuple(name for name in self.inputs if name in chosen)

    def shape(self) -> Shape:
        size = self.random.choice
        return size(((), (), (size((2, 3)),), (size((2, 3)),), (size((2, 3)), size((2, 3)))))

    def values(self, shape: Shape) -> Any:
        if shape:
            return [self.values(shape[1:]) for _ in range(shape[0])]
        if self.random.random() < 0.25:
            return self.random.randint(-4, 4) / 2
        return round(self.random.uniform(-2, 2), 3)

    def grow(self, shape: Shape, depth: int) -> Expression:
        """A random tree whose value has ``shape``."""
        if depth == 0 or self.random.random() < 0.1:
            return self.leaf(shape)
        kind = self.random.random()
        if kind < 0.35:
            return self.broadcasting(shape, depth - 1)
        if kind < 0.65:
            return self.unary(shape, depth - 1)
        return (self.number, self.vector, self.matrix)[len(shape)](shape, depth - 1)

    def leaf(self, shape: Shape) -> Expression:
        known = [name for name, have in self.shapes.items() if have == shape]
        free = [letter for letter in LETTERS[shape] if letter not in self.shapes]
        if free and (not known or self.random.random() < 0.4):
            self.shapes[free[0]] = shape
            self.inputs[free[0]] = self.values(shape)
            return Name(free[0], NOWHERE)
        return Name(self.random.choice(known), NOWHERE)

    def unary(self, shape: Shape, depth: int) -> Expression:
        if self.random.random() < 0.25:
            exponents = EXPONENTS if len(shape) < 2 else EXPONENTS[:-1]  # A^(-1) is read as an inverse, and refused
            return _apply("pow", self.positive(shape, depth), _number(self.random.choice(exponents)))
        if self.random.random() < 0.6:
            return _apply(self.random.choice(SAFE), self.grow(shape, depth))
        operation = self.random.choice(GUARDED)
        if operation in {"log", "log2", "log10", "sqrt"}:
            return _apply(operation, self.positive(shape, depth))
        tame = self.grow(shape, depth)
        if self.random.random() < 0.8:
            tame = _apply("mul", _number(0.5), _apply(self.random.choice(("tanh", "sin", "cos")), tame))
        return _apply(operation, tame)

    def positive(self, shape: Shape, depth: int) -> Expression:
        """Mostly above 0.5: roots, logarithms and odd powers stay real."""
        grown = self.grow(shape, depth)
        if self.random.random() < 0.2:
            return grown
        return _apply("add", _apply(self.random.choice(("abs", "sigmoid", "softplus")), grown), _number(0.5))

    def broadcasting(self, shape: Shape, depth: int) -> Expression:
        if self.random.random() < 0.08:
            return _apply(
                "clamp", self.grow(shape, depth), _apply("neg", _number(1)), _number(self.random.choice((0.5, 1, 2)))
            )
        operation = self.random.choice(BINARY)
        if self.random.random() < 0.25:
            other = _number(self.random.choice((0, 1, 2, 3, -2, 0.5, 0.25, 1.5)))
        else:
            other = self.grow(self.smaller(shape), depth)
            if operation == "div" and self.random.random() < 0.8:
                return _apply("div", self.grow(shape, depth), _apply("add", _apply("abs", other), _number(1)))
        pair = [self.grow(shape, depth), other]
        self.random.shuffle(pair)
        return _apply(operation, *pair)

    def smaller(self, shape: Shape) -> Shape:
        """A shape that broadcasts to ``shape``."""
        return self.random.choice((shape, shape, (), shape[1:]))

    def number(self, _shape: Shape, depth: int) -> Expression:
        operation = self.random.choice(TO_NUMBER)
        size = self.random.choice((2, 3))
        other = self.random.choice((2, 3))
        if operation in {"dot", "inner"}:
            key = "dot" if operation == "dot" else "matmul"
            return _apply(key, self.grow((size,), depth), self.grow((size,), depth))
        if operation in {"trace", "det"}:
            return _apply(operation, self.grow((size, size), depth))
        shape = self.random.choice(((size,), (size, other)))
        if operation == "mse":
            return _apply(operation, self.grow(shape, depth), self.grow(shape, depth))
        return _apply(operation, self.grow(shape, depth))

    def vector(self, shape: Shape, depth: int) -> Expression:
        operation = self.random.choice(TO_VECTOR)
        size = self.random.choice((2, 3))
        if operation == "matrix-vector":
            return _apply("matmul", self.grow((*shape, size), depth), self.grow((size,), depth))
        if operation == "vector-matrix":
            return _apply("matmul", self.grow((size,), depth), self.grow((size, *shape), depth))
        return _apply(operation, self.grow(shape, depth))

    def matrix(self, shape: Shape, depth: int) -> Expression:
        operation = self.random.choice(TO_MATRIX)
        if operation == "matmul":
            size = self.random.choice((2, 3))
            return _apply(operation, self.grow((shape[0], size), depth), self.grow((size, shape[1]), depth))
        if operation == "outer":
            return _apply(operation, self.grow(shape[:1], depth), self.grow(shape[1:], depth))
        if operation == "transpose":
            return _apply(operation, self.grow(shape[::-1], depth))
        return _apply(operation, self.grow(shape, depth))


def _apply(operation: str, *operands: Expression) -> Apply:
    return Apply(operation, operands, NOWHERE)


def _number(value: float) -> Expression:
    """A literal as it can be written: a negative one is the negation of a positive one."""
    return Number(value, NOWHERE) if value >= 0 else _apply("neg", Number(-value, NOWHERE))
