"""The symbolic gradient of every input, as SymPy gives it: LaTeX, Unicode text, and the value it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from sympy import Expr, Integer, preorder_traversal

from app.certificate.formula import NotShownError, check_real
from app.certificate.numeric import Evaluator
from app.certificate.printing import Writer
from app.certificate.sweep import Sweep
from app.program.program import Program
from app.program.tree import Apply, Expression, Name

MAX_NODES = 200  # a tree with more has no formula that anybody would read
MAX_TERMS = 120  # nodes of SymPy's tree of one gradient, for the same reason
UPSTREAM = "ȳ"  # the v of vᵀJ, where it is not all ones


@dataclass(frozen=True, slots=True)
class Symbolic:
    """The formula of one gradient and its value in float64, in the input's shape."""

    latex: str
    text: str
    value: torch.Tensor


def symbolic(program: Program, grad_output: Any) -> Mapping[str, Symbolic | str]:
    """For each input that is not frozen its gradient, or the code of the note that says why there is no formula."""
    values = {name: torch.tensor(given, dtype=torch.float64) for name, given in program.inputs.items()}
    live = [name for name in values if name not in program.frozen]
    sweep = Sweep({name: tuple(value.shape) for name, value in values.items()})
    v = torch.tensor(grad_output, dtype=torch.float64)
    try:
        output, shape = sweep.read(inlined(program))
        upstream: Expr = Integer(1) if bool((v == 1).all()) else sweep.atom(UPSTREAM, shape)
        gradients = sweep.gradients(output, shape, upstream)
    except NotShownError as reason:
        return dict.fromkeys(live, str(reason))
    atoms = {sweep.names[name]: value for name, value in values.items()} | {upstream: v}
    evaluator = Evaluator(sweep.cuts, sweep.shapes, atoms)
    latex, text = (Writer(sweep.cuts, latex=latex) for latex in (True, False))

    def shown(name: str) -> Symbolic | str:
        gradient = gradients.get(sweep.names[name], Integer(0))
        if sum(1 for _ in preorder_traversal(gradient)) > MAX_TERMS:
            return "symbolic-too-long"
        try:
            check_real(gradient)
            value = evaluator.gradient(gradient, tuple(values[name].shape))
            return Symbolic(latex.write(gradient), text.write(gradient), value)
        except NotShownError as reason:
            return str(reason)
        except RuntimeError:  # torch.linalg.LinAlgError: the inverse of a singular matrix
            return "symbolic-not-finite"

    return {name: shown(name) for name in live}


def inlined(program: Program) -> Expression:
    """The output's tree with every earlier line in place of its name."""
    lines: dict[str, Expression] = {}
    left = MAX_NODES

    def put(node: Expression) -> Expression:
        nonlocal left
        left -= 1
        if left < 0:
            raise NotShownError("symbolic-too-long")
        if isinstance(node, Apply):
            return Apply(node.operation, tuple(map(put, node.operands)), node.span)
        if isinstance(node, Name) and node.name in lines:
            return put(lines[node.name])
        return node

    for statement in program.statements[:-1]:
        if statement.name is not None:
            lines[statement.name] = statement.value
    return put(program.statements[-1].value)
