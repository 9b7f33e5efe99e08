"""Writes one random program line by line: what each name holds, how deep the block is, expressions of a wanted shape.

Knows no torch. The same ``random.Random`` writes the same text on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

Shape = tuple[int, ...]
NUMBER: Shape = ()
SHAPES: tuple[Shape, ...] = ((), (2,), (3,), (2, 3), (3, 2), (3, 3))
MAPS = (
    "torch.tanh({})", "torch.sigmoid({})", "torch.relu({})", "F.softplus({})", "torch.sin({})", "torch.cos({})",
    "({}).tanh()", "({}).sigmoid()", "({}).abs()", "F.relu({})", "-({})", "({}) ** 2", "({}).pow(2)", "({}) * 0.5",
    "torch.exp(-({}) ** 2)", "torch.sqrt(({}) ** 2 + 1)", "torch.log1p(({}).abs())", "({}).clamp(-1, 1)",
    "F.gelu({})", "F.leaky_relu({}, 0.1)", "torch.square({})", "2 - ({})", "1 / (({}) ** 2 + 1)", "3 * ({})",
    "torch.clamp({}, min=0)", "({}).clone()", "torch.atan({})", "F.silu({})", "torch.erf({})", "({}) + 1", "({}) - 0.25",
    "({}).mul(2).add(1)", "0.5 ** torch.sigmoid({})", "torch.where(({}) > 0, 1.0, -1.0)", "({}).detach()",
)  # fmt: skip
PAIRS = (
    "({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) + ({})", "({}) * ({})", "torch.maximum({}, {})", "torch.add({}, {})",
    "({}) / (1 + ({}) ** 2)", "torch.minimum({}, {})", "torch.mul({}, {})", "({}).add({}, alpha=0.5)", "torch.atan2({}, {})",
    "({}).sub({})", "torch.lerp({}, {}, 0.3)", "torch.hypot({}, {})",
)  # fmt: skip
TO_NUMBER = (
    "({}).sum()", "({}).mean()", "({}).norm()", "torch.sum({})", "torch.mean(({}) ** 2)", "({}).max()", "({}).min()",
    "({}).pow(2).sum()", "({}).prod()", "({}).amax()", "({}).abs().sum()", "torch.logsumexp(({}).flatten(), 0)",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A name that holds a tensor."""

    name: str
    shape: Shape
    grad: bool = False  # requires grad
    leaf: bool = True


