"""The same expression as a PyTorch user would write it: source text for ``exec``, apart from Tapedeck's interpreter."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from app.program.program import Program
from app.program.tree import Expression, Name, Number

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "matmul": "@"}
CALLS = {
    "norm": "torch.linalg.vector_norm({})",
    "det": "torch.linalg.det({})",
    "transpose": "torch.t({})",
    "neg": "(-{})",
    "mse": "F.mse_loss({}, {})",
    "softmax": "torch.softmax({}, -1)",
    "log_softmax": "torch.log_softmax({}, -1)",
    "logsumexp": "(lambda u: torch.logsumexp(u, list(range(u.ndim))))({})",
} | {key: f"F.{key}({{}})" for key in ("leaky_relu", "softplus", "gelu", "silu")}
TENSORS = frozenset({"maximum", "minimum", "mse"})


@dataclass(frozen=True)
class Plain:
    """What plain torch leaves: the output and the ``.grad`` of every input."""

    output: torch.Tensor
    grads: dict[str, torch.Tensor | None]


def plain(program: Program) -> Plain:
    """Runs ``program`` without Tapedeck. The output must depend on at least one input that is not frozen."""
    dtype = torch.float64 if program.dtype == "float64" else torch.float32
    names: dict[str, torch.Tensor] = {
        name: torch.tensor(given, dtype=dtype, requires_grad=name not in program.frozen)
        for name, given in program.inputs.items()
    }
    lines = [f"{line.name or '_output'} = {code(line.value)}" for line in program.statements]

    def tensor(value: object) -> torch.Tensor:
        return value if isinstance(value, torch.Tensor) else torch.tensor(value, dtype=dtype)

    names_and_tools = {"torch": torch, "F": torch.nn.functional, "_tensor": tensor} | names
    exec("\n".join(lines), names_and_tools)
    output = names_and_tools["_output"]
    if program.grad_output is None:
        output.backward(torch.ones_like(output))
    else:
        output.backward(torch.tensor(program.grad_output, dtype=dtype))
    return Plain(output, {name: leaf.grad for name, leaf in names.items()})


def code(node: Expression) -> str:
    if isinstance(node, Number):
        return repr(node.value)
    if isinstance(node, Name):
        return node.name
    operands = [code(operand) for operand in node.operands]
    if node.operation in INFIX:
        return f"({operands[0]} {INFIX[node.operation]} {operands[1]})"
    if node.operation in TENSORS:
        operands = [f"_tensor({operand})" for operand in operands]
    template = CALLS.get(node.operation, f"torch.{node.operation}({', '.join(['{}'] * len(operands))})")
    return template.format(*operands)