class Writer:
    """A program that is being written."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.lines: list[str] = []
        self.depth = 0
        self.held: list[Held] = []
        self.plain: list[str] = []  # names that hold numbers
        self.count = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    # -- lines ----------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """One more line of the current block."""
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A block; names that are first given inside it are not used after it."""
        self.line(head)
        self.depth += 1
        held, plain = [*self.held], [*self.plain]
        yield
        self.depth -= 1
        self.held = [tensor for tensor in self.held if tensor.name in {known.name for known in held}]
        self.plain = plain

    def fresh(self, letters: str) -> str:
        """A name that no line uses yet."""
        self.count += 1
        return f"{self.chance.choice(letters)}{self.count}"

    def pick(self, *choices: str) -> str:
        """One of the texts."""
        return self.chance.choice(choices)

    def often(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.chance.random() < share

    def number(self) -> str:
        """A plain number."""
        return self.pick("0.1", "0.5", "1.0", "2.0", "-0.5", "1.5", "-1.0", "3", "2", "0.25", "-2", "1e-3")

    # -- tensors --------------------------------------------------------------------------------------------------------

    def keep(self, name: str, shape: Shape, *, grad: bool, leaf: bool) -> Held:
        """From now on ``name`` holds such a tensor."""
        self.held = [tensor for tensor in self.held if tensor.name != name]
        self.held.append(Held(name, shape, grad, leaf))
        return self.held[-1]

    def forget_graphs(self) -> None:
        """A pass has freed the graphs: results that require grad are not used again."""
        self.held = [tensor for tensor in self.held if tensor.leaf or not tensor.grad]

    def tensors(self, *, leaf: bool | None = None, grad: bool | None = None) -> list[Held]:
        """What is held, of that kind."""
        return [
            tensor
            for tensor in self.held
            if (leaf is None or tensor.leaf == leaf) and (grad is None or tensor.grad == grad)
        ]

    def literal(self, shape: Shape) -> str:
        """Numbers in nested brackets."""
        if not shape:
            return f"{self.chance.randint(-20, 20) / 8}"
        return f"[{', '.join(self.literal(shape[1:]) for _ in range(shape[0]))}]"

    def leaf(self, shape: Shape | None = None, *, grad: bool | None = None) -> Held:
        """Writes the creation of a leaf."""
        shape = self.chance.choice(SHAPES) if shape is None else shape
        grad = self.often(0.7) if grad is None else grad
        sizes = ", ".join(map(str, shape))
        flag = ", requires_grad=True" if grad else ""
        ways = [f"torch.tensor({self.literal(shape)}{flag})"] * 3
        if shape:
            ways += [f"torch.randn({sizes}{flag})", f"torch.ones({sizes}{flag})", f"torch.full(({sizes},), 0.5{flag})"]
            ways += [f"torch.rand({sizes}{flag})", f"torch.zeros({sizes}{flag})"]
        if len(shape) == 1:
            ways += [f"torch.linspace(-1, 1, {sizes}{flag})", f"torch.arange({sizes}.{flag})"]
        if grad:
            ways += [
                f"torch.tensor({self.literal(shape)}).requires_grad_()",
                f"nn.Parameter(torch.tensor({self.literal(shape)}))",
            ]
        name = self.fresh("abwxyuv")
        self.line(f"{name} = {self.chance.choice(ways)}")
        return self.keep(name, shape, grad=grad, leaf=True)

    def expression(self, shape: Shape, depth: int = 2) -> tuple[str, bool]:
        """An expression of that shape, and whether it requires grad."""
        known = [tensor for tensor in self.held if tensor.shape == shape]
        if depth == 0 or (known and self.often(0.3)):
            if not known:
                return (f"torch.tensor({self.literal(shape)})", False) if shape else (self.number_tensor(), False)
            chosen = self.chance.choice(known)
            return chosen.name, chosen.grad
        kind = self.chance.random()
        if kind < 0.4:
            pattern = self.chance.choice(MAPS)
            inner, grad = self.expression(shape, depth - 1)
            return pattern.format(inner), grad and "detach" not in pattern and "where" not in pattern
        if kind < 0.75:
            first, grad = self.expression(shape, depth - 1)
            second, other = self.expression(self.narrower(shape), depth - 1)
            return self.chance.choice(PAIRS if shape else PAIRS[:5]).format(first, second), grad or other
        return self.made_from_others(shape, depth - 1)

    def number_tensor(self) -> str:
        """A 0-dim tensor."""
        return f"torch.tensor({self.literal(())})"

    def narrower(self, shape: Shape) -> Shape:
        """A shape that broadcasts to this one: mostly itself."""
        if self.often(0.8) or not shape:
            return shape
        return shape[-1:] if shape[-1:] in SHAPES else shape

    def made_from_others(self, shape: Shape, depth: int) -> tuple[str, bool]:
        """An expression of that shape whose operands have other shapes."""
        if not shape:
            inner, grad = self.expression(self.chance.choice(SHAPES[1:]), depth)
            if self.often(0.15):
                inner, grad = self.expression((3,), depth)
                other, more = self.expression((3,), depth)
                return self.pick(f"torch.dot({inner}, {other})", f"({inner}) @ ({other})"), grad or more
            return self.chance.choice(TO_NUMBER).format(inner), grad
        if len(shape) == 1:
            return self.vector(shape[0], depth)
        return self.matrix(*shape, depth)

    def vector(self, size: int, depth: int) -> tuple[str, bool]:
        """A vector out of a matrix, a product or a stack."""
        other = self.chance.choice([rows for rows, columns in SHAPES[3:] if columns == size])
        matrix, grad = self.expression((other, size), depth)
        if self.often(0.5):
            row = self.chance.randrange(-other, other)
            pattern = self.pick(
                "({}).sum(0)",
                "({}).mean(dim=0)",
                f"({{}})[{row}]",
                "torch.softmax(({}).sum(0), 0)",
                "({}).max(dim=0)[0]",
            )
            return pattern.format(matrix), grad
        if self.often(0.5):
            vector, more = self.expression((other,), depth)
            return self.pick(
                f"({vector}) @ ({matrix})", f"({matrix}).t() @ ({vector})", f"torch.mv(({matrix}).T, {vector})"
            ), grad or more
        numbers = [self.expression((), 1) for _ in range(size)]
        texts = ", ".join(f"({text}).reshape(())" for text, _ in numbers)
        return f"torch.stack([{texts}])", any(flag for _, flag in numbers)

    def matrix(self, rows: int, columns: int, depth: int) -> tuple[str, bool]:
        """A matrix out of vectors or a product."""
        if self.often(0.3):
            first, grad = self.expression((rows,), depth)
            second, more = self.expression((columns,), depth)
            return self.pick(f"torch.outer({first}, {second})", f"({first}).unsqueeze(1) * ({second})"), grad or more
        if self.often(0.4) and (columns, rows) in SHAPES:
            inner, grad = self.expression((columns, rows), depth)
            return self.pick(
                f"({inner}).t()", f"({inner}).T", f"({inner}).transpose(0, 1)", f"({inner}).reshape({rows}, {columns})"
            ), grad
        if self.often(0.5):
            first, grad = self.expression((rows, 3) if (rows, 3) in SHAPES else (rows, columns), depth)
            if (rows, 3) in SHAPES and (3, columns) in SHAPES:
                second, more = self.expression((3, columns), depth)
                return self.pick(
                    f"({first}) @ ({second})", f"torch.matmul({first}, {second})", f"({first}).mm({second})"
                ), grad or more
            return first, grad
        parts = [self.expression((columns,), 1) for _ in range(rows)]
        texts = ", ".join(text for text, _ in parts)
        return self.pick(f"torch.stack([{texts}])", f"torch.stack(({texts}), dim=0)"), any(flag for _, flag in parts)

    def scalar(self, depth: int = 2) -> tuple[str, bool]:
        """A loss: a 0-dim expression that requires grad, where anything held does."""
        text, grad = self.expression((), depth)
        if grad or not (givers := self.tensors(grad=True)):
            return text, grad
        giver = self.chance.choice(givers)
        return f"{text} + ({giver.name} ** 2).sum()", True

    def renamed(self, tensor: Held, **changes: object) -> Held:
        """The same name holds something else now."""
        changed = replace(tensor, **changes)  # type: ignore[arg-type]
        self.held = [changed if known.name == tensor.name else known for known in self.held]
        return changed
